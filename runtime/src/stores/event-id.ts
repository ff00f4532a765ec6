import { createHash } from 'node:crypto';

/** What makes an event one and the same: a retry repeats all of it. */
export interface EventIdentity {
  readonly rule: string;
  readonly check: string;
  readonly findingId: string;
  readonly runId: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly occurredAt: string;
}

const EVENT_ID = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.([A-Z]{2}-\d{3})\.[0-9a-f]{32}$/;

/**
 * Id of an event, for example `20261121T235959123Z.MD-001.<32 hex>`. It sorts by time and carries the
 * rule, so an id alone says where its event is kept: two different events under one id always meet.
 */
export function eventId(identity: EventIdentity): string {
  const { rule, check, findingId, runId, occurredAt } = identity;
  const digest = createHash('sha256')
    .update(JSON.stringify([check, findingId, runId]))
    .digest('hex');
  return `${compactTime(occurredAt)}.${rule}.${digest.slice(0, 32)}`;
}

/** Where an event id says that its event belongs, or undefined when it is not of the form. */
export function readEventId(id: string): { occurredAt: string; rule: string } | undefined {
  const parts = EVENT_ID.exec(id);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, ms, rule] = parts as unknown as string[];
  return {
    occurredAt: `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`,
    rule: rule as string,
  };
}

/** The first characters of every event id of that instant: a bound for ranges of ids. */
export function compactTime(iso: string): string {
  return iso.replaceAll(/[-:.]/g, '');
}
