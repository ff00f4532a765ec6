import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { releaseError } from '../errors.js';
import { diffTexts } from '../git/diff.js';
import { git } from '../git/git.js';
import { notesOf, sectionState } from './merge.js';

const copyOf = (root: string, version: string): string =>
  join(root, '.release', version, 'changelog.md');

/** Keeps the section as it was written, so that a later change of it can be shown. */
export async function keepSection(root: string, version: string, section: string): Promise<void> {
  const path = copyOf(root, version);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, section);
}

/**
 * Whether the section of the version is written already. Throws PM-8004 with what a person changed in it
 * since, where the text that was written can still be found: beside the release, or in git.
 */
export async function refuseEdited(root: string, text: string, version: string): Promise<boolean> {
  const state = sectionState(text, version);
  if (state !== 'edited') return state !== 'absent';
  const before = await written(root, version);
  throw releaseError('PM-8004', {
    what: `the section [${version}] of the changelog`,
    why:
      before === undefined
        ? 'somebody changed it since it was written'
        : `somebody changed it since it was written:\n${await diffTexts('CHANGELOG.md', before, notesOf(text, version) ?? '')}`,
  });
}

async function written(root: string, version: string): Promise<string | undefined> {
  try {
    return await readFile(copyOf(root, version), 'utf8');
  } catch {
    // Another machine, or cleaned up: the history may have it.
  }
  const commits = await git(root, ['log', '-n', '50', '--format=%H', '--', 'CHANGELOG.md']).catch(
    () => '',
  );
  for (const commit of commits.split('\n').filter(Boolean)) {
    const text = await git(root, ['show', `${commit}:CHANGELOG.md`]).catch(() => '');
    if (sectionState(text, version) === 'ours') return notesOf(text, version);
  }
  return undefined;
}
