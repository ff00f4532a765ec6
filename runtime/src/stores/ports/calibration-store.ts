/** Organisations that an aggregate needs before it is shown. */
export const LEAST_ORGANISATIONS = 10;
/** Reviewed findings that a demotion or a promotion needs as evidence. */
export const LEAST_REVIEWED = 30;

/**
 * What one organisation gives to the aggregate of a rule and month. Only sums are kept of it, and a
 * mark that it took part; the mark goes when collecting ends.
 */
export interface CalibrationContribution {
  /** The anonymised organisation under every salt still known, `v<N>:<64 hex>`, the current one first. */
  readonly organisations: readonly string[];
  readonly rule: string;
  /** UTC month of the reviewed findings, `2026-10`; collected during the month after it. */
  readonly period: string;
  /** Findings reviewed in that month, 1–10,000, and how many of them were false positives. */
  readonly reviewed: number;
  readonly falsePositives: number;
}

/** `duplicate`: the organisation has contributed to this rule and month before, which stands. */
export type ContributionOutcome = 'recorded' | 'duplicate';

/**
 * The aggregate of a rule and month over all organisations, each weighing at most 100 findings; or why
 * it is not shown. What is not shown says nothing of how many took part or of what they gave.
 */
export type CalibrationAggregate =
  | {
      readonly shown: true;
      readonly rule: string;
      readonly period: string;
      /** At least `LEAST_ORGANISATIONS`. */
      readonly organisations: number;
      readonly reviewed: number;
      readonly falsePositives: number;
    }
  | { readonly shown: false; readonly code: 'COLLECTING' | 'INSUFFICIENT_K' };

/** The false-positive rate of a rule in numbers, as it was when a change was decided on. */
export interface FprEvidence {
  /** Reviewed findings, each counted once, and how many of them were false positives. */
  readonly reviewed: number;
  readonly falsePositives: number;
  /** 95 % Wilson bounds of the false-positive rate, 0..1. */
  readonly low: number;
  readonly high: number;
  /** The threshold that they were held against, 0..1. */
  readonly threshold: number;
  /** Times of the first and the last event that was counted. */
  readonly from: string;
  readonly to: string;
}

/** demote: blocks of the rule become warnings · promote: they are blocks again. */
export type EnforcementAction = 'demote' | 'promote';

/** What is asked for; the store decides whether it follows from what is stored. */
export interface EnforcementStep {
  readonly rule: string;
  readonly action: EnforcementAction;
  /** Who asks for it, 1–128 characters, and why, 1–256. */
  readonly by: string;
  readonly reason: string;
  readonly evidence: FprEvidence;
}

/** One change of a rule's enforcement. Changes are only ever added; the last one is in force. */
export interface EnforcementChange extends EnforcementStep {
  /** 1 for the first change of the rule, then one more each time. */
  readonly revision: number;
  readonly at: string;
}

/**
 * Aggregates over organisations, and which rules are demoted. Throws PM-3001 when the store cannot be
 * reached or holds what is none of these, PM-3003 for a value of another form.
 */
export interface CalibrationStore {
  /**
   * Adds to the sums of a rule and month, once an organisation whatever the salt. Throws PM-3003 for a
   * month that is not being collected now. The caller has asked for consent: see `privacy/`.
   */
  contribute(contribution: CalibrationContribution): Promise<ContributionOutcome>;
  /** Shown once collecting is over, so that no two readings of one aggregate ever differ. */
  aggregate(rule: string, period: string): Promise<CalibrationAggregate>;
  /** The change in force of each rule that was ever changed: one round trip. */
  enforcement(rules: readonly string[]): Promise<ReadonlyMap<string, EnforcementChange>>;
  /**
   * Changes a rule on from revision `expected`, 0 for none, and writes its history in the same
   * transaction. The same step again answers what is stored. Throws PM-3007 when another change came
   * between, PM-3003 when the evidence does not carry the step: a demotion needs a lower bound above
   * the threshold, a promotion an upper bound below it, each of events since the change before it.
   */
  changeEnforcement(step: EnforcementStep, expected: number): Promise<EnforcementChange>;
  /** Every change of a rule, oldest first. */
  enforcementHistory(rule: string): Promise<readonly EnforcementChange[]>;
}
