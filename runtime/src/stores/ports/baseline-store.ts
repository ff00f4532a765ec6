import type { Baseline } from '../../drift/baseline.js';

/** Which baseline: that of one branch of one repository. */
export interface BaselineKey {
  /** `owner/name`, or another name of the repository, 1–256 characters. */
  readonly repository: string;
  /** 1–256 characters. */
  readonly branch: string;
}

/** A baseline as it is stored. */
export interface StoredBaseline {
  readonly baseline: Baseline;
  /** Names this version for `load` and `restore`. */
  readonly version: string;
}

/** One version in the list of what was published. */
export interface BaselineVersion {
  readonly version: string;
  /** The hash that it was published with; only `load` checks it. Undefined for a deletion. */
  readonly sha256: string | undefined;
  /** ISO 8601 UTC with milliseconds. */
  readonly publishedAt: string;
  /** Whether `load` without a version answers this one. */
  readonly current: boolean;
}

/**
 * Accepted facts, every version kept. That there is none is an answer of its own, `undefined`, and is
 * never concluded from a failure. Throws PM-3001 when the store cannot be reached or may not be read,
 * PM-3003 for a value of another form, PM-3006 for a stored baseline that is malformed, not what its
 * hash says, of another branch, or that somebody deleted, PM-3008 for one of another schema.
 */
export interface BaselineStore {
  /** The current baseline or an older version; undefined when there never was one. */
  load(key: BaselineKey, version?: string): Promise<StoredBaseline | undefined>;
  /**
   * Makes the baseline current if the current one still has the hash `expected`, or if there is none
   * and `expected` is undefined. Of two publishers one wins; the other gets PM-3007. Publishing what
   * is current already changes nothing: so a retry after a lost answer succeeds.
   */
  publish(baseline: Baseline, expected: string | undefined): Promise<StoredBaseline>;
  /** The newest `n` versions (1–100), newest first; empty when nothing was ever published. */
  versions(key: BaselineKey, n: number): Promise<readonly BaselineVersion[]>;
  /** Publishes an older version again, as the newest one. Throws PM-3009 when there is no such version. */
  restore(key: BaselineKey, version: string, expected: string | undefined): Promise<StoredBaseline>;
}
