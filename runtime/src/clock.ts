/** Time as an injected dependency. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The UTC hour that an instant lies in, `2026-11-21T23`. */
export function hourBucket(ms: number): string {
  return new Date(ms).toISOString().slice(0, 13);
}

/** The UTC day that an instant lies in, `2026-11-21`. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
