import {
  LEAST_REVIEWED,
  type CalibrationAggregate,
  type EnforcementAction,
  type EnforcementChange,
  type EnforcementStep,
  type FprEvidence,
  type WindowEvent,
} from '../stores/ports.js';
import { wilson, windowStatistics, type Interval } from '../stores/statistics.js';

/** False-positive rate above which a rule is demoted, where no operator has set another; 0..1. */
export const FALSE_POSITIVE_RATE = 0.1;
/** Newest reviewed findings that are judged. */
const REVIEWED_WINDOW = 200;
/** Most findings that a contribution counts; heavier ones weigh no more. */
const MOST_GIVEN = 10_000;

/** What is known of a rule when it is calibrated. */
export interface RuleWindow {
  readonly rule: string;
  /** Newest first. */
  readonly events: readonly WindowEvent[];
  /** The change in force; undefined for a rule that was never changed. */
  readonly enforcement: EnforcementChange | undefined;
  /** The rule in other organisations. */
  readonly benchmark: CalibrationAggregate;
}

export interface CalibrationSettings {
  /** The operators' threshold, 0..1. */
  readonly falsePositiveRate: number;
}

/** What a rule's window suggests. Nothing is changed by it. */
export interface Suggestion {
  readonly rule: string;
  readonly enforcement: 'enforced' | 'demoted';
  /** Revision that a change goes on from, 0 for none. */
  readonly revision: number;
  /** The last change: only what was seen since is counted. */
  readonly since: string | undefined;
  /** Findings of the window, each counted once by its newest event. */
  readonly reviewed: number;
  readonly falsePositives: number;
  /** Findings that nobody has reviewed. */
  readonly pending: number;
  /** 95 % Wilson bounds of the false-positive rate. */
  readonly interval: Interval | undefined;
  readonly threshold: number;
  readonly due: EnforcementAction | undefined;
  readonly why: string;
  /** The numbers that a due change is recorded with. */
  readonly evidence: FprEvidence | undefined;
  /** The threshold that the rule would keep in other organisations; undefined while not shown. */
  readonly suggestedThreshold: number | undefined;
}

/**
 * Judges a rule by what people said of its findings. It is due to be demoted when its false-positive
 * rate is above the threshold with 95 % confidence, and to be promoted when findings reviewed since the
 * demotion witness, as surely, that the rate has contracted below it. One finding seen in many runs is
 * one trial. Pure.
 */
export function calibrate(window: RuleWindow, settings: CalibrationSettings): Suggestion {
  const { rule, enforcement, benchmark } = window;
  const threshold = Math.min(1, settings.falsePositiveRate);
  const since = enforcement?.at;
  const findings = newestOfEachFinding(window.events).filter(
    ({ occurredAt }) => since === undefined || occurredAt >= since,
  );
  const reviewed = findings
    .filter(({ verdict }) => verdict !== undefined)
    .slice(0, REVIEWED_WINDOW);
  const { falsePositives, interval } = windowStatistics(reviewed);
  const demoted = enforcement?.action === 'demote';
  const { due, why } = judge(demoted, reviewed.length, interval, threshold);
  return {
    rule,
    enforcement: demoted ? 'demoted' : 'enforced',
    revision: enforcement?.revision ?? 0,
    since,
    reviewed: reviewed.length,
    falsePositives,
    pending: findings.filter(({ verdict }) => verdict === undefined).length,
    interval,
    threshold,
    due,
    why,
    evidence:
      due === undefined || interval === undefined
        ? undefined
        : evidenceOf(reviewed, falsePositives, interval, threshold),
    suggestedThreshold: suggestedThreshold(benchmark),
  };
}

/** The change that is due, as the store takes it; undefined when none is. */
export function dueStep(
  { rule, due, evidence }: Suggestion,
  by: string,
  reason: string,
): EnforcementStep | undefined {
  if (due === undefined || evidence === undefined) return undefined;
  return { rule, action: due, by, reason, evidence };
}

/** Findings reviewed of those seen in a UTC month such as `2026-10`, each counted once. Pure. */
export function reviewedIn(
  period: string,
  events: readonly WindowEvent[],
): { readonly reviewed: number; readonly falsePositives: number } {
  const inMonth = events.filter(({ occurredAt }) => occurredAt.startsWith(`${period}-`));
  const reviewed = newestOfEachFinding(inMonth)
    .filter(({ verdict }) => verdict !== undefined)
    .slice(0, MOST_GIVEN);
  return { reviewed: reviewed.length, falsePositives: windowStatistics(reviewed).falsePositives };
}

function judge(
  demoted: boolean,
  reviewed: number,
  interval: Interval | undefined,
  threshold: number,
): { readonly due: EnforcementAction | undefined; readonly why: string } {
  const limit = `the threshold is ${percent(threshold)}`;
  if (interval === undefined || reviewed < LEAST_REVIEWED) {
    const missing = LEAST_REVIEWED - reviewed;
    return { due: undefined, why: `${missing} more reviewed findings are needed to judge it` };
  }
  if (demoted) {
    const why = `at most ${percent(interval.high)} of its findings since the demotion are false positives, ${limit}`;
    return { due: interval.high < threshold ? 'promote' : undefined, why };
  }
  const why = `at least ${percent(interval.low)} of its findings are false positives, ${limit}`;
  return { due: interval.low > threshold ? 'demote' : undefined, why };
}

/** Runs repeat a finding, and a verdict holds for all of its events: only one of them is a trial. */
function newestOfEachFinding(events: readonly WindowEvent[]): readonly WindowEvent[] {
  const newest = new Map<string, WindowEvent>();
  for (const event of events) {
    if (!newest.has(event.findingId)) newest.set(event.findingId, event);
  }
  return [...newest.values()];
}

function evidenceOf(
  reviewed: readonly WindowEvent[],
  falsePositives: number,
  { low, high }: Interval,
  threshold: number,
): FprEvidence {
  return {
    reviewed: reviewed.length,
    falsePositives,
    low,
    high,
    threshold,
    from: (reviewed.at(-1) as WindowEvent).occurredAt,
    to: (reviewed[0] as WindowEvent).occurredAt,
  };
}

/** The upper bound of the others' rate: what is worse than this is not the rule's own doing. */
function suggestedThreshold(benchmark: CalibrationAggregate): number | undefined {
  if (!benchmark.shown) return undefined;
  const bounds = wilson(benchmark.falsePositives, benchmark.reviewed) as Interval;
  return Math.ceil(bounds.high * 100) / 100;
}

const percent = (rate: number): string => `${Math.round(rate * 1000) / 10} %`;
