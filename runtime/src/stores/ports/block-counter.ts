/** Identity of one counter: blocks of one rule in one repository, an hour. */
export interface BlockKey {
  readonly rule: string;
  /** `owner/name`, or another name of the repository, 1–256 characters. */
  readonly repository: string;
  /** UTC hour bucket, `2026-11-21T23`; see `hourBucket` in `clock.ts`. */
  readonly hour: string;
}

/** An explicit reset of a counter: who, why, and how many blocks it forgave. */
export interface BlockReset extends BlockKey {
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly forgiven: number;
}

/** What one counter says. */
export interface BlockCount extends BlockKey {
  /** Blocks since the hour began or was last reset. */
  readonly blocks: number;
}

/**
 * Blocks an hour. Counters live for two days after their hour. Throws PM-3001, PM-3003; a reset throws
 * PM-3007 when others changed the counter again and again meanwhile.
 */
export interface BlockCounter {
  /** Blocks since the hour began or was last reset, in the order given: one round trip. */
  counts(keys: readonly BlockKey[]): Promise<readonly number[]>;
  /**
   * Every counter from an hour on that is above 0, by rule, repository and hour. Reads all that is kept,
   * which is two days: for people who look at an environment, not for evaluations. Throws PM-3011 when
   * that is too much to read.
   */
  since(hour: string): Promise<readonly BlockCount[]>;
  /** Adds one for every key unless this run was counted there already. Answers the new counts. */
  add(keys: readonly BlockKey[], runId: string): Promise<readonly number[]>;
  /** Starts a counter again from 0 and keeps who did it and why, for good. No block is forgiven twice. */
  reset(key: BlockKey, by: string, reason: string): Promise<BlockReset>;
  /** Resets of one rule in one repository, newest first. */
  resets(rule: string, repository: string): Promise<readonly BlockReset[]>;
}
