import { HOUR_MS, hourBucket } from '../clock.js';
import type { Environment } from '../names/index.js';
import { blocksPerHour, breakerState } from '../policy/breaker.js';
import { earlyRedactor } from '../privacy/index.js';
import type { BlockCounter, Thresholds } from '../stores/ports.js';
import type { Blocks } from './mission.js';

/** Hours that are shown; counters live for about as long. */
const HOURS = 48;

/** Blocks an hour of every rule and repository that blocked, against the threshold of their breaker. */
export async function readBlocks(
  counter: Pick<BlockCounter, 'since'>,
  environment: Environment,
  { blocksPerHour: stored }: Thresholds,
  now: number,
): Promise<Blocks> {
  const hours = Array.from({ length: HOURS }, (_, i) =>
    hourBucket(now - (HOURS - 1 - i) * HOUR_MS),
  );
  const threshold = blocksPerHour(environment, 'standard', stored);
  const redact = earlyRedactor();
  const rows = new Map<string, { rule: string; repository: string; counts: number[] }>();
  for (const { rule, repository, hour, blocks } of await counter.since(hours[0] as string)) {
    const at = hours.indexOf(hour);
    // A runner whose clock is ahead counts in an hour that has not come.
    if (at === -1) continue;
    const name = JSON.stringify([rule, repository]);
    const row = rows.get(name) ?? {
      rule,
      repository: redact.text(repository),
      counts: hours.map(() => 0),
    };
    row.counts[at] = blocks;
    rows.set(name, row);
  }
  const counters = [...rows.values()].map((row) => {
    const [last = 0, current = 0] = row.counts.slice(-2);
    return { ...row, state: breakerState(current, last, threshold) };
  });
  const thisHour = (counts: readonly number[]): number => counts.at(-1) ?? 0;
  return {
    hours,
    threshold,
    strictThreshold: blocksPerHour(environment, 'strict', stored),
    counters: counters.sort(
      (a, b) =>
        thisHour(b.counts) - thisHour(a.counts) || Math.max(...b.counts) - Math.max(...a.counts),
    ),
  };
}
