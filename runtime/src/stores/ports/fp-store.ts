/** What became of a finding once: one event a finding and run. Times are ISO 8601 UTC with ms. */
export interface FpEvent {
  /** Sortable by time and unique: made by `eventId` in `stores/event-id.ts`. A retry repeats it. */
  readonly eventId: string;
  /** Rule without its sub-check, for example `MD-001`. */
  readonly rule: string;
  /** Sub-check, for example `MD-001.1`. */
  readonly check: string;
  /** Fingerprint of the finding, 64 lower-case hex characters. */
  readonly findingId: string;
  readonly outcome: Outcome;
  readonly occurredAt: string;
  /** Run that saw the finding: 1–128 printable characters without spaces. */
  readonly runId: string;
}

export const OUTCOMES = ['block', 'warn', 'allow'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What happened to each event that was given: a retry of a stored event is `duplicate`. */
export type RecordOutcome = 'recorded' | 'duplicate';

/** What a person said of a finding. */
export interface Review {
  readonly findingId: string;
  /** Who reviewed: a handle or an address, 1–128 characters. */
  readonly by: string;
  /** Where it is argued: a ticket or a link, 1–256 characters. */
  readonly ticket: string;
}

export interface Verdict extends Review {
  readonly falsePositive: boolean;
  readonly reviewedAt: string;
}

/** An event as it is read back. `verdict` is absent while nobody has reviewed the finding. */
export interface WindowEvent extends FpEvent {
  readonly verdict?: 'false-positive' | 'true-positive';
}

/**
 * Events of findings, and what people said of the findings. Every read ignores events past their
 * expiry (90 days by default). Verdicts do not expire. Throws PM-3001 when the store cannot be
 * reached, PM-3003 when a given value is not of the form that is kept.
 */
export interface FpStore {
  /** `recordEvents` of one. */
  recordEvent(event: FpEvent): Promise<RecordOutcome>;
  /**
   * Stores events, batches side by side. An event that is stored already is a `duplicate`. Throws
   * PM-3002 when another event has the same id; every other event given is stored even then.
   */
  recordEvents(events: readonly FpEvent[]): Promise<readonly RecordOutcome[]>;
  /** Marks a finding, and so every event of it, past and future, as a false positive. Idempotent. */
  markFalsePositive(review: Review): Promise<void>;
  /** Says that a finding was rightly reported. Idempotent; replaces an earlier verdict. */
  markTruePositive(review: Review): Promise<void>;
  /** Takes a verdict back: the finding is pending again. Idempotent. */
  unmark(findingId: string): Promise<void>;
  /** What was said of the finding, or undefined while it is pending. */
  verdict(findingId: string): Promise<Verdict | undefined>;
  /** The given findings that are marked false positive: one round trip for any number. */
  falsePositives(findingIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The newest `n` events of a rule (1–10,000), newest first. */
  getWindowByCount(rule: string, n: number): Promise<readonly WindowEvent[]>;
  /** Every event of a rule from `since` (ISO 8601 UTC) on, newest first. */
  getWindowSince(rule: string, since: string): Promise<readonly WindowEvent[]>;
  /** The newest `n` events of one finding, newest first. */
  getFindingEvents(findingId: string, n: number): Promise<readonly WindowEvent[]>;
}
