import { Bench as Tinybench, type Fn } from 'tinybench';

/**
 * How to add a bench: write `test/bench/<name>.bench.ts` that exports `bench: Bench`; `npm run bench`
 * finds it (`npm run bench -- <name>` runs it alone).
 *
 *     export const bench: Bench = {
 *       name: 'l0',
 *       targets: [{ case: 'five invariants', statistic: 'p99', atMost: 0.001 }],
 *       run: () => measure([
 *         { name: 'empty call', baseline: true, batch: 10_000, work: () => undefined },
 *         { name: 'five invariants', batch: 10_000, work: () => l0(input) },
 *       ]),
 *     };
 *
 * Set up before `measure` inside `run` and clean up after it. A target names a case that `run`
 * measures; one that it does not measure is missed, so a renamed case cannot pass by accident.
 */
export interface Bench {
  readonly name: string;
  readonly targets: readonly Target[];
  /**
   * Why it cannot be measured here and now, and what would change that; undefined when it can. It is
   * then said in the result, and its targets are not judged.
   */
  unless?(): Promise<string | undefined>;
  run(): Promise<readonly Measurement[]>;
}

/** What must hold: the statistic of the case is at most this. Milliseconds, or a plain ratio. */
export interface Target {
  readonly case: string;
  readonly statistic: Statistic;
  readonly atMost: number;
  /** Of a ratio: met as well while the case takes at most this much longer than its baseline, ms. */
  readonly orMore?: number;
}

export type Statistic = 'median' | 'p99' | 'ratio';

/** One measured case. Times are milliseconds of one call. */
export interface Measurement {
  readonly case: string;
  readonly samples: number;
  readonly median: number;
  readonly p99: number;
  /** Median divided by the median of this run's baseline case (by work: fastest by fastest). */
  readonly ratio?: number;
  /** How much longer than the baseline, ms: the median over pairs of samples taken side by side. */
  readonly more?: number;
}

export interface Case {
  readonly name: string;
  readonly work: () => unknown;
  /** The case that every ratio of this run is taken against. At most one. */
  readonly baseline?: boolean;
  /**
   * Calls in one sample, for synchronous work of less than some microseconds: the clock is too
   * coarse for a single call, so a sample is the mean of this many. Default 1.
   */
  readonly batch?: number;
  /** Samples at least; default 64. Warm-up comes on top unless it is 0. */
  readonly samples?: number;
  /** Untimed calls (or batches) before the first sample; default 16. */
  readonly warmup?: number;
  /** Keeps sampling for this long, milliseconds; default 250. */
  readonly minimumMs?: number;
}

/** Measures the cases one after another in this process. A case that throws fails the bench. */
export async function measure(cases: readonly Case[]): Promise<readonly Measurement[]> {
  const measured: Measurement[] = [];
  for (const one of cases) measured.push(await sample(one));
  const base = measured[cases.findIndex((one) => one.baseline === true)]?.median;
  return base === undefined || base === 0
    ? measured
    : measured.map((m) => ({ ...m, ratio: m.median / base }));
}

/**
 * Measures the cases in turns, one sample of each after the other, so that what slows this machine for
 * a while slows all of them: for ratios of cases that are nearly equal. `batch` and `minimumMs` are
 * not for it; `samples` and `warmup` are those of the first case.
 *
 * By `work`, times are of this process on its processor, and a ratio is that of the fastest samples:
 * for the growth of synchronous work, of which a busy machine interrupts the longer one more often.
 */
export async function measureInTurns(
  cases: readonly Case[],
  by: 'time' | 'work' = 'time',
): Promise<readonly Measurement[]> {
  const now = by === 'time' ? () => performance.now() : processorMs;
  const times: number[][] = cases.map(() => []);
  const warmup = cases[0]?.warmup ?? 16;
  const rounds = warmup + (cases[0]?.samples ?? 64);
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < cases.length; turn += 1) {
      // Who begins changes, so that nobody always comes after the same neighbour.
      const i = (round + turn) % cases.length;
      const start = now();
      const pending = cases[i]?.work();
      if (pending instanceof Promise) await pending;
      if (round >= warmup) times[i]?.push(now() - start);
    }
  }
  const base = times[cases.findIndex((one) => one.baseline === true)];
  return cases.map(({ name }, i) => {
    const own = times[i] as number[];
    const median = quantile(own, 0.5);
    const measured = { case: name, samples: own.length, median, p99: quantile(own, 0.99) };
    if (base === undefined) return measured;
    const pairs = own.map((time, round) => time - (base[round] as number));
    const share = by === 'time' ? 0.5 : 0;
    const ratio = quantile(own, share) / quantile(base, share);
    return { ...measured, ratio, more: quantile(pairs, 0.5) };
  });
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}

async function sample(one: Case): Promise<Measurement> {
  const warmup = one.warmup ?? 16;
  const bench = new Tinybench({
    iterations: one.samples ?? 64,
    time: one.minimumMs ?? 250,
    warmup: warmup > 0,
    warmupIterations: warmup,
    warmupTime: 0,
    throws: true,
  });
  bench.add(one.name, one.batch === undefined ? one.work : batched(one.work, one.batch));
  const [task] = await bench.run();
  const result = task?.result;
  if (result?.state !== 'completed') {
    throw new Error(`${one.name}: the measurement ended as ${result?.state ?? 'nothing'}`);
  }
  const { p50, p99, samplesCount } = result.latency;
  return { case: one.name, samples: samplesCount, median: p50, p99 };
}

function batched(work: () => unknown, calls: number): Fn {
  return () => {
    const start = performance.now();
    for (let i = 0; i < calls; i += 1) work();
    const total = performance.now() - start;
    return { overriddenDuration: total / calls, overriddenIterationCost: total };
  };
}
