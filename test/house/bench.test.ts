import { describe, expect, it } from '@jest/globals';
import { measure } from '../bench/bench.js';
import { judge, render, type BenchResult } from '../bench/verdict.js';

const quick = { samples: 5, warmup: 0, minimumMs: 0 };
const busy = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe('measure', () => {
  it('answers the median, the p99 and the ratio to the baseline of the same run', async () => {
    const [base, double] = await measure([
      { name: 'base', baseline: true, ...quick, work: () => busy(4) },
      { name: 'double', ...quick, work: () => busy(8) },
    ]);
    expect(base).toMatchObject({ case: 'base', samples: 5, ratio: 1 });
    expect(base?.median).toBeGreaterThanOrEqual(4);
    expect(double?.p99).toBeGreaterThanOrEqual(double?.median ?? Infinity);
    expect(double?.ratio).toBe((double?.median ?? 0) / (base?.median ?? 1));
  });

  it('waits for asynchronous work', async () => {
    const sleep = (): Promise<void> => new Promise((done) => setTimeout(done, 10));
    const [only] = await measure([{ name: 'sleep', ...quick, work: sleep }]);
    expect(only?.median).toBeGreaterThan(8);
    expect(only).not.toHaveProperty('ratio');
  });

  it('takes the time of one call from a batch', async () => {
    let calls = 0;
    const work = (): void => busy((calls += 1) > 0 ? 1 : 0);
    const [only] = await measure([{ name: 'batch', ...quick, batch: 10, work }]);
    // One more batch: the library calls the work once to see whether it is asynchronous.
    expect([50, 60]).toContain(calls);
    expect(only?.samples).toBe(5);
    expect(only?.median).toBeGreaterThanOrEqual(1);
  });

  it('fails when the work fails', async () => {
    const work = (): never => {
      throw new Error('no such stack');
    };
    await expect(measure([{ name: 'broken', ...quick, work }])).rejects.toThrow('no such stack');
  });
});

describe('a target', () => {
  const measurements = [{ case: 'a', samples: 5, median: 10, p99: 30, ratio: 2 }];
  it.each([
    ['is met at its limit', { case: 'a', statistic: 'median', atMost: 10 }, true],
    ['is missed above it', { case: 'a', statistic: 'p99', atMost: 29 }, false],
    ['may be a ratio', { case: 'a', statistic: 'ratio', atMost: 2.5 }, true],
    [
      'of a case that was not measured is missed',
      { case: 'b', statistic: 'p99', atMost: 99 },
      false,
    ],
  ] as const)('%s', (_, target, met) => {
    expect(judge('bench', [target], measurements)).toMatchObject([{ met }]);
  });

  it('is missed when its bench cannot run', () => {
    const targets = judge('synth', [{ case: 'x', statistic: 'median', atMost: 1 }], []);
    const result: BenchResult = { bench: 'synth', measurements: [], targets, error: 'exit 1' };
    expect(render([result])).toContain('FAIL synth: exit 1\nMISSED synth: x, median not measured');
    expect(render([result])).toMatch(/targets met: 0 of 1\n$/);
  });
});

describe('the table', () => {
  it('says durations in the unit that a person would', () => {
    const measurements = [
      { case: 'slow', samples: 5, median: 1500, p99: 12.34, ratio: 3 },
      { case: 'fast', samples: 5, median: 0.0005, p99: 0.0123 },
    ];
    const targets = judge('b', [{ case: 'slow', statistic: 'ratio', atMost: 4 }], measurements);
    const text = render([{ bench: 'b', measurements, targets }]);
    expect(text).toMatch(/^b +slow +5 +1\.50 s +12\.3 ms +3\.00x +ok ratio <= 4\.00x$/m);
    expect(text).toMatch(/^b +fast +5 +500 ns +12\.3 us$/m);
    expect(text.trimEnd().split('\n').at(-1)).toBe('targets met: 1 of 1');
  });
});
