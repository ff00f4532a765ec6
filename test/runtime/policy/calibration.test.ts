import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  calibrate,
  dueStep,
  type RuleWindow,
  type Suggestion,
} from '../../../runtime/src/policy/calibration.js';
import type { EnforcementChange, WindowEvent } from '../../../runtime/src/stores/ports.js';
import { wilson, type Interval } from '../../../runtime/src/stores/statistics.js';
import { demotionOf, promotionOf } from '../../contract/enforcement-steps.js';
import { findingId, sampleEvent } from '../../contract/samples.js';

const RULE = 'MD-001';
const DAY = Date.parse('2026-11-22T00:00:00.000Z');
type Verdict = WindowEvent['verdict'];

/** One event of a finding of its own, `minute` minutes into the day. */
function seen(minute: number, verdict: Verdict, finding = findingId(minute)): WindowEvent {
  const at = new Date(DAY + minute * 60_000).toISOString();
  const event = sampleEvent({ rule: RULE, finding, at, run: `run-${minute}` });
  return verdict === undefined ? event : { ...event, verdict };
}
/** So many of each verdict, newest first. */
function reviewed(falsePositives: number, truePositives: number, from = 0): WindowEvent[] {
  return Array.from({ length: falsePositives + truePositives }, (_, i) =>
    seen(from + i, i < falsePositives ? 'false-positive' : 'true-positive'),
  ).reverse();
}
const judge = (window: Partial<RuleWindow>, falsePositiveRate = 0.1): Suggestion =>
  calibrate(
    {
      rule: RULE,
      events: [],
      enforcement: undefined,
      benchmark: { shown: false, code: 'INSUFFICIENT_K' },
      ...window,
    },
    { falsePositiveRate },
  );
const NOON = '2026-11-22T12:00:00.000Z';
const demoted: EnforcementChange = { ...demotionOf(RULE), revision: 1, at: NOON };
const promoted: EnforcementChange = { ...promotionOf(RULE, NOON), revision: 2, at: NOON };

describe('a rule that blocks', () => {
  it('is due to be demoted when its rate is surely above the threshold, with the numbers', () => {
    const suggestion = judge({ events: reviewed(20, 20) });
    expect(suggestion).toEqual({
      rule: RULE,
      enforcement: 'enforced',
      revision: 0,
      since: undefined,
      reviewed: 40,
      falsePositives: 20,
      pending: 0,
      interval: wilson(20, 40),
      threshold: 0.1,
      due: 'demote',
      why: 'at least 35.2 % of its findings are false positives, the threshold is 10 %',
      evidence: {
        reviewed: 40,
        falsePositives: 20,
        ...(wilson(20, 40) as Interval),
        threshold: 0.1,
        from: '2026-11-22T00:00:00.000Z',
        to: '2026-11-22T00:39:00.000Z',
      },
      suggestedThreshold: undefined,
    });
    expect(dueStep(suggestion, 'ada', 'T-1')).toEqual({
      rule: RULE,
      action: 'demote',
      by: 'ada',
      reason: 'T-1',
      evidence: suggestion.evidence,
    });
  });

  it.each([
    ['the rate may as well be below', 6, 34, 0.1],
    ['hardly anything was reviewed', 29, 0, 0.1],
    ['nothing was reviewed', 0, 0, 0.1],
    ['the operator tolerates it', 20, 20, 0.5],
    ['the operator tolerates everything', 40, 0, 5],
  ])('stays when %s', (_, falsePositives, truePositives, rate) => {
    const suggestion = judge({ events: reviewed(falsePositives, truePositives) }, rate);
    expect([suggestion.due, suggestion.evidence]).toEqual([undefined, undefined]);
    expect(dueStep(suggestion, 'ada', 'T-1')).toBeUndefined();
  });

  it('says how many reviews it lacks, and what is pending', () => {
    const events = [...reviewed(3, 1), seen(99, undefined)];
    const { why, pending } = judge({ events });
    expect([why, pending]).toEqual(['26 more reviewed findings are needed to judge it', 1]);
  });

  it('is not demoted by one finding seen in a hundred runs', () => {
    const finding = findingId('one');
    const events = Array.from({ length: 100 }, (_, i) => seen(i, 'false-positive', finding));
    expect(judge({ events })).toMatchObject({ reviewed: 1, due: undefined });
  });

  it('is judged by its newest 200 reviewed findings', () => {
    const events = [...reviewed(0, 200, 500), ...reviewed(400, 0)];
    expect(judge({ events })).toMatchObject({ reviewed: 200, falsePositives: 0, due: undefined });
  });
});

describe('a rule that is demoted', () => {
  it('is due to be promoted by a witness of findings since then', () => {
    const events = [...reviewed(0, 60, 720), ...reviewed(60, 20)];
    const suggestion = judge({ events, enforcement: demoted });
    expect(suggestion).toMatchObject({
      enforcement: 'demoted',
      revision: 1,
      since: NOON,
      reviewed: 60,
      falsePositives: 0,
      due: 'promote',
      why: 'at most 6 % of its findings since the demotion are false positives, the threshold is 10 %',
      evidence: { from: NOON },
    });
  });

  it.each([
    ['nothing was seen since', reviewed(0, 100)],
    ['too little was reviewed since', [...reviewed(0, 29, 720), ...reviewed(0, 100)]],
    ['the rate may as well be above', reviewed(0, 33, 720)],
    ['it is as bad as it was', reviewed(30, 30, 720)],
  ])('stays demoted when %s', (_, events) => {
    expect(judge({ events, enforcement: demoted }).due).toBeUndefined();
  });

  it('is not demoted again, once it is promoted, for what it was demoted for', () => {
    const events = [...reviewed(0, 40, 720), ...reviewed(200, 0)];
    expect(judge({ events, enforcement: promoted })).toMatchObject({
      enforcement: 'enforced',
      reviewed: 40,
      due: undefined,
    });
  });
});

describe('the rate of other organisations', () => {
  it('suggests a threshold that the rule would keep there', () => {
    const benchmark = {
      shown: true,
      ...{ rule: RULE, period: '2026-10', organisations: 12, reviewed: 1000, falsePositives: 50 },
    } as const;
    expect(judge({ benchmark }).suggestedThreshold).toBe(0.07);
    expect(judge({}).suggestedThreshold).toBeUndefined();
  });
});

describe('laws', () => {
  const verdicts = fc.constantFrom<Verdict>('false-positive', 'true-positive', undefined);
  const windows = fc.array(fc.record({ finding: fc.nat(60), verdict: verdicts }), {
    maxLength: 300,
  });

  it('a suggestion equals a count by hand, whatever was seen how often', () => {
    fc.assert(
      fc.property(windows, fc.double({ min: 0, max: 1, noNaN: true }), (given, rate) => {
        const said = new Map(given.map(({ finding, verdict }) => [finding, verdict]));
        const ids = new Map([...said.keys()].map((finding) => [finding, findingId(finding)]));
        const events = given.map(({ finding }, i) =>
          seen(1000 - i, said.get(finding), ids.get(finding) as string),
        );
        const count = (verdict: Verdict): number =>
          [...said.values()].filter((v) => v === verdict).length;
        const [fp, tp] = [count('false-positive'), count('true-positive')];
        const suggestion = judge({ events }, rate);
        expect(suggestion).toMatchObject({
          reviewed: fp + tp,
          falsePositives: fp,
          pending: count(undefined),
          interval: wilson(fp, fp + tp),
        });
        const sure = fp + tp >= 30 && (wilson(fp, fp + tp) as Interval).low > rate;
        expect(suggestion.due).toBe(sure ? 'demote' : undefined);
      }),
    );
  });

  it('more false positives never make a demotion less due, nor a promotion more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.nat(), fc.nat(100), (n, k, rate) => {
        const fewer = k % n;
        const due = (falsePositives: number, enforcement?: EnforcementChange): boolean =>
          judge(
            { events: reviewed(falsePositives, n - falsePositives, 720), enforcement },
            rate / 100,
          ).due !== undefined;
        if (due(fewer)) expect(due(fewer + 1)).toBe(true);
        if (due(fewer + 1, demoted)) expect(due(fewer, demoted)).toBe(true);
      }),
    );
  });
});
