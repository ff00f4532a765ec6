import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_POLICY, type Facts, type Policy } from '../../../runtime/src/facts/index.js';
import { enforcementOf, mustVerify } from '../../../runtime/src/policy/enforcement.js';
import { regraded } from '../../../runtime/src/policy/regrade.js';
import { finding } from '../report/sample.js';

const COMMIT = 'a'.repeat(40);
const at = { '/strictness': { place: { path: '.phase-mirror.yml', line: 1 }, quote: '' } };

/** Facts of which only the policy matters here. */
function facts(policy: Partial<Policy> | 'none' | 'unreadable'): Facts {
  const gap = { code: 'policy-invalid', reason: 'broken' } as const;
  const file = {
    path: '.phase-mirror.yml',
    policy: { ...BUILT_IN_POLICY, ...(policy as object) },
    at,
  };
  const inForce =
    policy === 'unreadable'
      ? { state: 'unknown', gaps: [gap] }
      : {
          state: 'known',
          value: { from: 'base', commit: COMMIT, ...(policy === 'none' ? {} : { file }) },
        };
  return { policy: { inForce } } as unknown as Facts;
}

const STANDARD = { critical: 0, high: 3, medium: 10 };
const STRICT = { critical: 0, high: 0, medium: 5 };

describe('what is enforced', () => {
  it.each([
    ['none', undefined, 'standard', STANDARD, 'built-in', 'built-in'],
    ['none', 'strict', 'strict', STRICT, 'built-in', '--strictness'],
    [{ strictness: 'strict' as const }, undefined, 'strict', STRICT, 'base', '.phase-mirror.yml'],
    [{ strictness: 'strict' as const }, 'standard', 'strict', STRICT, 'base', '.phase-mirror.yml'],
    [{}, 'strict', 'strict', STRICT, 'base', '--strictness'],
    [
      { thresholds: { high: 9, medium: 2 } },
      undefined,
      'standard',
      { critical: 0, high: 9, medium: 2 },
      'base',
      '.phase-mirror.yml',
    ],
    [
      { thresholds: { high: 9, medium: 2 } },
      'strict',
      'strict',
      { critical: 0, high: 0, medium: 2 },
      'base',
      '--strictness',
    ],
    [
      { thresholds: { high: 9, medium: 2 } },
      'standard',
      'standard',
      { critical: 0, high: 3, medium: 2 },
      'base',
      '.phase-mirror.yml',
    ],
    ['unreadable', 'standard', 'strict', STRICT, 'unreadable', 'the policy cannot be read'],
  ] as const)('%j with --strictness %s is %s', (policy, asked, strictness, limits, from, said) => {
    const enforced = enforcementOf(facts(policy), asked);
    expect(enforced).toMatchObject({ strictness, limits, source: { from, strictness: said } });
  });
});

describe('mustVerify', () => {
  const unknown = (check: string, subject: string) => ({
    check,
    subject,
    reason: 'hidden',
    remedy: 'show it',
  });
  const unknowns = [
    unknown('MD-001.1', 'Test'),
    unknown('MD-001.1', 'Lint'),
    unknown('MD-102.1', 'main'),
    unknown('facts', 'base-missing'),
  ];
  const asked: Policy['mustVerify'] = ['MD-102', 'facts', { check: 'MD-001.1', subject: 'Test' }];

  it('names the questions that block under strict', () => {
    const enforced = enforcementOf(facts({ strictness: 'strict', mustVerify: asked }));
    expect(mustVerify(unknowns, enforced).map(({ subject }) => subject)).toEqual([
      'Test',
      'main',
      'base-missing',
    ]);
  });

  it('names none under standard', () => {
    expect(mustVerify(unknowns, enforcementOf(facts({ mustVerify: asked })))).toEqual([]);
  });
});

describe('the severity of the policy', () => {
  it('is that of the sub-check, else of the rule, and never that of a rule that failed', () => {
    const findings = [
      finding({ check: 'MD-001.1' }),
      finding({ check: 'MD-001.2' }),
      finding({ check: 'MD-102.1' }),
      finding({ check: 'MD-001.1', kind: 'evaluation-error', severity: 'critical' }),
    ];
    const severity = { 'MD-001.1': 'info', 'MD-001': 'low' } as const;
    expect(regraded(findings, { severity }).map((f) => f.severity)).toEqual([
      'info',
      'low',
      'high',
      'critical',
    ]);
    expect(regraded(findings, { severity: {} })).toBe(findings);
  });
});
