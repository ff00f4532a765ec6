import { gapsOf, known, unknown, valueOf, type Answer } from './answer.js';
import { runtimeError } from '../errors/index.js';
import type { Git } from './git/git.js';
import { listTree, readBlobs, splitNul } from './git/tree.js';
import type { InlineIgnore } from './ignores/ignore.js';
import { IGNORE_MARK, readIgnores, type ReadIgnore } from './ignores/read-ignores.js';
import { decodeUtf8, textFile } from './text.js';
import { unlessMissing } from './unless-missing.js';

/** Files that rules judge and that can hold a comment. */
const FILES = [':(top).github', ':(top)CODEOWNERS', ':(top)docs/CODEOWNERS', ':(top,glob)**/*.tf'];
/** Larger files are left out, bytes: nothing in them is ignored. */
const MAX_BYTES = 3 * 1024 * 1024;

/**
 * The ignore comments of the head, and whether each counts (ADR 0010): `base` is the tip of the branch
 * that the change goes to; without one only the state is judged. One git process where there is none.
 */
export async function collectIgnores(
  git: Git,
  head: string,
  base: Answer<string> | undefined,
): Promise<readonly InlineIgnore[]> {
  const paths = await filesWithMark(git, head);
  if (paths.length === 0) return [];
  const own = await readAt(git, head, paths);
  const accepted = await acceptedAt(git, own, paths, base);
  return own.map(({ identity, ...ignore }) => ({
    ...ignore,
    accepted:
      accepted.state === 'unknown'
        ? 'unknown'
        : valueOf(accepted)?.has(key(ignore.place.path, identity)) === true
          ? 'yes'
          : 'no',
  }));
}

const key = (path: string, identity: string): string => `${path}\0${identity}`;

async function acceptedAt(
  git: Git,
  own: readonly ReadIgnore[],
  paths: readonly string[],
  base: Answer<string> | undefined,
): Promise<Answer<ReadonlySet<string>>> {
  const keys = (list: readonly ReadIgnore[]): ReadonlySet<string> =>
    new Set(list.map(({ place, identity }) => key(place.path, identity)));
  if (base === undefined) return known(keys(own));
  const commit = valueOf(base);
  if (commit === undefined) return unknown(...gapsOf(base));
  return unlessMissing(commit, async () => known(keys(await readAt(git, commit, paths))));
}

async function filesWithMark(git: Git, commit: string): Promise<readonly string[]> {
  const args = ['grep', '--full-name', '-I', '-z', '-l', '-F', '-e', IGNORE_MARK, commit, '--'];
  const { code, stdout, stderr } = await git.run([...args, ...FILES]);
  // 1: nothing is found.
  if (code > 1) {
    throw runtimeError('PM-2002', { what: `git ${args.join(' ')} in ${git.folder}`, why: stderr });
  }
  return splitNul(stdout).map((line) => line.slice(commit.length + 1));
}

async function readAt(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<readonly ReadIgnore[]> {
  const entries = (await listTree(git, commit, paths)).filter(
    ({ path, kind, size }) => kind === 'file' && size <= MAX_BYTES && paths.includes(path),
  );
  const blobs = await readBlobs(
    git,
    entries.map(({ blob }) => blob),
  );
  return entries.flatMap(({ path, blob }) => {
    const bytes = blobs.get(blob);
    const text = bytes === undefined ? undefined : decodeUtf8(bytes);
    return text === undefined ? [] : readIgnores(textFile(path, text));
  });
}
