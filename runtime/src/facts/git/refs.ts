import { runtimeError } from '../../errors/index.js';
import type { Git } from './git.js';

/** The commit that a revision names, or undefined when there is none here. */
export async function resolveCommit(git: Git, revision: string): Promise<string | undefined> {
  refuseOption(revision);
  const { code, stdout } = await git.run([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  const id = stdout.toString('utf8').trim();
  return code === 0 && /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
}

/** Git itself takes a word that begins with `-` for an option: no revision does. */
function refuseOption(revision: string): void {
  if (!revision.startsWith('-')) return;
  throw runtimeError('PM-1001', {
    what: `the revision ${revision}`,
    why: 'a revision does not begin with `-`',
  });
}

/** The branch that a revision is the name of: `main` for main, origin/main or refs/heads/main. */
export async function branchOf(git: Git, revision: string): Promise<string | undefined> {
  refuseOption(revision);
  const { code, stdout } = await git.run([
    'rev-parse',
    '--verify',
    '--quiet',
    '--symbolic-full-name',
    '--end-of-options',
    revision,
  ]);
  return code === 0 ? shortBranch(stdout.toString('utf8').trim()) : undefined;
}

/** `refs/heads/x` and `refs/remotes/<remote>/x` are the branch x. */
export function shortBranch(ref: string): string | undefined {
  return /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(ref)?.[1];
}

/** The branch that `HEAD` of a remote or of this repository points to. */
export async function symbolicBranch(git: Git, ref: string): Promise<string | undefined> {
  const { code, stdout } = await git.run(['symbolic-ref', '--quiet', ref]);
  return code === 0 ? shortBranch(stdout.toString('utf8').trim()) : undefined;
}

/** The newest common ancestor, or undefined when none is here. */
export async function mergeBase(git: Git, a: string, b: string): Promise<string | undefined> {
  const { code, stdout } = await git.run(['merge-base', a, b]);
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

/** `owner/name` of the remote named origin, when it is on a host that has such names. */
export async function originSlug(git: Git): Promise<string | undefined> {
  const { code, stdout } = await git.run(['config', '--get', 'remote.origin.url']);
  return code === 0 ? slugOf(stdout.toString('utf8').trim()) : undefined;
}

/** `owner/name` of a remote's address; local paths have none. */
export function slugOf(url: string): string | undefined {
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?[^/]+\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(url) ??
    /^(?:[^@/:]+@)?[^/:]{2,}:([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(url);
  return match === null ? undefined : `${match[1] as string}/${match[2] as string}`;
}
