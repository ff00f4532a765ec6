import { changedPaths, objectOf } from '../git/git.js';
import { refsAt } from '../git/remote.js';
import { ownReleases } from './own-release.js';
import type { ReleaseSite } from './site.js';
import { releaseCommit } from './steps/release-commit.js';

/** What of a release is still there, one line each: read anew, whatever the steps said. */
export async function leftOver(site: ReleaseSite): Promise<readonly string[]> {
  const {
    io: { root },
    plan,
  } = site;
  const { remote, tag, branch, start, only } = plan;
  const left: string[] = [];
  if ((await objectOf(root, `refs/tags/${tag}`)) !== undefined) left.push(`the tag ${tag} here`);
  const refs = await refsAt(root, remote);
  if (refs.has(`refs/tags/${tag}`)) left.push(`the tag ${tag} on ${remote}`);
  const { own } = await ownReleases(await site.github(), plan);
  if (own.length > 0) left.push(`the release ${tag} on GitHub`);
  if (only !== undefined) return left;
  if ((await releaseCommit(site)) !== undefined) left.push(`the release commit in ${branch} here`);
  if (refs.get(`refs/heads/${branch}`) !== start) {
    left.push(`${branch} of ${remote} is not at ${start.slice(0, 7)} any more`);
  }
  const changed = await changedPaths(root);
  if (changed.length > 0) left.push(`changed in the working tree: ${changed.join(', ')}`);
  return left;
}
