import { describe, expect, it } from '@jest/globals';
import { repositoryHalf, unreadable, type DriftRecord } from '../../../ops/drift/repository.js';
import { magnitudeOf, renderDrift, verdictOf, type DriftHalf } from '../../../ops/drift/report.js';
import { opsError } from '../../../ops/errors.js';

type Field = DriftRecord['fields'][number];
const field = (outcome: Field['outcome'], more: Partial<Field> = {}): Field => ({
  ...{ kind: 'required-check', subject: 'build', outcome, accepted: true, now: null, ...more },
});
const record = (more: Partial<DriftRecord>): DriftRecord => ({
  repository: 'acme/app',
  branch: 'main',
  head: 'a'.repeat(40),
  baseline: { sha256: 'b'.repeat(64), capturedAt: '2026-01-02T03:04:05.000Z', by: 'alice' },
  magnitude: 0,
  compared: 1,
  fields: [],
  hidden: [],
  ...more,
});
const ACCEPTED = { unknown: [{ kind: 'bypass', reason: 'the ruleset does not say' }] };
const report = (...halves: DriftHalf[]) => ({ environment: 'staging', halves });

describe('the repository half', () => {
  it.each<readonly [string, Partial<DriftRecord>, string, string[], number]>([
    ['nothing', { fields: [field('same')] }, 'as accepted', [], 0],
    [
      'what is weaker',
      { fields: [field('weakened')], magnitude: 0.5 },
      'drifted',
      ['required-check build loosened: accepted true, now not there'],
      0,
    ],
    [
      'what is other than accepted',
      { fields: [field('changed', { subject: '', now: 'x' })] },
      'drifted',
      ['required-check changed: accepted true, now x'],
      0,
    ],
    [
      'what is stricter, which counts for nothing',
      { fields: [field('strengthened', { accepted: 1, now: 2 })] },
      'as accepted',
      ['required-check build tightened: accepted 1, now 2'],
      0,
    ],
    [
      'what could not be seen now',
      {
        fields: [field('unknown', { reason: 'no rights' })],
        hidden: [{ kind: 'k', reason: 'no token' }],
      },
      'unknown',
      [],
      2,
    ],
    [
      'what nobody has ever seen, which was never accepted',
      { hidden: [{ kind: 'k', reason: 'when the baseline was captured: no rights' }] },
      'as accepted',
      [],
      0,
    ],
    [
      'what was as hidden then as it is now',
      { hidden: [{ kind: 'bypass', reason: 'the ruleset does not say' }] },
      'as accepted',
      [],
      0,
    ],
    [
      'what was asked of GitHub then, and not now',
      {
        hidden: [
          {
            kind: 'k',
            reason: 'GitHub was asked when the baseline was captured, and was not asked now',
          },
        ],
      },
      'unknown',
      [],
      1,
    ],
    ['no setting at all', { magnitude: null }, 'unknown', [], 1],
    [
      'drift beside what is unknown',
      { fields: [field('weakened')], hidden: [{ kind: 'k', reason: 'x' }] },
      'drifted',
      ['required-check build loosened: accepted true, now not there'],
      1,
    ],
  ])('tells %s', (_, given, verdict, rows, unknown) => {
    const half = repositoryHalf(record(given), ACCEPTED);
    expect(half.rows.map(({ subject, outcome, says }) => `${subject} ${outcome}: ${says}`)).toEqual(
      rows,
    );
    expect(half.unknown).toHaveLength(unknown);
    expect(verdictOf(report(half))).toBe(verdict);
  });

  it('is unknown without a baseline, and never sound', () => {
    const half = unreadable(
      opsError('PM-3009', { what: 'baseline of acme/app main', why: 'none' }),
    );
    expect(half.unknown).toEqual(['baseline of acme/app main: none (PM-3009)']);
    expect(verdictOf(report(half))).toBe('unknown');
  });

  it('is not made of a run that was cancelled', () => {
    expect(() => unreadable(opsError('PM-7005', { what: 'x' }))).toThrow(
      expect.objectContaining({ code: 'PM-7005' }),
    );
  });
});

describe('the report', () => {
  const sound = repositoryHalf(record({ magnitude: 0.1, fields: [field('same')] }), ACCEPTED);
  const weak: DriftHalf = {
    half: 'infrastructure',
    compared: '4 resources with their states',
    rows: [{ subject: 'data/t.x', outcome: 'gone', says: 'not there' }],
    magnitude: 0.4,
    unknown: ['access: no rights'],
  };

  it('has the greater magnitude, and none where none is known', () => {
    expect(magnitudeOf(report(sound, weak))).toBe(0.4);
    expect(magnitudeOf(report({ ...weak, magnitude: undefined }))).toBeUndefined();
  });

  it('shows both halves, what drifted and what is not known', () => {
    expect(renderDrift(report(sound, weak))).toBe(
      [
        'Drift of staging: drifted, magnitude 0.40',
        '',
        'repository: acme/app main at aaaaaaaaaaaa with the baseline bbbbbbbbbbbb of 2026-01-02 by alice, magnitude 0.10',
        '  ok    as accepted',
        '',
        'infrastructure: 4 resources with their states, magnitude 0.40',
        '  FAIL  data/t.x gone: not there',
        '  ??    access: no rights',
        '',
      ].join('\n'),
    );
  });
});
