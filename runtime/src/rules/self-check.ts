import { setImmediate } from 'node:timers/promises';
import type { Facts } from '../facts/index.js';
import { fingerprintOf, type Finding } from './finding.js';
import type { Rule, RuleMeta } from './rule.js';
import { runRules, type RuleOutcome } from './run-rules.js';

export const selfCheckMeta: RuleMeta = {
  id: 'MD-003.7',
  title: 'Self-check',
  rationale:
    'Rules are pure functions: the same facts have one answer. A rule that answers otherwise the second time has read a clock, a network or its own memory, and neither of its answers can be held against anybody. So every evaluation judges twice.',
  remedy:
    'This is a bug of phase-mirror, or of a rule that was given to it: report it with the facts of the run (`phase-mirror facts --out facts.json`).',
  docs: 'docs/rules/MD-003.md#md-0037-self-check',
  // No repository can trip it: that takes a rule that is broken. Its tests bring such rules along.
  examples: [],
};

/** What the self-check answers when every rule agrees with itself. */
export function inAgreement(rules: readonly Rule[]): RuleOutcome {
  return { check: selfCheckMeta.id, findings: [], unknowns: [], judged: rules.length };
}

/** Turns of the event loop until all questions are out; each hundred findings are one more question. */
const TURNS = 4;
const FINDINGS_A_QUESTION = 100;

/**
 * Runs rules again over the same facts and answers what they did not agree on with their `first`
 * outcomes. A rule that could not be evaluated has said so itself. It is for the time that others wait
 * for answers: it begins when their questions are out, and reads no answer late by more than one rule.
 */
export async function judgeAgain(
  rules: readonly Rule[],
  facts: Facts,
  first: readonly RuleOutcome[],
): Promise<RuleOutcome> {
  const findings: Finding[] = [];
  // Questions set out one a turn: a rule that computes meanwhile would keep the others at home.
  const found = first.reduce((sum, outcome) => sum + outcome.findings.length, 0);
  const turns = TURNS + Math.ceil(found / FINDINGS_A_QUESTION);
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
  for (const [i, rule] of rules.entries()) {
    await setImmediate();
    const [again] = await runRules([rule], facts);
    const outcome = first[i];
    if (outcome === undefined || again === undefined || failed(outcome) || failed(again)) continue;
    if (!isSame(outcome, again)) findings.push(differs(outcome, again));
  }
  return { ...inAgreement(rules), findings };
}

/** Whether two answers say the same: plain data, compared value by value up to the first difference. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return false;
  }
  if (Array.isArray(one)) {
    if (!Array.isArray(other) || one.length !== other.length) return false;
    return one.every((value, i) => isSame(value, other[i]));
  }
  const keys = Object.keys(one) as (keyof typeof one)[];
  if (Array.isArray(other) || keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]));
}

const failed = ({ findings }: RuleOutcome): boolean =>
  findings.some(({ kind }) => kind === 'evaluation-error');

function differs(first: RuleOutcome, second: RuleOutcome): Finding {
  const { check } = first;
  return {
    check: selfCheckMeta.id,
    kind: 'evaluation-error',
    severity: 'critical',
    confidence: 'high',
    subject: check,
    title: `the rule ${check} answers differently the second time`,
    claim: { says: 'the same facts have the same answer', quote: '' },
    reality: { says: `${check} answered ${told(first)}, and then ${told(second)}`, quote: '' },
    why: 'An answer that changes by itself proves nothing, so the change does not pass on it.',
    fix: 'This is a bug of the rule: report it with the facts of this run.',
    introduced: false,
    fingerprint: fingerprintOf(selfCheckMeta.id, check),
    place: { path: '.github', line: 1 },
  };
}

function told({ findings, unknowns, judged }: RuleOutcome): string {
  const named = findings.slice(0, 3).map(({ subject }) => JSON.stringify(subject));
  const about = named.length === 0 ? '' : ` (${named.join(', ')})`;
  return `${findings.length} findings${about} and ${unknowns.length} unknown over ${judged} judged`;
}
