import { posix } from 'node:path';
import { git } from '../../git/git.js';
import { inline, plural, type ReleaseSection } from './section.js';

/** The pages of the commit, by their own titles; folders of pages with how many they hold. */
export const documentation: ReleaseSection = {
  title: 'Documentation',
  place: 'below',
  async write({ root, commit, version: { tag }, repository }) {
    const paths = (
      await git(root, ['ls-tree', '-r', '--name-only', commit, '--', 'README.md', 'docs'])
    )
      .split('\n')
      .filter((path) => path.endsWith('.md'));
    if (paths.length === 0) return { leftOut: 'the commit has neither README.md nor docs/*.md' };
    const titles = await titlesOf(root, commit);
    const link = (text: string, path: string, kind: 'blob' | 'tree'): string =>
      `[${inline(text)}](${repository === undefined ? path : `${repository}/${kind}/${tag}/${path}`})`;
    const single = paths.filter((path) => ['.', 'docs'].includes(posix.dirname(path)));
    const folders = [...new Set(paths.map((path) => posix.dirname(path)))].filter((folder) =>
      folder.startsWith('docs/'),
    );
    return {
      text: [
        ...single.map((path) => `- ${link(titles.get(path) ?? path, path, 'blob')}`),
        ...folders.map((folder) => {
          const pages = paths.filter((path) => posix.dirname(path) === folder).length;
          return `- ${link(folder, folder, 'tree')}: ${plural(pages, 'page')}`;
        }),
      ].join('\n'),
    };
  },
};

/** First heading by path. */
async function titlesOf(root: string, commit: string): Promise<ReadonlyMap<string, string>> {
  const lines = await git(root, [
    ...['grep', '-E', '--max-count=1', '^# ', commit, '--'],
    ...['README.md', 'docs/*.md'],
  ]).catch(() => '');
  const rows = lines.split('\n').flatMap((line): readonly (readonly [string, string])[] => {
    const [, path, title] = /^[0-9a-f]+:([^:]+):# +(.+)$/.exec(line) ?? [];
    return path === undefined || title === undefined
      ? []
      : [[path, title.replaceAll(/[[\]]/g, '')]];
  });
  return new Map(rows);
}
