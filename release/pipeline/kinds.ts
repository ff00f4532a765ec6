import { objectOf } from '../git/git.js';
import { releaseError } from '../errors.js';
import type { ReleaseVersion } from '../version/rules.js';
import type { Kind } from './begin.js';
import { refusals } from './plan-release.js';
import type { ReleasePlan } from './release-plan.js';
import { releaseCommit } from './steps/release-commit.js';
import { commitOfTag } from './world.js';

/** A whole release. */
export const wholeRelease = (version: ReleaseVersion): Kind => ({
  name: 'run',
  narrow: () => Promise.resolve({}),
  refusals: (world, takeOver) => refusals(world, version, takeOver),
  question: `Release ${version.version} with the steps above?`,
});

/** Of a release whose commit is made and at HEAD: tag and push. */
export const tagOnly = (version: ReleaseVersion): Kind => ({
  name: 'tag',
  narrow: (root, plan) => onCommit(root, plan, 'HEAD', ['lock', 'tag', 'push', 'unlock']),
  refusals: (world, takeOver) =>
    // The commit stands on what the remote has: that is where the push is expected.
    refusals({ ...world, remoteHead: world.head }, version, takeOver),
  question: `Tag ${version.version} and push it?`,
});

/** Of a release that is tagged: build, upload and publish. */
export const publishOnly = (version: ReleaseVersion): Kind => ({
  name: 'publish',
  narrow: (root, plan) =>
    onCommit(root, plan, `refs/tags/${plan.tag}`, [
      'lock',
      'artifacts',
      'draft',
      'upload',
      'digests',
      'publish',
      'unlock',
    ]),
  refusals: (world, takeOver) => [
    ...(world.remoteTags.includes(version.tag) ? [] : [`${version.tag} is not on the remote`]),
    ...(world.holder === undefined || takeOver
      ? []
      : [`the release lock is held: ${world.holder}`]),
  ],
  question: `Publish ${version.version} on GitHub?`,
});

/** Throws PM-8020 where the name is no release commit of the version. */
async function onCommit(
  root: string,
  plan: ReleasePlan,
  name: string,
  only: readonly string[],
): Promise<Partial<ReleasePlan>> {
  const commit = name === 'HEAD' ? await objectOf(root, 'HEAD') : await commitOfTag(root, plan.tag);
  const start = commit === undefined ? undefined : await objectOf(root, `${commit}^1`);
  const refuse = (why: string): Error =>
    releaseError('PM-8020', {
      what: `${plan.version}, ${name}`,
      why,
      remedy: `\`npm run release -- version ${plan.version}\`, \`… changelog ${plan.version}\` and a commit of both make one; \`run\` does all of it.`,
    });
  if (start === undefined) throw refuse('there is no such commit with one before it');
  const narrowed = { ...plan, start, only };
  const made = await releaseCommit({ io: { root }, plan: narrowed });
  if (made !== commit) throw refuse('it is no release commit of this version');
  return { start, only };
}
