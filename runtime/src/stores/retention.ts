import type { Clock } from '../clock.js';
import { runtimeError } from '../errors/index.js';
import { compactTime } from './event-id.js';
import type { FpEvent, RecordOutcome } from './ports.js';

/** What decides when an event is expired. */
export interface Retention {
  readonly clock: Clock;
  /** `RETENTION_DAYS` by default. */
  readonly retentionDays?: number;
}

/** How long an event is kept. */
export const RETENTION_DAYS = 90;

/** Most events that one window answers. */
export const MAX_WINDOW = 10_000;

/**
 * Where the event ids begin that a reader may see. An event is read until the expiry that it was stored
 * with, and no longer than the reader's own retention: a shorter one is in force at once.
 */
export function oldestEventId(now: number, retentionMs: number): string {
  return compactTime(new Date(now - retentionMs).toISOString());
}

/** Unix seconds, the unit of `expiresAt`: an item is expired from that second on. */
export function unixSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}

const FIELDS = [
  'eventId',
  'rule',
  'check',
  'findingId',
  'outcome',
  'occurredAt',
  'runId',
] as const satisfies readonly (keyof FpEvent)[];

/** Whether two events say the same: a retry, as opposed to another event under the same id. */
export function sameEvent(a: FpEvent, b: FpEvent): boolean {
  return FIELDS.every((field) => a[field] === b[field]);
}

/** The event alone, of whatever else an item or a caller's object holds. */
export function plainEvent(from: Readonly<Record<keyof FpEvent, unknown>>): FpEvent {
  return Object.fromEntries(FIELDS.map((field) => [field, from[field]])) as unknown as FpEvent;
}

/** What became of an event that was to be stored. */
export type Stored = RecordOutcome | 'conflict';

/** The outcomes when no event met another one under its id; otherwise throws PM-3002. */
export function withoutConflicts(
  events: readonly FpEvent[],
  stored: readonly Stored[],
  where: string,
): readonly RecordOutcome[] {
  const conflicts = events.filter((_, i) => stored[i] === 'conflict').map((e) => e.eventId);
  if (conflicts.length === 0) return stored as RecordOutcome[];
  throw runtimeError('PM-3002', { what: `${conflicts.join(', ')} in ${where}` });
}
