import { ruleOf, SEVERITIES, type Finding, type Severity, type Unknown } from '../rules/finding.js';
import type { Outcome } from '../stores/ports.js';
import type { BreakerReading, Judged } from './breaker.js';
import type { DemotionReading } from './demotion.js';
import { limitOf, type Limits } from './limits.js';

export const REASON_CODES = [
  'evaluation-error',
  'over-limit',
  'within-limit',
  'unknown',
  'must-verify',
  'demoted',
  'breaker',
  'dry-run',
  'sound',
] as const;

/** Why the decision is what it is. */
export interface Reason {
  readonly code: (typeof REASON_CODES)[number];
  readonly outcome: Outcome;
  readonly text: string;
}

export interface Decision {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
}

export interface DecisionInput {
  /** Rules whose findings are marked away or absent judge nothing. */
  readonly findings: readonly Finding[];
  readonly unknowns: readonly Unknown[];
  /** Those of the unknowns that block: no breaker and no demotion is over them. */
  readonly mustVerify: readonly Unknown[];
  readonly limits: Limits;
  readonly demotions: DemotionReading;
  readonly breaker: BreakerReading;
  /** A block is said and not done. */
  readonly dryRun: boolean;
}

export interface Judgement extends Decision {
  /** What each rule asked for after its demotion and before the breaker, for its counter. */
  readonly judged: readonly Judged[];
}

/**
 * Thresholds, then demotions, then the breaker, then unknowns, then the dry run: each may only be
 * followed, never overwritten, by the next. Findings of a demoted rule count towards no limit, so that
 * they cannot block under another rule's name; a rule that failed to answer is not demoted. Pure.
 */
export function decide(input: DecisionInput): Judgement {
  const { findings, unknowns, limits, breaker, demotions } = input;
  const reasons: Reason[] = [];
  const rules = [...new Set(findings.map((f) => ruleOf(f.check)))];
  const failed = new Set(
    findings.filter((f) => f.kind === 'evaluation-error').map((f) => ruleOf(f.check)),
  );
  const demoted = new Map(
    rules.flatMap((rule): [string, string][] => {
      const reason = failed.has(rule) ? undefined : demotions.reason(rule);
      return reason === undefined ? [] : [[rule, reason]];
    }),
  );
  const isDemoted = (f: Finding): boolean => demoted.has(ruleOf(f.check));
  const enforced = findings.filter((f) => !isDemoted(f));
  const over = severitiesOverLimit(enforced, limits);
  // What would be over the limit if nothing were demoted: there a demotion changes the outcome.
  const overOfAll = severitiesOverLimit(findings, limits);
  for (const severity of over) {
    reasons.push({
      code: 'over-limit',
      outcome: 'block',
      text: overText(enforced, severity, limits),
    });
  }
  const judged = rules.map((rule): Judged => {
    const own = findings.filter((f) => ruleOf(f.check) === rule);
    const blocks = !demoted.has(rule) && own.some((f) => over.includes(f.severity));
    const warns = own.some((f) => limitOf(limits, f.severity) < Infinity);
    const outcome = blocks ? 'block' : warns ? 'warn' : 'allow';
    return { rule, outcome, exempt: failed.has(rule) };
  });
  for (const finding of findings.filter((f) => f.kind === 'evaluation-error')) {
    reasons.push({
      code: 'evaluation-error',
      outcome: 'block',
      text: `${finding.title}: ${finding.reality.says}`,
    });
  }
  for (const [rule, text] of demoted) {
    const own = findings.filter((f) => ruleOf(f.check) === rule);
    if (own.some((f) => overOfAll.includes(f.severity))) {
      reasons.push({ code: 'demoted', outcome: 'warn', text });
    }
  }
  const verdicts = judged.map((one) => breaker.judge(one));
  for (const { reason } of verdicts) {
    if (reason !== undefined) reasons.push({ code: 'breaker', outcome: 'warn', text: reason });
  }
  const within = findings.filter(
    (f) =>
      !(isDemoted(f) ? overOfAll : over).includes(f.severity) &&
      limitOf(limits, f.severity) < Infinity,
  );
  if (within.length > 0) {
    reasons.push({
      code: 'within-limit',
      outcome: 'warn',
      text: `${count(within.length, 'finding')} within the limits`,
    });
  }
  if (unknowns.length > 0) {
    reasons.push({
      code: 'unknown',
      outcome: 'warn',
      text: `${count(unknowns.length, 'question')} could not be answered`,
    });
  }
  const [blocking] = input.mustVerify;
  if (blocking !== undefined) {
    const more = input.mustVerify.length - 1;
    reasons.push({
      code: 'must-verify',
      outcome: 'block',
      text: `the policy demands an answer to ${blocking.check} (${blocking.subject})${more === 0 ? '' : ` and ${count(more, 'other question')}`}`,
    });
  }
  const outcomes: Outcome[] = verdicts.map((verdict) => verdict.outcome);
  const ofUnknowns = blocking !== undefined ? 'block' : unknowns.length > 0 ? 'warn' : 'allow';
  const outcome = worst([...outcomes, ofUnknowns]);
  if (outcome === 'block' && input.dryRun) {
    const text = 'dry run: without --dry-run the change would be blocked';
    return {
      outcome: 'warn',
      reasons: [...reasons, { code: 'dry-run', outcome: 'warn', text }],
      judged,
    };
  }
  if (reasons.length === 0) {
    reasons.push({ code: 'sound', outcome: 'allow', text: 'every claim judged holds' });
  }
  return { outcome, reasons, judged };
}

function severitiesOverLimit(findings: readonly Finding[], limits: Limits): readonly Severity[] {
  return SEVERITIES.filter(
    (severity) =>
      findings.filter((f) => f.severity === severity).length > limitOf(limits, severity),
  );
}

function overText(findings: readonly Finding[], severity: Severity, limits: Limits): string {
  const found = findings.filter((f) => f.severity === severity).length;
  return `${count(found, `${severity} finding`)}, at most ${limitOf(limits, severity)} allowed`;
}

function worst(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('block')) return 'block';
  return outcomes.includes('warn') ? 'warn' : 'allow';
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
