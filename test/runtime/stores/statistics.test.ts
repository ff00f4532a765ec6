import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { windowStatistics, wilson } from '../../../runtime/src/stores/index.js';
import { sampleEvent } from '../../contract/samples.js';

describe('the Wilson interval', () => {
  // Figures of the R function `binom::binom.wilson`.
  it.each([
    [0, 10, 0, 0.2775328],
    [1, 10, 0.01787621, 0.40415],
    [5, 10, 0.2365931, 0.7634069],
    [10, 10, 0.7224672, 1],
    [50, 1000, 0.03813026, 0.06531382],
  ])('of %i in %i is %f to %f', (successes, trials, low, high) => {
    const interval = wilson(successes, trials);
    expect(interval?.low).toBeCloseTo(low, 5);
    expect(interval?.high).toBeCloseTo(high, 5);
  });

  it('holds the observed rate, inside 0 and 1, and narrows with more trials', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (trials, n) => {
        const successes = n % (trials + 1);
        const { low, high } = wilson(successes, trials) as { low: number; high: number };
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        const more = wilson(successes * 4, trials * 4) as { low: number; high: number };
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });
});

describe('statistics of a window', () => {
  it('equal a count by hand, and say nothing of a rate before a review', () => {
    const verdict = fc.constantFrom('false-positive', 'true-positive', undefined);
    fc.assert(
      fc.property(fc.array(verdict), (verdicts) => {
        const event = sampleEvent({ rule: 'MD-001' });
        const events = verdicts.map((v) => (v === undefined ? event : { ...event, verdict: v }));
        const count = (v: string | undefined): number => verdicts.filter((x) => x === v).length;
        const [fp, tp] = [count('false-positive'), count('true-positive')];
        expect(windowStatistics(events)).toEqual({
          total: verdicts.length,
          falsePositives: fp,
          truePositives: tp,
          pending: count(undefined),
          observedFpr: fp + tp === 0 ? undefined : fp / (fp + tp),
          interval: wilson(fp, fp + tp),
        });
      }),
    );
  });
});
