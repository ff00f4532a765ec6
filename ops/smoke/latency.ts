import { opsError } from '../errors.js';

/** Durations of one thing done several times, milliseconds. */
export interface Latency {
  readonly samples: number;
  readonly p50: number;
  readonly p99: number;
}

/** The nearest-rank percentiles; undefined of no durations. Of fewer than 100, p99 is the slowest. */
export function latencyOf(durations: readonly number[]): Latency | undefined {
  if (durations.length === 0) return undefined;
  const sorted = [...durations].sort((a, b) => a - b);
  const rank = (share: number): number =>
    round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number);
  return { samples: sorted.length, p50: rank(0.5), p99: rank(0.99) };
}

const round = (ms: number): number => Math.round(ms * 1000) / 1000;

/** Does the work, and keeps how long it took, whether it succeeded or not. */
export async function timed<T>(durations: number[], work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    durations.push(performance.now() - start);
  }
}

/** Each piece of work in turns, so that what slows the machine for a while slows all of them. */
export async function inTurns(
  works: readonly (() => Promise<unknown>)[],
  rounds: { readonly warmup: number; readonly samples: number },
  signal: AbortSignal,
): Promise<readonly (readonly number[])[]> {
  const durations: number[][] = works.map(() => []);
  for (let round = 0; round < rounds.warmup + rounds.samples; round += 1) {
    for (const [i, work] of works.entries()) {
      if (signal.aborted) throw opsError('PM-7005', { what: 'the measurement' });
      await timed(round < rounds.warmup ? [] : (durations[i] as number[]), work);
    }
  }
  return durations;
}
