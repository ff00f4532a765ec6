import { HOUR_MS, hourBucket, systemClock, type Clock } from '../clock.js';
import type { Environment } from '../names/index.js';
import type { BlockCounter, BlockKey, BlockReset, Outcome } from '../stores/ports.js';

/** closed: blocks stay blocks · degraded: blocks become warnings · recovered: closed again, since this hour. */
export type BreakerState = 'closed' | 'degraded' | 'recovered';

export type Strictness = 'standard' | 'strict';

/** Blocks of one rule in one repository and hour above which it degrades, where nothing else is set. */
const BLOCKS_PER_HOUR: Readonly<Record<Environment, number>> = {
  local: 100,
  staging: 20,
  production: 10,
};

/** Strict environments expect more blocks, and give way at twice as many. */
const STRICT_FACTOR = 2;

/** The threshold in force: `stored` is the operator's parameter `blocks_per_hour`. */
export function blocksPerHour(
  environment: Environment,
  strictness: Strictness,
  stored?: number,
): number {
  const base = stored ?? BLOCKS_PER_HOUR[environment];
  return strictness === 'strict' ? base * STRICT_FACTOR : base;
}

/** The state of one rule in one repository. Counts are of blocks before this run. */
export function breakerState(thisHour: number, lastHour: number, threshold: number): BreakerState {
  if (thisHour > threshold) return 'degraded';
  return lastHour > threshold ? 'recovered' : 'closed';
}

/** A rule's outcome on its way into the decision. */
export interface Judged {
  readonly rule: string;
  readonly outcome: Outcome;
  /** An L0 failure or a crashed rule: never degraded, never counted. */
  readonly exempt?: boolean;
}

export interface BreakerVerdict {
  readonly outcome: Outcome;
  readonly state: BreakerState;
  /** Said in the decision's reasons when the breaker changed the outcome. */
  readonly reason: string | undefined;
}

/** What the breaker knew when the run was judged. */
export interface BreakerReading {
  readonly hour: string;
  /** Why nothing was known, for the report's `degraded`: every block then stays a block. */
  readonly degraded: string | undefined;
  state(rule: string): BreakerState;
  /**
   * The outcome that stands. The decision takes it last and never overwrites it: a block of a degraded
   * rule is a warning.
   */
  judge(judged: Judged): BreakerVerdict;
}

export interface Breaker {
  /** One batched read for all rules. Never throws: an unreadable counter keeps blocking. */
  read(rules: readonly string[]): Promise<BreakerReading>;
  /**
   * Counts this run once for every rule that blocks, in the hour of the reading, degraded or not.
   * Answers the rules whose breaker this run opened. Throws what the counter throws.
   */
  count(
    reading: BreakerReading,
    judged: readonly Judged[],
    runId: string,
  ): Promise<{ readonly keys: readonly BlockKey[]; readonly opened: readonly string[] }>;
  /** The counters that `count` adds to: what is spooled when it fails. */
  keys(reading: BreakerReading, judged: readonly Judged[]): readonly BlockKey[];
  /** Closes a rule's breaker now; kept with who did it and why. */
  reset(rule: string, by: string, reason: string): Promise<BlockReset>;
}

export interface BreakerOptions {
  readonly counter: BlockCounter;
  readonly repository: string;
  /** See `blocksPerHour`. */
  readonly threshold: number;
  readonly clock?: Clock;
}

export function breaker(options: BreakerOptions): Breaker {
  const { counter, repository, threshold } = options;
  const clock = options.clock ?? systemClock;
  const keyOf = (rule: string, hour: string): BlockKey => ({ rule, repository, hour });

  const keys: Breaker['keys'] = (reading, judged) => {
    const blocking = judged.filter((j) => j.outcome === 'block' && j.exempt !== true);
    return [...new Set(blocking.map((j) => j.rule))].map((rule) => keyOf(rule, reading.hour));
  };

  return {
    async read(rules) {
      const now = clock.now();
      const hour = hourBucket(now);
      const asked = [...new Set(rules)];
      try {
        const counts = await counter.counts([
          ...asked.map((rule) => keyOf(rule, hour)),
          ...asked.map((rule) => keyOf(rule, hourBucket(now - HOUR_MS))),
        ]);
        const states = new Map(
          asked.map((rule, i) => {
            const lastHour = counts[asked.length + i] ?? 0;
            return [rule, breakerState(counts[i] ?? 0, lastHour, threshold)];
          }),
        );
        return readingOf(hour, threshold, (rule) => states.get(rule) ?? 'closed');
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return readingOf(hour, threshold, () => 'closed', `block counter unreadable: ${why}`);
      }
    },
    keys,
    async count(reading, judged, runId) {
      const counted = keys(reading, judged);
      if (counted.length === 0) return { keys: counted, opened: [] };
      const counts = await counter.add(counted, runId);
      const opened = counted
        .filter((key, i) => counts[i] === threshold + 1 && reading.state(key.rule) !== 'degraded')
        .map((key) => key.rule);
      return { keys: counted, opened };
    },
    reset: (rule, by, reason) => counter.reset(keyOf(rule, hourBucket(clock.now())), by, reason),
  };
}

function readingOf(
  hour: string,
  threshold: number,
  state: (rule: string) => BreakerState,
  degraded?: string,
): BreakerReading {
  return {
    hour,
    degraded,
    state,
    judge({ rule, outcome, exempt }) {
      const now = state(rule);
      if (now !== 'degraded' || outcome !== 'block' || exempt === true) {
        return { outcome, state: now, reason: undefined };
      }
      const reason = `${rule} blocked more than ${threshold} times in this repository since ${hour}:00Z: its breaker turns the block into a warning until the next hour`;
      return { outcome: 'warn', state: now, reason };
    },
  };
}
