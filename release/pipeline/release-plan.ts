import type { Repository } from '../../ops/github/repository.js';
import type { LockHolder } from '../git/lock-ref.js';

/** What a release is going to do: a pure value, decided once, kept beside the journal. */
export interface ReleasePlan {
  readonly schema: 1;
  /** Unique: it marks the lock and the draft as this run's. */
  readonly run: string;
  /** When it was decided, ISO 8601 to the second: the date of commit, tag and changelog. */
  readonly at: string;
  /** `user@host`. */
  readonly who: string;
  readonly version: string;
  readonly tag: string;
  readonly prerelease: boolean;
  readonly branch: string;
  readonly remote: string;
  /** Commit that branch and remote are at before the release; the release commit stands on it. */
  readonly start: string;
  /** The release before; undefined for the first one. */
  readonly previousTag?: string;
  readonly repository: Repository;
  /** Ids of the steps that are carried out; undefined: all. */
  readonly only?: readonly string[];
}

export const holderIn = ({ run, version, who, at }: ReleasePlan): LockHolder => ({
  run,
  version,
  who,
  since: at,
});

/** Files that the release commit changes: where the version stands, and this one. */
export const CHANGELOG = 'CHANGELOG.md';
