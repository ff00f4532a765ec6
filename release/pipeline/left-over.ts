import { changedPaths, gitEnd, objectOf } from '../git/git.js';
import { refsAt } from '../git/remote.js';
import { ownReleases } from './own-release.js';
import type { ReleaseSite } from './site.js';
import { releaseCommit } from './steps/release-commit.js';

/** The objects that a release has made; of the same version another machine has made others. */
export interface OwnObjects {
  readonly tag: string | undefined;
  readonly commit: string | undefined;
}

/** Looked at before anything is taken back. What is gone then was taken back by a run before. */
export async function ownObjects(site: ReleaseSite): Promise<OwnObjects> {
  return {
    tag: await objectOf(site.io.root, `refs/tags/${site.plan.tag}`),
    commit: await releaseCommit(site),
  };
}

/** What of a release is still there, one line each: read anew, whatever the steps said. */
export async function leftOver(site: ReleaseSite, own: OwnObjects): Promise<readonly string[]> {
  const {
    io: { root },
    plan,
  } = site;
  const { remote, tag, branch, only } = plan;
  const left: string[] = [];
  const refs = await refsAt(root, remote);
  const here = await objectOf(root, `refs/tags/${tag}`);
  if (here !== undefined && here === own.tag) left.push(`the tag ${tag} here`);
  if (own.tag !== undefined && refs.get(`refs/tags/${tag}`) === own.tag) {
    left.push(`the tag ${tag} on ${remote}`);
  }
  const shown = await ownReleases(await site.github(), plan);
  if (shown.own.length > 0) left.push(`the release ${tag} on GitHub`);
  // A commit that people made themselves stays theirs.
  if (only !== undefined) return left;
  if (await holds(root, 'HEAD', own.commit)) left.push(`the release commit in ${branch} here`);
  const head = refs.get(`refs/heads/${branch}`);
  await gitEnd(root, ['fetch', '--quiet', '--no-tags', remote, `refs/heads/${branch}`]);
  if (head !== undefined && (await holds(root, head, own.commit))) {
    left.push(`the release commit in ${branch} of ${remote}: others have built on it`);
  }
  const changed = await changedPaths(root);
  if (changed.length > 0) left.push(`changed in the working tree: ${changed.join(', ')}`);
  return left;
}

async function holds(root: string, head: string, commit: string | undefined): Promise<boolean> {
  if (commit === undefined) return false;
  return (await gitEnd(root, ['merge-base', '--is-ancestor', commit, head])).exit === 0;
}
