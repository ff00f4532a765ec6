import { releaseError } from '../errors.js';
import { git, gitEnd } from './git.js';
import { push, refsAt } from './remote.js';

/** Held by who releases. No branch and no tag: nobody fetches it, and no rule of branches is about it. */
export const LOCK_REF = 'refs/phase-mirror/release-lock';

/** Who releases what, since when. */
export interface LockHolder {
  /** The run that holds it. */
  readonly run: string;
  readonly version: string;
  /** `user@host`. */
  readonly who: string;
  /** ISO 8601. */
  readonly since: string;
}

/** The commit, of nothing, that says who holds the lock: of equal holders the same one. */
export async function lockObject(root: string, holder: LockHolder): Promise<string> {
  const tree = (await git(root, ['mktree'])).trim();
  const person = { NAME: 'phase-mirror release', EMAIL: 'release@invalid', DATE: holder.since };
  const env = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) =>
      Object.entries(person).map(([key, value]) => [`GIT_${role}_${key}`, value]),
    ),
  );
  const args = ['-c', 'commit.gpgSign=false', 'commit-tree', tree];
  return (await git(root, args, { env, input: `${JSON.stringify(holder)}\n` })).trim();
}

/** What the lock ref of the remote is at; undefined: nobody releases. */
export async function lockAt(root: string, remote: string): Promise<string | undefined> {
  return (await refsAt(root, remote, [LOCK_REF])).get(LOCK_REF);
}

/** Who holds it, in words. Reads the object from the remote. */
export async function holderOf(root: string, remote: string, sha: string): Promise<string> {
  await gitEnd(root, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', remote, LOCK_REF]);
  const { stdout } = await gitEnd(root, ['log', '-1', '--format=%B', sha]);
  try {
    const { who, version, since } = JSON.parse(stdout) as LockHolder;
    return `${who} releases ${version} since ${since}`;
  } catch {
    return `${LOCK_REF} is at ${sha}`;
  }
}

/** Takes the lock where `from` holds it, or nobody. Throws PM-8021 with who was faster. */
export async function takeLock(
  root: string,
  remote: string,
  to: string,
  from: string | undefined,
): Promise<void> {
  try {
    await push(root, remote, [{ ref: LOCK_REF, to, from }]);
  } catch (error) {
    const now = await lockAt(root, remote);
    if (now === to) return;
    if (now === undefined || now === from) throw error;
    throw await heldBy(root, remote, now);
  }
}

export async function heldBy(root: string, remote: string, sha: string): Promise<Error> {
  return releaseError('PM-8021', {
    what: `the release lock of ${remote}`,
    why: await holderOf(root, remote, sha),
  });
}

/** Gives it back where it is held by `sha`; somebody else's stays. Answers whether it was held. */
export async function giveLockBack(root: string, remote: string, sha: string): Promise<boolean> {
  if ((await lockAt(root, remote)) !== sha) return false;
  await push(root, remote, [{ ref: LOCK_REF, to: undefined, from: sha }]);
  return true;
}
