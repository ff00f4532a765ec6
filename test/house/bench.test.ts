import { describe, expect, it } from '@jest/globals';
import { measure, measureInTurns } from '../bench/bench.js';
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

describe('measureInTurns', () => {
  it('gives every case a turn in every round, and changes who begins', async () => {
    const order: string[] = [];
    const one = (name: string): { name: string; work: () => void } => ({
      name,
      work: () => void order.push(name),
    });
    const measured = await measureInTurns([{ ...one('a'), samples: 3, warmup: 1 }, one('b')]);
    expect(order.join('')).toBe('abbaabba');
    expect(measured.map(({ case: name, samples }) => [name, samples])).toEqual([
      ['a', 3],
      ['b', 3],
    ]);
    expect(measured[0]).not.toHaveProperty('ratio');
  });

  it('answers the ratio of medians, and by how much a case takes longer than its neighbour', async () => {
    const [base, more] = await measureInTurns([
      { name: 'base', baseline: true, samples: 5, warmup: 0, work: () => busy(3) },
      { name: 'more', work: () => busy(3 + 9) },
    ]);
    expect(base).toMatchObject({ ratio: 1, more: 0 });
    expect(more?.ratio).toBe((more?.median ?? 0) / (base?.median ?? 1));
    expect(more?.median).toBeGreaterThanOrEqual(12);
  });
});

describe('a target', () => {
  const measurements = [{ case: 'a', samples: 5, median: 10, p99: 30, ratio: 2, more: 0.04 }];
  it.each([
    ['is met at its limit', { case: 'a', statistic: 'median', atMost: 10 }, true],
    ['is missed above it', { case: 'a', statistic: 'p99', atMost: 29 }, false],
    ['may be a ratio', { case: 'a', statistic: 'ratio', atMost: 2.5 }, true],
    [
      'of a ratio is met as well when the case takes little longer',
      { case: 'a', statistic: 'ratio', atMost: 1.05, orMore: 0.05 },
      true,
    ],
    [
      'of a ratio is missed when it is neither',
      { case: 'a', statistic: 'ratio', atMost: 1.05, orMore: 0.03 },
      false,
    ],
    [
      'of a ratio that was not measured is missed, however little more is allowed',
      { case: 'b', statistic: 'ratio', atMost: 1.05, orMore: 99 },
      false,
    ],
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
  it('says both limits of a target that has two, and how much more it was', () => {
    const measurements = [{ case: 'a', samples: 5, median: 1, p99: 2, ratio: 1.2, more: -0.01 }];
    const target = { case: 'a', statistic: 'ratio', atMost: 1.05, orMore: 0.05 } as const;
    const text = render([
      { bench: 'b', measurements, targets: judge('b', [target], measurements) },
    ]);
    expect(text).toContain('1.20x  ok ratio <= 1.05x or 50.0 us more (-10.0 us)');
    const missed = judge('b', [{ ...target, case: 'c' }], measurements);
    expect(render([{ bench: 'b', measurements, targets: missed }])).toContain(
      'MISSED b: c, ratio not measured (at most 1.05x or 50.0 us more)',
    );
  });

  it('says of a bench that could not be measured here why, and judges nothing of it', () => {
    const skipped: BenchResult = {
      bench: 'runbooks',
      measurements: [],
      targets: [],
      skipped: 'no environment is up',
    };
    expect(render([skipped])).toContain('SKIP runbooks: no environment is up\ntargets met: 0 of 0');
  });

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
