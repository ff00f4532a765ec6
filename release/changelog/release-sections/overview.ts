import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../../git/git.js';
import { SECTIONS } from '../sections.js';
import { inline, plural, type ReleaseMaterial, type ReleaseSection } from './section.js';

/** What a diff is taken against where nothing was released yet. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export const overview: ReleaseSection = {
  title: 'Overview',
  place: 'above',
  async write(material) {
    const { root, previousTag, commit, history } = material;
    const [what, since, changed] = await Promise.all([
      descriptionOf(root),
      previousTag === undefined ? undefined : dayOf(root, previousTag),
      git(root, ['diff', '--shortstat', previousTag ?? EMPTY_TREE, commit]),
    ]);
    const from =
      previousTag === undefined ? 'The first release' : `Since ${previousTag} (${since ?? ''})`;
    const lines = [
      what,
      `${from}: ${[plural(history.commits, 'commit'), changed.trim()].filter(Boolean).join(', ')}.`,
      byKind(material),
    ];
    return { text: lines.filter((line) => line !== '').join('\n\n') };
  },
};

async function descriptionOf(root: string): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8').catch(() => '{}');
  const { description } = JSON.parse(text) as { readonly description?: unknown };
  return typeof description === 'string' ? `${inline(description).replace(/\.$/, '')}.` : '';
}

const dayOf = async (root: string, ref: string): Promise<string> =>
  (await git(root, ['log', '-1', '--format=%cs', ref, '--'])).trim();

function byKind({ history: { entries, breaking } }: ReleaseMaterial): string {
  const kinds = SECTIONS.flatMap((section) => {
    const count = entries.filter((entry) => entry.section === section).length;
    return count === 0 ? [] : [`${section} ${count}`];
  });
  if (kinds.length === 0) return '';
  const breaks =
    breaking.length === 0 ? 'none of them breaking' : plural(breaking.length, 'breaking change');
  return `Of the commits ${entries.length} are for users: ${kinds.join(', ')}; ${breaks}.`;
}
