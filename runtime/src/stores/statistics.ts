import type { WindowEvent } from './ports.js';

/** A window of events in numbers. Rates are 0..1; undefined while nothing was reviewed. */
export interface WindowStatistics {
  readonly total: number;
  readonly falsePositives: number;
  readonly truePositives: number;
  /** Events of findings that nobody has reviewed. */
  readonly pending: number;
  /** False positives over reviewed events. */
  readonly observedFpr: number | undefined;
  /** 95 % Wilson score interval of the false-positive rate. */
  readonly interval: Interval | undefined;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the normal distribution: both tails together leave 5 %. */
const Z_95 = 1.959963984540054;

/**
 * Wilson score interval of a proportion (Wilson, J. Am. Stat. Assoc. 22, 1927). Undefined for no
 * trials.
 */
export function wilson(successes: number, trials: number, z: number = Z_95): Interval | undefined {
  if (trials === 0) return undefined;
  const p = successes / trials;
  const z2 = z * z;
  const centre = p + z2 / (2 * trials);
  const spread = z * Math.sqrt((p * (1 - p) + z2 / (4 * trials)) / trials);
  const scale = 1 + z2 / trials;
  // At the ends the exact bound is the end itself; rounding must not leave it.
  return {
    low: successes === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: successes === trials ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

export function windowStatistics(events: readonly WindowEvent[]): WindowStatistics {
  let falsePositives = 0;
  let truePositives = 0;
  for (const { verdict } of events) {
    if (verdict === 'false-positive') falsePositives += 1;
    else if (verdict === 'true-positive') truePositives += 1;
  }
  const reviewed = falsePositives + truePositives;
  return {
    total: events.length,
    falsePositives,
    truePositives,
    pending: events.length - reviewed,
    observedFpr: reviewed === 0 ? undefined : falsePositives / reviewed,
    interval: wilson(falsePositives, reviewed),
  };
}
