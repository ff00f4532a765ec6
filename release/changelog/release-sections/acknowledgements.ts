import { git } from '../../git/git.js';
import { inline, plural, type ReleaseSection } from './section.js';

/** Everybody who wrote a commit of the release or is named in one as its co-author; no address. */
export const acknowledgements: ReleaseSection = {
  title: 'Acknowledgements',
  place: 'below',
  async write({ root, commit, previousTag }) {
    const range = previousTag === undefined ? commit : `${previousTag}..${commit}`;
    const counts = await namesIn(root, range);
    if (counts.size === 0) return { leftOut: 'the range has no commit' };
    const before = previousTag === undefined ? undefined : await namesIn(root, previousTag);
    const people = [...counts].filter(([name]) => !name.endsWith('[bot]'));
    const bots = [...counts].filter(([name]) => name.endsWith('[bot]'));
    const thanks = people.map(([name, count]) => {
      const first = before !== undefined && !before.has(name) ? ', for the first time' : '';
      return `- ${inline(name)} (${plural(count, 'commit')}${first})`;
    });
    const byBots = bots.map(([name, count]) => `${inline(name)} (${count})`).join(', ');
    return {
      text: [
        ...thanks,
        ...(byBots === '' ? [] : [...(thanks.length === 0 ? [] : ['']), `By bots: ${byBots}.`]),
      ].join('\n'),
    };
  },
};

/** Commits by name, most first; a co-author counts as an author does. */
async function namesIn(root: string, range: string): Promise<ReadonlyMap<string, number>> {
  const text = await git(root, [
    ...['log', '--no-merges', '--use-mailmap', '-z'],
    '--format=%aN%n%(trailers:key=Co-authored-by,valueonly)',
    ...[range, '--'],
  ]);
  const counts = new Map<string, number>();
  for (const record of text.split('\0')) {
    const names = new Set(record.split('\n').map(withoutAddress).filter(Boolean));
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b, 'en')));
}

const withoutAddress = (name: string): string => name.replace(/<[^>]*>?/, '').trim();
