import { readRepository, type Repository } from '../../ops/github/repository.js';
import { releaseError } from '../errors.js';
import { changedPaths, git, gitEnd, objectOf, tagsOf, webAddress } from '../git/git.js';
import { holderOf, LOCK_REF } from '../git/lock-ref.js';
import { refsAt } from '../git/remote.js';
import { compareVersions, releaseTags, type ReleaseVersion } from '../version/rules.js';

/** The branch that releases stand on. */
export const BRANCH = 'main';
export const REMOTE = 'origin';

/** What a release begins with: read, nothing written. */
export interface World {
  /** Undefined: no branch is checked out. */
  readonly branch: string | undefined;
  readonly head: string;
  readonly changed: readonly string[];
  readonly shallow: boolean;
  /** Where the remote's branch is; undefined: it has none. */
  readonly remoteHead: string | undefined;
  readonly tags: readonly string[];
  readonly remoteTags: readonly string[];
  /** Who holds the release lock, in words. */
  readonly holder: string | undefined;
  readonly repository: Repository;
}

/** Throws PM-8006 without a repository, a commit or a remote that can be asked, PM-8020 without a name on GitHub. */
export async function readWorld(root: string, env: Env, repo: string | undefined): Promise<World> {
  const repository = await repositoryOf(root, env, repo);
  const head = (await git(root, ['rev-parse', 'HEAD^{commit}'])).trim();
  const branch = await gitEnd(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
  const refs = await refsAt(root, REMOTE);
  const lock = refs.get(LOCK_REF);
  return {
    branch: branch.exit === 0 ? branch.stdout.trim() : undefined,
    head,
    changed: await changedPaths(root),
    shallow: (await git(root, ['rev-parse', '--is-shallow-repository'])).trim() === 'true',
    remoteHead: refs.get(`refs/heads/${BRANCH}`),
    tags: await tagsOf(root),
    remoteTags: [...refs.keys()].flatMap((name) => {
      const tag = /^refs\/tags\/([^^]+)$/.exec(name)?.[1];
      return tag === undefined ? [] : [tag];
    }),
    holder: lock === undefined ? undefined : await holderOf(root, REMOTE, lock),
    repository,
  };
}

type Env = Readonly<Record<string, string | undefined>>;

async function repositoryOf(root: string, env: Env, repo: string | undefined): Promise<Repository> {
  if (repo !== undefined) return readRepository(repo);
  const address = await webAddress(root);
  const path = address === undefined ? env['GITHUB_REPOSITORY'] : new URL(address).pathname;
  if (path !== undefined) return readRepository(path.replace(/^\//, ''), `the remote ${REMOTE}`);
  throw releaseError('PM-8020', {
    what: 'the repository on GitHub',
    why: `the remote ${REMOTE} has no address of a host`,
    remedy: 'Name it with --repo OWNER/NAME.',
  });
}

/** The tag of the release before; undefined for the first one. */
export function previousTagIn(
  { tags, remoteTags }: World,
  { tag }: ReleaseVersion,
): string | undefined {
  return releaseTags([...new Set([...tags, ...remoteTags])]).find(
    (known) => compareVersions(known.slice(1), tag.slice(1)) < 0,
  );
}

/** Why a release of the version cannot begin here and now, one line each. */
export function troublesIn(world: World, { tag }: ReleaseVersion): readonly string[] {
  const { branch, head, remoteHead, changed, shallow, holder, tags, remoteTags } = world;
  const said: string[] = [];
  if (branch !== BRANCH) said.push(`${branch ?? 'no branch'} is checked out, not ${BRANCH}`);
  if (shallow) said.push('the clone is shallow: git fetch --unshallow');
  if (changed.length > 0) said.push(`the working tree is not clean: ${list(changed)}`);
  if (remoteHead === undefined) said.push(`${REMOTE} has no branch ${BRANCH}`);
  else if (remoteHead !== head) {
    said.push(`${BRANCH} is at ${head.slice(0, 7)}, and at ${remoteHead.slice(0, 7)} on ${REMOTE}`);
  }
  if (tags.includes(tag)) said.push(`the tag ${tag} is here already`);
  if (remoteTags.includes(tag)) said.push(`the tag ${tag} is on ${REMOTE} already`);
  if (holder !== undefined) said.push(`the release lock is held: ${holder}`);
  return said;
}

const MOST = 5;

const list = (paths: readonly string[]): string =>
  [
    ...paths.slice(0, MOST),
    ...(paths.length > MOST ? [`and ${paths.length - MOST} more`] : []),
  ].join(', ');

/** The commit that a tag of a release is on; undefined where there is no such tag here. */
export const commitOfTag = (root: string, tag: string): Promise<string | undefined> =>
  objectOf(root, `refs/tags/${tag}^{commit}`);
