import { sectionState } from '../../changelog/merge.js';
import { fileAt, git, objectOf } from '../../git/git.js';
import { readingsIn, VERSION_FILES } from '../../version/set.js';
import { CHANGELOG, type ReleasePlan } from '../release-plan.js';
import type { ReleaseSite } from '../site.js';

/** The files that a release commit may change. */
export const RELEASE_FILES: readonly string[] = [...VERSION_FILES, CHANGELOG];

/**
 * The commit of the release: the one on `start` that carries the version at all its places and the
 * section of the changelog, and changes nothing else. Undefined: there is none, under the tag or in HEAD.
 */
export async function releaseCommit({
  io: { root },
  plan,
}: CommitSite): Promise<string | undefined> {
  const tagged = await objectOf(root, `refs/tags/${plan.tag}^{commit}`);
  for (const candidate of [tagged, await firstAfter(root, plan.start)]) {
    if (candidate !== undefined && (await isReleaseCommit(root, candidate, plan))) return candidate;
  }
  return undefined;
}

/** What is looked at: the clone, and the plan of the release. */
export interface CommitSite {
  readonly io: Pick<ReleaseSite['io'], 'root'>;
  readonly plan: ReleasePlan;
}

/** The first commit of HEAD's own line after `start`; undefined where HEAD is at it or elsewhere. */
async function firstAfter(root: string, start: string): Promise<string | undefined> {
  const args = ['rev-list', '--first-parent', '--reverse', `${start}..HEAD`];
  return (await git(root, args)).split('\n').find(Boolean);
}

async function isReleaseCommit(
  root: string,
  commit: string,
  { start, version }: ReleasePlan,
): Promise<boolean> {
  if ((await objectOf(root, `${commit}^1`)) !== start) return false;
  const changed = (await git(root, ['diff-tree', '-r', '-z', '--name-only', start, commit]))
    .split('\0')
    .filter(Boolean);
  if (changed.some((path) => !RELEASE_FILES.includes(path))) return false;
  const changelog = await fileAt(root, commit, CHANGELOG);
  return (
    (await carries(root, commit, version)) &&
    changelog !== undefined &&
    sectionState(changelog, version) === 'ours'
  );
}

/** Whether the version stands at all its places in a commit. */
async function carries(root: string, commit: string, version: string): Promise<boolean> {
  for (const file of VERSION_FILES) {
    const text = await fileAt(root, commit, file);
    if (text === undefined) return false;
    if (readingsIn(file, text).some((reading) => reading.version !== version)) return false;
  }
  return true;
}
