import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { breakerState, type BreakerReading } from '../../../runtime/src/policy/breaker.js';
import { decide, type DecisionInput } from '../../../runtime/src/policy/decision.js';
import type { DemotionReading } from '../../../runtime/src/policy/demotion.js';
import { LIMITS } from '../../../runtime/src/policy/limits.js';
import {
  fingerprintOf,
  SEVERITIES,
  type Finding,
  type Severity,
  type Unknown,
} from '../../../runtime/src/rules/finding.js';

function finding(
  severity: Severity,
  check = 'MD-001.1',
  kind: Finding['kind'] = 'violation',
): Finding {
  const side = { says: 'x', quote: '' };
  return {
    check,
    kind,
    severity,
    confidence: 'high',
    subject: 's',
    title: 't',
    claim: side,
    reality: side,
    why: 'w',
    fix: 'f',
    introduced: false,
    fingerprint: fingerprintOf(check, 's'),
    place: { path: 'a', line: 1 },
  };
}
const many = (n: number, severity: Severity, check?: string): readonly Finding[] =>
  Array.from({ length: n }, () => finding(severity, check));
const question: Unknown = { check: 'MD-001.1', subject: 's', reason: 'r', remedy: 'm' };

/** A breaker that has opened for the rules named. */
function reading(...open: readonly string[]): BreakerReading {
  const state = (rule: string) => breakerState(open.includes(rule) ? 2 : 0, 0, 1);
  return {
    hour: '2026-11-21T23',
    degraded: undefined,
    state,
    judge: ({ rule, outcome, exempt }) =>
      state(rule) === 'degraded' && outcome === 'block' && exempt !== true
        ? { outcome: 'warn', state: 'degraded', reason: `${rule} gave way` }
        : { outcome, state: state(rule), reason: undefined },
  };
}

/** The rules named are demoted. */
function demoting(...rules: readonly string[]): DemotionReading {
  return {
    degraded: undefined,
    reason: (rule) => (rules.includes(rule) ? `${rule} is demoted` : undefined),
  };
}

const judge = (input: Partial<DecisionInput>): ReturnType<typeof decide> =>
  decide({
    findings: [],
    unknowns: [],
    mustVerify: [],
    limits: LIMITS.standard,
    breaker: reading(),
    demotions: demoting(),
    dryRun: false,
    ...input,
  });

describe('the thresholds', () => {
  it.each([
    ['standard', [], 'allow'],
    ['standard', many(1, 'critical'), 'block'],
    ['standard', many(1, 'high'), 'warn'],
    ['standard', many(3, 'high'), 'warn'],
    ['standard', many(4, 'high'), 'block'],
    ['standard', many(10, 'medium'), 'warn'],
    ['standard', many(11, 'medium'), 'block'],
    ['standard', [...many(99, 'low'), ...many(99, 'info')], 'allow'],
    ['strict', many(1, 'high'), 'block'],
    ['strict', many(5, 'medium'), 'warn'],
    ['strict', many(6, 'medium'), 'block'],
  ] as const)('%s', (strictness, findings, outcome) => {
    expect(judge({ findings, limits: LIMITS[strictness] }).outcome).toBe(outcome);
  });

  it('say why', () => {
    expect(judge({ findings: [...many(4, 'high'), ...many(2, 'medium')] }).reasons).toEqual([
      { code: 'over-limit', outcome: 'block', text: '4 high findings, at most 3 allowed' },
      { code: 'within-limit', outcome: 'warn', text: '2 findings within the limits' },
    ]);
    expect(judge({}).reasons).toEqual([
      { code: 'sound', outcome: 'allow', text: 'every claim judged holds' },
    ]);
  });
});

describe('what is not known', () => {
  it('warns, and is never a pass', () => {
    const decision = judge({ unknowns: [question] });
    expect(decision.outcome).toBe('warn');
    expect(decision.reasons).toEqual([
      { code: 'unknown', outcome: 'warn', text: '1 question could not be answered' },
    ]);
  });
});

describe('the breaker', () => {
  it('turns the block of its rule into a warning, said in the reasons', () => {
    const decision = judge({ findings: many(1, 'critical'), breaker: reading('MD-001') });
    expect(decision.outcome).toBe('warn');
    expect(decision.reasons.map((r) => r.code)).toEqual(['over-limit', 'breaker']);
    expect(decision.judged).toEqual([{ rule: 'MD-001', outcome: 'block', exempt: false }]);
  });

  it('leaves the block of another rule', () => {
    const findings = [...many(1, 'critical'), ...many(1, 'critical', 'MD-102.1')];
    expect(judge({ findings, breaker: reading('MD-001') }).outcome).toBe('block');
    expect(judge({ findings, breaker: reading('MD-001', 'MD-102') }).outcome).toBe('warn');
  });

  it('never softens a rule that failed to answer', () => {
    const findings = [finding('critical', 'MD-001.1', 'evaluation-error')];
    const decision = judge({ findings, breaker: reading('MD-001') });
    expect(decision.outcome).toBe('block');
    expect(decision.judged).toEqual([{ rule: 'MD-001', outcome: 'block', exempt: true }]);
    expect(decision.reasons.map((r) => r.code)).toContain('evaluation-error');
  });
});

describe('a demotion', () => {
  it('turns the block of its rule into a warning, said in the reasons, and counts no block', () => {
    const decision = judge({ findings: many(1, 'critical'), demotions: demoting('MD-001') });
    expect(decision.outcome).toBe('warn');
    expect(decision.reasons).toEqual([
      { code: 'demoted', outcome: 'warn', text: 'MD-001 is demoted' },
    ]);
    expect(decision.judged).toEqual([{ rule: 'MD-001', outcome: 'warn', exempt: false }]);
  });

  it('leaves the block of another rule, and is said beside it', () => {
    const findings = [...many(1, 'critical'), ...many(1, 'critical', 'MD-102.1')];
    const decision = judge({ findings, demotions: demoting('MD-001') });
    expect(decision.outcome).toBe('block');
    expect(decision.reasons).toEqual([
      { code: 'over-limit', outcome: 'block', text: '1 critical finding, at most 0 allowed' },
      { code: 'demoted', outcome: 'warn', text: 'MD-001 is demoted' },
    ]);
  });

  it('keeps its findings from blocking under the name of another rule', () => {
    const findings = [...many(3, 'high'), ...many(1, 'high', 'MD-102.1')];
    expect(judge({ findings }).outcome).toBe('block');
    const decision = judge({ findings, demotions: demoting('MD-001') });
    expect(decision.outcome).toBe('warn');
    expect(decision.reasons).toEqual([
      { code: 'demoted', outcome: 'warn', text: 'MD-001 is demoted' },
      { code: 'within-limit', outcome: 'warn', text: '1 finding within the limits' },
    ]);
  });

  it('says nothing where it changes nothing', () => {
    const decision = judge({ findings: many(1, 'high'), demotions: demoting('MD-001', 'MD-102') });
    expect(decision.reasons.map((r) => r.code)).toEqual(['within-limit']);
    expect(judge({ demotions: demoting('MD-001') }).outcome).toBe('allow');
  });

  it('never softens a rule that failed to answer', () => {
    const findings = [finding('critical', 'MD-001.1', 'evaluation-error'), ...many(1, 'high')];
    const decision = judge({ findings, demotions: demoting('MD-001') });
    expect(decision.outcome).toBe('block');
    expect(decision.judged).toEqual([{ rule: 'MD-001', outcome: 'block', exempt: true }]);
    expect(decision.reasons.map((r) => r.code)).not.toContain('demoted');
  });

  it('stands whatever the breaker says', () => {
    const given = { findings: many(1, 'critical'), breaker: reading('MD-001') };
    const decision = judge({ ...given, demotions: demoting('MD-001') });
    expect(decision.reasons.map((r) => r.code)).toEqual(['demoted']);
  });
});

describe('a dry run', () => {
  it('says what would be blocked and warns', () => {
    const decision = judge({ findings: many(1, 'critical'), dryRun: true });
    expect(decision.outcome).toBe('warn');
    expect(decision.reasons.at(-1)?.code).toBe('dry-run');
  });

  it('changes nothing else', () => {
    expect(judge({ dryRun: true }).outcome).toBe('allow');
    expect(judge({ unknowns: [question], dryRun: true }).reasons.map((r) => r.code)).toEqual([
      'unknown',
    ]);
  });
});

describe('any decision', () => {
  const findings = fc.array(
    fc.record({
      severity: fc.constantFrom(...SEVERITIES),
      check: fc.constantFrom('MD-001.1', 'MD-102.1'),
      broken: fc.boolean(),
    }),
    { maxLength: 15 },
  );
  const input = fc.record({
    findings: findings.map((list) =>
      list.map((f) => finding(f.severity, f.check, f.broken ? 'evaluation-error' : 'violation')),
    ),
    unknowns: fc.constantFrom([], [question]),
    breaker: fc.constantFrom(reading(), reading('MD-001'), reading('MD-001', 'MD-102')),
    demotions: fc.constantFrom(demoting(), demoting('MD-001'), demoting('MD-001', 'MD-102')),
    limits: fc.constantFrom(LIMITS.standard, LIMITS.strict),
  });
  const rank = { allow: 0, warn: 1, block: 2 };

  it('has a reason for its outcome, and more findings never make it milder', () => {
    fc.assert(
      fc.property(input, fc.constantFrom(...SEVERITIES), (given, severity) => {
        const decision = judge(given);
        expect(decision.reasons.length).toBeGreaterThan(0);
        if (decision.outcome === 'block')
          expect(decision.reasons.some((r) => r.outcome === 'block')).toBe(true);
        const more = judge({ ...given, findings: [...given.findings, finding(severity)] });
        expect(rank[more.outcome]).toBeGreaterThanOrEqual(rank[decision.outcome]);
      }),
    );
  });

  it('is no harsher for a demotion, and blocks on a rule that failed whatever is demoted', () => {
    fc.assert(
      fc.property(input, (given) => {
        const enforced = judge({ ...given, demotions: demoting() });
        const decision = judge(given);
        expect(rank[decision.outcome]).toBeLessThanOrEqual(rank[enforced.outcome]);
        const broken = given.findings.some(
          (f) => f.kind === 'evaluation-error' && f.severity === 'critical',
        );
        if (broken) expect(decision.outcome).toBe('block');
      }),
    );
  });
});
