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
  if (tagged !== undefined && (await isReleaseCommit(root, tagged, plan))) return tagged;
  return commitAfter(root, plan);
}

/** What is looked at: the clone, and the plan of the release. */
export interface CommitSite {
  readonly io: Pick<ReleaseSite['io'], 'root'>;
  readonly plan: ReleasePlan;
}

/** The first commit after `start` in the line of HEAD, where it is the release commit. */
async function commitAfter(root: string, plan: ReleasePlan): Promise<string | undefined> {
  const args = ['rev-list', '--first-parent', '--reverse', `${plan.start}..HEAD`];
  const first = (await git(root, args)).split('\n').find(Boolean);
  if (first === undefined || !(await isReleaseCommit(root, first, plan))) return undefined;
  return first;
}

/** What a commit is does not change: it is read once in a process. */
const known = new Map<string, boolean>();

async function isReleaseCommit(root: string, commit: string, plan: ReleasePlan): Promise<boolean> {
  const key = `${commit} ${plan.start} ${plan.version}`;
  const told = known.get(key);
  if (told !== undefined) return told;
  const found = await judge(root, commit, plan);
  known.set(key, found);
  return found;
}

async function judge(
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
