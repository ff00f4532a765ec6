import type { Target } from './claim.js';

/** The branches that a claim may be about, so that `~DEFAULT_BRANCH` has a meaning. */
export interface Branches {
  readonly defaultBranch?: string;
}

/** Whether a claim is about a branch; undefined when that hangs on the default branch, not known. */
export function isAbout(
  target: Target,
  branch: string,
  { defaultBranch }: Branches,
): boolean | undefined {
  const judge = (pattern: string): boolean | undefined => {
    if (pattern === '~ALL') return true;
    if (pattern !== '~DEFAULT_BRANCH') return matchesRef(pattern, `refs/heads/${branch}`);
    return defaultBranch === undefined ? undefined : branch === defaultBranch;
  };
  const excluded = target.exclude.map(judge);
  if (excluded.includes(true)) return false;
  const included = target.include.map(judge);
  if (included.includes(true)) return excluded.includes(undefined) ? undefined : true;
  return included.includes(undefined) ? undefined : false;
}

/**
 * Ruby's `File.fnmatch` with FNM_PATHNAME, which GitHub uses: `*` and `?` stop at `/`, `**` before `/`
 * stands for any folders, `[...]` and `\` as usual. Linear in text times pattern.
 */
export function matchesRef(pattern: string, ref: string): boolean {
  const texts = ref.split('/');
  const parts = pattern.split('/');
  // Positions in the pattern that can follow what was read so far.
  let positions = skipFolders(parts, new Set([0]));
  for (const text of texts) {
    const next = new Set<number>();
    for (const at of positions) {
      const part = parts[at];
      if (part === undefined) continue;
      if (part === '**' && at < parts.length - 1) next.add(at);
      else if (matchesSegment(part, text)) next.add(at + 1);
    }
    positions = skipFolders(parts, next);
  }
  return positions.has(parts.length);
}

function skipFolders(parts: readonly string[], from: Set<number>): Set<number> {
  for (const at of from) if (parts[at] === '**' && at < parts.length - 1) from.add(at + 1);
  return from;
}

/** Glob of one path segment, by going back to the last `*` only. */
function matchesSegment(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const step =
      p < pattern.length && pattern[p] !== '*' ? matchOne(pattern, p, text[t] as string) : 0;
    if (step > 0) {
      p += step;
      t += 1;
    } else if (pattern[p] === '*') {
      star = p;
      mark = t;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p >= pattern.length;
}

/** Characters of the pattern that match one character of the text; 0 when they do not. */
function matchOne(pattern: string, at: number, character: string): number {
  const first = pattern[at];
  if (first === '?') return 1;
  if (first === '\\' && at + 1 < pattern.length) return pattern[at + 1] === character ? 2 : 0;
  if (first !== '[') return first === character ? 1 : 0;
  const end = pattern.indexOf(']', at + 2);
  if (end < 0) return character === '[' ? 1 : 0;
  const negated = pattern[at + 1] === '^' || pattern[at + 1] === '!';
  const listed = pattern.slice(at + (negated ? 2 : 1), end);
  return inRanges(listed, character) === negated ? 0 : end - at + 1;
}

function inRanges(listed: string, character: string): boolean {
  for (let i = 0; i < listed.length; i += 1) {
    const from = listed[i] as string;
    const to = listed[i + 1] === '-' ? listed[i + 2] : undefined;
    if (to === undefined ? from === character : from <= character && character <= to) return true;
    if (to !== undefined) i += 2;
  }
  return false;
}
