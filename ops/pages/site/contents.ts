/** One page of the site. */
export interface SitePage {
  /** Path in the repository, `docs/runbooks/deploy.md`. */
  readonly source: string;
  /** Path on the site, `runbooks/deploy.html`. */
  readonly path: string;
}

/** What a reader wants, and the pages that answer it: exact paths, or a folder and all that is in it. */
const GROUPS: readonly (readonly [name: string, sources: readonly string[]])[] = [
  [
    'Start',
    ['README.md', 'docs/tutorial.md', 'docs/action.md', 'docs/reports.md', 'docs/dashboard.md'],
  ],
  [
    'Understand',
    ['docs/architecture.md', 'docs/security-model.md', 'docs/scale.md', 'docs/adr-ledger.md'],
  ],
  [
    'Operate',
    [
      'docs/environments.md',
      'docs/deployment.md',
      'docs/monitoring.md',
      'docs/troubleshooting.md',
      'docs/errors.md',
      'docs/handover.md',
      'docs/risks.md',
      'docs/known-issues.md',
    ],
  ],
  ['Runbooks', ['docs/runbooks/']],
  ['Rules', ['docs/rules/']],
  [
    'Contribute',
    ['docs/contributing.md', 'docs/release.md', 'docs/completion-tracker.md', 'CHANGELOG.md'],
  ],
  ['Decisions', ['docs/adr/']],
];

/** Pages that stand together in the navigation. */
export interface NavGroup {
  readonly name: string;
  readonly pages: readonly { readonly path: string }[];
}

interface Group extends NavGroup {
  readonly pages: readonly SitePage[];
}

/** The pages in the order of the navigation. What no group names is at its end. */
export function contentsOf(sources: readonly string[]): readonly Group[] {
  const left = new Set([...sources].sort());
  const groups = GROUPS.map(([name, named]): Group => {
    const own = named.flatMap((path) =>
      path.endsWith('/')
        ? [...left].filter((source) => source.startsWith(path))
        : left.has(path)
          ? [path]
          : [],
    );
    for (const source of own) left.delete(source);
    return { name, pages: own.map(pageOf) };
  });
  const rest = { name: 'More', pages: [...left].map(pageOf) };
  return [...groups, rest].filter(({ pages }) => pages.length > 0);
}

const pageOf = (source: string): SitePage => ({ source, path: sitePath(source) as string });

/** Where a file of the repository is on the site; undefined: it is no part of it. */
export function sitePath(source: string): string | undefined {
  if (source === 'README.md') return 'index.html';
  if (source === 'CHANGELOG.md') return 'changelog.html';
  if (!source.startsWith('docs/')) return undefined;
  return source.slice('docs/'.length).replace(/\.md$/, '.html');
}
