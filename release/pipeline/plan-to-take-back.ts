import { objectOf } from '../git/git.js';
import { releaseError } from '../errors.js';
import type { ReleaseContext } from '../frame/command.js';
import { openDesk } from '../github/desk.js';
import { releasesOf } from '../github/releases.js';
import { planKept } from './kept-plan.js';
import { runOf } from './own-release.js';
import { planRelease, timeOf } from './plan-release.js';
import type { ReleasePlan } from './release-plan.js';
import { releaseCommit } from './steps/release-commit.js';
import { readWorld } from './world.js';

/**
 * The plan that the release was begun with; where it was begun in another clone, what its tag and its
 * release on GitHub say. Throws PM-8025 where there is neither.
 */
export async function planToTakeBack(context: ReleaseContext): Promise<ReleasePlan> {
  const { io, version, values } = context;
  const kept = planKept(io.root, version.version);
  if (kept !== undefined) return kept;
  const world = await readWorld(io.root, io.env, values['repo'] as string | undefined);
  const start = await objectOf(io.root, `refs/tags/${version.tag}^{commit}^1`);
  const plan = { ...planRelease(world, version, timeOf(io)), start: start ?? '' };
  const made =
    start === undefined ? undefined : await releaseCommit({ io: { root: io.root }, plan });
  if (made === undefined) {
    throw releaseError('PM-8025', {
      what: version.version,
      why: `no release of it was begun in this clone, and there is no tag ${version.tag} on a release commit here`,
      remedy: 'Where it was released from another clone: `git fetch --tags`, and run this again.',
    });
  }
  const [release] = await releasesOf(await openDesk(io, plan.repository), version.tag);
  const run = release === undefined ? undefined : runOf(release);
  return run === undefined ? plan : { ...plan, run };
}
