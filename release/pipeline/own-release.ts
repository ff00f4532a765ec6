import type { GitHubDesk } from '../github/desk.js';
import { releasesOf, type GitHubRelease } from '../github/releases.js';
import { releaseError } from '../errors.js';
import type { ReleasePlan } from './release-plan.js';

/** A comment in the notes by which a run knows its release again; readers do not see it. */
export const markOf = ({ run }: Pick<ReleasePlan, 'run'>): string =>
  `<!-- phase-mirror release ${run} -->`;

const MARK = /<!-- phase-mirror release (\S+) -->/;

/** The releases of the tag on GitHub, by whose they are. */
export interface OwnReleases {
  /** Of this run, the oldest first; more than one where an answer was lost. */
  readonly own: readonly GitHubRelease[];
  /** Without a mark, or with that of another run. */
  readonly others: readonly GitHubRelease[];
}

export async function ownReleases(
  desk: GitHubDesk,
  plan: Pick<ReleasePlan, 'run' | 'tag'>,
): Promise<OwnReleases> {
  const all = await releasesOf(desk, plan.tag);
  const isOwn = ({ body }: GitHubRelease): boolean => body?.includes(markOf(plan)) === true;
  return { own: all.filter(isOwn), others: all.filter((one) => !isOwn(one)) };
}

/** The release that this run works on: its own, else the only one that there is. Throws PM-8022 without one. */
export async function theRelease(
  desk: GitHubDesk,
  plan: Pick<ReleasePlan, 'run' | 'tag'>,
): Promise<GitHubRelease> {
  const { own, others } = await ownReleases(desk, plan);
  const found = own[0] ?? (others.length === 1 ? others[0] : undefined);
  if (found !== undefined) return found;
  throw releaseError('PM-8022', {
    what: `the release of ${plan.tag} on GitHub`,
    why: 'there is no draft of it',
    remedy: '`npm run release -- resume VERSION` makes it again.',
  });
}

/** The run that made a release; undefined where no run of this tooling did. */
export const runOf = ({ body }: GitHubRelease): string | undefined => MARK.exec(body ?? '')?.[1];
