import { randomUUID } from 'node:crypto';
import { whoami } from '../../ops/terraform/journal.js';
import type { Io } from '../../ops/frame/io.js';
import { refuseLower, type ReleaseVersion } from '../version/rules.js';
import type { ReleasePlan } from './release-plan.js';
import { BRANCH, previousTagIn, REMOTE, troublesIn, type World } from './world.js';

/** What a release of the version would do now. Pure, but for the name of the run. */
export function planRelease(world: World, version: ReleaseVersion, now: number): ReleasePlan {
  const previousTag = previousTagIn(world, version);
  // To the second, as git keeps times.
  const at = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    schema: 1,
    run: `${at}-${randomUUID().slice(0, 8)}`,
    at,
    who: whoami(),
    version: version.version,
    tag: version.tag,
    prerelease: version.prerelease,
    branch: BRANCH,
    remote: REMOTE,
    start: world.head,
    ...(previousTag === undefined ? {} : { previousTag }),
    repository: world.repository,
  };
}

/** Every reason why it cannot begin; a held lock is none with `--take-over`. Throws PM-8002. */
export function refusals(
  world: World,
  version: ReleaseVersion,
  takeOver: boolean,
): readonly string[] {
  refuseLower(
    version.version,
    [...world.tags, ...world.remoteTags].filter((tag) => tag !== version.tag),
  );
  return troublesIn(takeOver ? { ...world, holder: undefined } : world, version);
}

/** When a release is dated: SOURCE_DATE_EPOCH where it is set, else now. */
export function timeOf({ env, now }: Pick<Io, 'env' | 'now'>): number {
  const epoch = env['SOURCE_DATE_EPOCH'];
  return epoch !== undefined && /^\d+$/.test(epoch) ? Number(epoch) * 1000 : now();
}
