import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { git } from '../../git/git.js';
import { RELEASE_FILES } from './release-commit.js';

/** The text of a file of the working tree; empty where it is gone. */
export async function textIn(root: string, path: string): Promise<string> {
  const bytes = await readFile(join(root, path)).catch(() => Buffer.alloc(0));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Puts files of the release back as they are in a commit, in the working tree and the index. */
export async function putBack(
  root: string,
  commit: string,
  paths: readonly string[],
): Promise<void> {
  await git(root, ['restore', `--source=${commit}`, '--staged', '--worktree', '--', ...paths]);
}

/** Takes away the drafts that a killed run left beside the files: `package.json.4711.new`. */
export async function sweepDrafts(root: string): Promise<void> {
  for (const path of RELEASE_FILES) {
    const folder = dirname(join(root, path));
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const rest = name.startsWith(`${basename(path)}.`) ? name.slice(basename(path).length) : '';
      if (/^\.\d+\.new$/.test(rest)) await rm(join(folder, name), { force: true });
    }
  }
}
