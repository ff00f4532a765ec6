import { releaseError } from '../errors.js';
import { git } from '../git/git.js';

/** The commit that is released. */
export interface ReleaseCommit {
  /** All 40 digits. */
  readonly sha: string;
  /** Committer date in seconds since 1970, UTC: the one date in every artefact. */
  readonly epoch: number;
}

/** Throws PM-8040 for a commit that is unknown here, or that carries another version. */
export async function releaseCommit(
  root: string,
  named: string,
  version: string,
): Promise<ReleaseCommit> {
  const sha = await git(root, ['rev-parse', '--verify', '--quiet', `${named}^{commit}`]).catch(
    (cause: unknown) => {
      throw releaseError('PM-8040', {
        what: `commit ${named}`,
        why: 'this repository has no such commit',
        remedy: 'Fetch it, or name another with --commit.',
        cause,
      });
    },
  );
  const commit = sha.trim();
  const carried = await versionOf(root, commit);
  if (carried !== version) {
    throw releaseError('PM-8040', {
      what: `${version} from commit ${commit.slice(0, 12)}`,
      why: `its package.json says ${carried ?? 'nothing that can be read'}`,
    });
  }
  const date = await git(root, ['show', '--no-patch', '--format=%ct', commit]);
  return { sha: commit, epoch: Number(date.trim()) };
}

async function versionOf(root: string, commit: string): Promise<string | undefined> {
  try {
    const text = await git(root, ['show', `${commit}:package.json`]);
    return (JSON.parse(text) as { version?: string }).version;
  } catch {
    return undefined;
  }
}
