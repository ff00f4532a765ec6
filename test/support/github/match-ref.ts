/** Whether the conditions of a ruleset name a ref. Ruby's fnmatch, as GitHub says of its patterns. */
export function matchesRef(conditions: unknown, ref: string, defaultBranch: string): boolean {
  const names = (conditions as { readonly ref_name?: Names } | undefined)?.ref_name ?? {};
  const any = (patterns: readonly string[] = []): boolean =>
    patterns.some((one) => matchesOne(one, ref, defaultBranch));
  return any(names.include) && !any(names.exclude);
}

interface Names {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

function matchesOne(pattern: string, ref: string, defaultBranch: string): boolean {
  if (pattern === '~ALL') return true;
  if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${defaultBranch}`;
  const source = pattern
    .split(/(\*\*\/|\*+|\?)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (/^\*+$/.test(part)) return '[^/]*';
      return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`).test(ref);
}
