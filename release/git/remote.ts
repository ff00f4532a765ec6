import type { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { releaseError } from '../errors.js';
import { git, gitEnd, type GitEnd } from './git.js';

/** Object id by the full name of its ref; a tag's commit stands under its name with `^{}`. */
export type Refs = ReadonlyMap<string, string>;

/** What a remote holds now, without fetching anything. Throws PM-8006. */
export async function refsAt(
  root: string,
  remote: string,
  patterns: readonly string[] = [],
): Promise<Refs> {
  const text = await git(root, ['ls-remote', '--quiet', remote, ...patterns]);
  return new Map(
    text.split('\n').flatMap((line) => {
      const [sha, name] = line.split('\t');
      return sha === undefined || name === undefined ? [] : [[name, sha] as const];
    }),
  );
}

/** One ref of the remote, changed only while it is where it is expected. */
export interface RefUpdate {
  /** Full name. */
  readonly ref: string;
  /** Object id; undefined: the ref is taken away. */
  readonly to: string | undefined;
  /** Where it must be now; undefined: there must be none. */
  readonly from: string | undefined;
}

/**
 * Changes refs of a remote, all or none. Throws PM-8022 where one is not as expected, PM-8024 where the
 * remote refuses, PM-8006 where it cannot be reached.
 */
export async function push(
  root: string,
  remote: string,
  updates: readonly RefUpdate[],
): Promise<void> {
  const ended = await gitEnd(root, pushArgs(remote, updates));
  if (ended.exit !== 0) throw pushError(remote, updates, ended);
}

/** The exact command; hooks of this machine judge what people push, and the release was judged. */
export function pushArgs(remote: string, updates: readonly RefUpdate[]): readonly string[] {
  return [
    'push',
    '--atomic',
    '--porcelain',
    '--no-verify',
    ...updates.map(({ ref, from }) => `--force-with-lease=${ref}:${from ?? ''}`),
    remote,
    ...updates.map(({ ref, to }) => `${to ?? ''}:${ref}`),
  ];
}

function pushError(
  remote: string,
  updates: readonly RefUpdate[],
  { stdout, stderr }: GitEnd,
): PhaseMirrorError {
  const what = `push of ${updates.map(({ ref }) => ref).join(', ')} to ${remote}`;
  const refused = [...stdout.matchAll(/^!\t\S*:(\S+)\t\[(.+)\] \((.+)\)$/gm)];
  const said = [...stderr.matchAll(/^remote: (.+?)\s*$/gm)].map(([, line]) => line);
  const why = refused.map(([, ref, , reason]) => `${ref}: ${reason}`).join('; ');
  if (refused.some(([, , , reason]) => reason === 'stale info')) {
    return releaseError('PM-8022', {
      what,
      why: `the remote is not where it was when the release was planned (${why}); nothing was pushed`,
    });
  }
  if (refused.length > 0) {
    return releaseError('PM-8024', { what, why: [why, ...said].join('\n    ') });
  }
  return releaseError('PM-8006', { what, why: stderr.trim() });
}
