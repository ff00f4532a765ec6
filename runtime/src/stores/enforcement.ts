import { runtimeError } from '../errors/index.js';
import {
  LEAST_REVIEWED,
  type EnforcementChange,
  type EnforcementStep,
  type FprEvidence,
} from './ports.js';
import { wilson, type Interval } from './statistics.js';
import { must, validCount, validInstant, validRule, validText } from './validate.js';

/** Most reviewed findings that one piece of evidence counts. */
const MOST_REVIEWED = 10_000;

/** Bounds that another release computed may differ in their last digits. */
const TOLERANCE = 1e-9;

/** Checks a step that is to be made. Throws PM-3003, also when its numbers do not carry it. */
export function validStep(step: EnforcementStep, expected: number): void {
  must(
    Number.isSafeInteger(expected) && expected >= 0,
    'expected',
    'the revision that the change goes on from, 0 for none',
  );
  validForm(step);
  carried(step);
}

function validForm({ rule, action, by, reason, evidence }: EnforcementStep): void {
  validRule(rule);
  must(action === 'demote' || action === 'promote', 'action', 'demote or promote');
  validText('by', by, 128);
  validText('reason', reason, 256);
  const { reviewed, falsePositives, low, high, threshold, from, to } = evidence;
  validCount('evidence.reviewed', reviewed, MOST_REVIEWED);
  must(
    Number.isSafeInteger(falsePositives) && falsePositives >= 0 && falsePositives <= reviewed,
    'evidence.falsePositives',
    'a whole number from 0 to evidence.reviewed',
  );
  const bounds = wilson(falsePositives, reviewed) as Interval;
  must(
    Math.abs(low - bounds.low) < TOLERANCE && Math.abs(high - bounds.high) < TOLERANCE,
    'evidence.low and high',
    'the 95 % Wilson bounds of the counts',
  );
  must(threshold >= 0 && threshold <= 1, 'evidence.threshold', 'a number from 0 to 1');
  validInstant('evidence.from', from);
  validInstant('evidence.to', to);
  must(from <= to, 'evidence.from', 'no later than evidence.to');
}

/** A change that does not follow from its numbers cannot be written, whoever asks for it. */
function carried({ action, evidence }: EnforcementStep): void {
  const { reviewed, low, high, threshold } = evidence;
  must(reviewed >= LEAST_REVIEWED, 'evidence.reviewed', `at least ${LEAST_REVIEWED}`);
  if (action === 'demote') {
    must(low > threshold, 'evidence.low', 'above the threshold for a demotion');
  } else {
    must(high < threshold, 'evidence.high', 'below the threshold for a promotion');
  }
}

/**
 * The change that a step makes of what is stored, or the stored one when it was made by this very step
 * before: its answer was lost. Throws PM-3007 when another change came between, PM-3003 when the step
 * does not follow.
 */
export function stepped(
  step: EnforcementStep,
  stored: EnforcementChange | undefined,
  expected: number,
  at: string,
): { readonly change: EnforcementChange; readonly isNew: boolean } {
  const revision = stored?.revision ?? 0;
  if (stored !== undefined && revision === expected + 1 && sameStep(step, stored)) {
    return { change: stored, isNew: false };
  }
  if (revision !== expected) {
    throw runtimeError('PM-3007', {
      what: `enforcement of ${step.rule}`,
      why: `it is at revision ${revision}, the change goes on from ${expected}`,
    });
  }
  const demoted = stored?.action === 'demote';
  must(
    demoted === (step.action === 'promote'),
    'action',
    demoted ? 'promote: the rule is demoted' : 'demote: the rule is enforced',
  );
  must(
    stored === undefined || step.evidence.from >= stored.at,
    'evidence.from',
    'since the last change: what was seen before it has been judged',
  );
  return { change: plainChange({ ...step, revision: revision + 1, at }), isNew: true };
}

/** The change alone, of whatever else an item or a caller's object holds, in one order. */
export function plainChange(from: EnforcementChange): EnforcementChange {
  const { rule, revision, action, at, by, reason } = from;
  return { rule, revision, action, at, by, reason, evidence: plainEvidence(from.evidence) };
}

/**
 * The stored change, or undefined for what is none: nothing may be concluded from it. What carried a
 * change when it was made is not asked again: a later release may ask for more.
 */
export function readChange(from: Readonly<Record<string, unknown>>): EnforcementChange | undefined {
  const change = from as unknown as EnforcementChange;
  try {
    validCount('revision', change.revision, Number.MAX_SAFE_INTEGER);
    validInstant('at', change.at);
    validForm(change);
    return plainChange(change);
  } catch {
    return undefined;
  }
}

function plainEvidence(from: FprEvidence): FprEvidence {
  const { reviewed, falsePositives, low, high, threshold, from: first, to } = from;
  return { reviewed, falsePositives, low, high, threshold, from: first, to };
}

function sameStep(step: EnforcementStep, stored: EnforcementChange): boolean {
  const plain = plainChange({ ...step, revision: stored.revision, at: stored.at });
  return JSON.stringify(plain) === JSON.stringify(stored);
}
