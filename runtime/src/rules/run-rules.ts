import type { Facts } from '../facts/index.js';
import { fingerprintOf, type Finding, type RuleResult } from './finding.js';
import type { Rule } from './rule.js';

/** What one rule answered. */
export interface RuleOutcome extends RuleResult {
  readonly check: string;
}

/** Milliseconds that one rule may take. */
export const RULE_BUDGET_MS = 10_000;

/**
 * Runs rules side by side. A rule that throws or runs out of time answers a critical finding of its
 * own, so a crash is never a pass; the other rules answer all the same. A rule that computes without
 * a pause cannot be stopped, so its time is judged when it ends.
 */
export async function runRules(
  rules: readonly Rule[],
  facts: Facts,
  budgetMs: number = RULE_BUDGET_MS,
): Promise<readonly RuleOutcome[]> {
  return await Promise.all(rules.map((rule) => runOne(rule, facts, budgetMs)));
}

async function runOne(rule: Rule, facts: Facts, budgetMs: number): Promise<RuleOutcome> {
  const check = rule.meta.id;
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = rule.judge(facts);
    let result: RuleResult | undefined;
    if ('then' in answer) {
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(resolve, budgetMs, undefined).unref();
      });
      result = await Promise.race([answer, late]);
    } else {
      // Most rules have answered already: nothing is left to wait for.
      result = answer;
    }
    if (result === undefined || performance.now() - start > budgetMs) {
      return failed(check, `it ran longer than ${budgetMs} ms`);
    }
    return { check, ...result };
  } catch (error) {
    return failed(
      check,
      error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    );
  } finally {
    clearTimeout(timer);
  }
}

function failed(check: string, why: string): RuleOutcome {
  const place = { path: '.github', line: 1 };
  const finding: Finding = {
    check,
    kind: 'evaluation-error',
    severity: 'critical',
    confidence: 'high',
    subject: 'evaluation-error',
    title: `the rule ${check} could not be evaluated`,
    claim: { says: 'every rule answers for every change', quote: '' },
    reality: { says: why, quote: '' },
    why: 'What a rule could not judge is not known to be sound, so the change does not pass.',
    fix: 'This is a bug of phase-mirror: report it with the facts of this run.',
    introduced: false,
    fingerprint: fingerprintOf(check, 'evaluation-error'),
    place,
  };
  return { check, findings: [finding], unknowns: [], judged: 0 };
}
