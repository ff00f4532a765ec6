/**
 * Ports of the state that the oracle keeps. `embedded/` and `dynamodb/` implement them; one contract
 * suite (test/contract) holds both. Times are ISO 8601 UTC strings with milliseconds.
 */

/** What became of a finding once: one event a finding and run. */
export interface FpEvent {
  /** Sortable by time and unique: see `eventId` in `event-id.ts`. A retry repeats it. */
  readonly eventId: string;
  /** Rule without its sub-check, for example `MD-001`. */
  readonly rule: string;
  /** Sub-check, for example `MD-001.1`. */
  readonly check: string;
  /** Fingerprint of the finding, 64 hex characters. */
  readonly findingId: string;
  readonly outcome: 'block' | 'warn' | 'allow';
  readonly occurredAt: string;
  readonly runId: string;
}

/** What happened to each event that was given: a retry of a stored event is `duplicate`. */
export type RecordOutcome = 'recorded' | 'duplicate';

export interface FpStore {
  /** Stores events side by side. Throws PM-3002 when another event has the same id. */
  recordEvents(events: readonly FpEvent[]): Promise<readonly RecordOutcome[]>;
  /** Marks a finding, and so every event of it, past and future, as a false positive. Idempotent. */
  markFalsePositive(findingId: string, by: string, ticket: string): Promise<void>;
  /** The given findings that are marked: one batched read, whatever their number up to 100. */
  falsePositives(findingIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The newest `n` events of a rule, newest first, with whether the finding is marked. */
  getWindowByCount(rule: string, n: number): Promise<readonly WindowEvent[]>;
}

export interface WindowEvent extends FpEvent {
  readonly falsePositive: boolean;
}

/** Identity of one counter: blocks of one rule in one repository, an hour. */
export interface BlockKey {
  readonly rule: string;
  readonly repository: string;
  /** UTC hour bucket, `2026-11-21T23`. */
  readonly hour: string;
}

export interface BlockCounter {
  /** Counts of the given keys in one batched read, in the order given; a missing one is 0. */
  counts(keys: readonly BlockKey[]): Promise<readonly number[]>;
  /** Adds one for every key unless this run was counted there already. Answers the new counts. */
  add(keys: readonly BlockKey[], runId: string): Promise<readonly number[]>;
}

/** A secret of one version. `value` never leaves `privacy/`. */
export interface SecretVersion {
  readonly version: number;
  readonly value: string;
  readonly modifiedAt: string;
}

/** Where versioned secrets are kept. */
export interface Parameters {
  /** Every version of a kind, ascending; empty when there is none, which is authoritative. */
  secrets(kind: 'nonce' | 'salt'): Promise<readonly SecretVersion[]>;
  /** Where they come from, for messages: for example `SSM /guardian/local (eu-central-1)`. */
  readonly source: string;
}
