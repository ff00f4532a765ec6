import { runtimeError } from '../errors/index.js';
import { readEventId } from './event-id.js';
import { OUTCOMES, type BlockKey, type FpEvent, type Review } from './ports.js';

const RULE = /^[A-Z]{2}-\d{3}$/;
const CHECK = /^[A-Z]{2}-\d{3}(\.\d{1,3}|\.[a-z][a-z-]{0,39})?$/;
const HEX_64 = /^[0-9a-f]{64}$/;
const PRINTABLE = /^[\x21-\x7e]+$/;
const ISO_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const HOUR = /^\d{4}-\d\d-\d\dT\d\d$/;

/** Throws PM-3003 for a field that is not of its form; the value itself is not quoted. */
export function must(holds: boolean, field: string, form: string): asserts holds {
  if (!holds)
    throw runtimeError('PM-3003', { what: `the field ${field}`, why: `it must be ${form}` });
}

function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || !ISO_MS.test(value)) return false;
  const ms = Date.parse(value);
  // A day such as February 30 parses, but to another day.
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value;
}

const matches = (value: unknown, form: RegExp, most: number): boolean =>
  typeof value === 'string' && value.length <= most && form.test(value);

export function validRule(rule: unknown): void {
  must(matches(rule, RULE, 6), 'rule', 'a rule id such as MD-001');
}

export function validFindingId(id: unknown): void {
  must(matches(id, HEX_64, 64), 'findingId', '64 lower-case hexadecimal characters');
}

export function validRunId(id: unknown): void {
  must(matches(id, PRINTABLE, 128), 'runId', '1–128 printable characters without spaces');
}

export function validInstant(field: string, value: unknown): void {
  must(isInstant(value), field, 'an ISO 8601 UTC time with milliseconds');
}

export function validText(field: string, value: unknown, most: number): void {
  must(
    typeof value === 'string' && value.trim() !== '' && value.length <= most,
    field,
    `1–${most} characters`,
  );
}

export function validCount(field: string, value: unknown, most: number): void {
  must(
    Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most,
    field,
    `a whole number from 1 to ${most}`,
  );
}

/** Checks every field of an event, and that its id belongs to its time and rule. */
export function validEvent(event: FpEvent): void {
  validRule(event.rule);
  must(
    matches(event.check, CHECK, 48) && event.check.startsWith(event.rule),
    'check',
    'a sub-check of the rule, such as MD-001.1',
  );
  validFindingId(event.findingId);
  must(
    (OUTCOMES as readonly unknown[]).includes(event.outcome),
    'outcome',
    `one of ${OUTCOMES.join(', ')}`,
  );
  validInstant('occurredAt', event.occurredAt);
  validRunId(event.runId);
  const id = typeof event.eventId === 'string' ? readEventId(event.eventId) : undefined;
  must(id !== undefined, 'eventId', 'an id made by eventId()');
  must(
    id.rule === event.rule && id.occurredAt === event.occurredAt,
    'eventId',
    'the id of this rule and time',
  );
}

export function validReview(review: Review): void {
  validFindingId(review.findingId);
  validText('by', review.by, 128);
  validText('ticket', review.ticket, 256);
}

export function validBlockKey(key: BlockKey): void {
  validRule(key.rule);
  validText('repository', key.repository, 256);
  must(!key.repository.includes('#'), 'repository', 'a name without #');
  validHour(key.hour);
}

export function validHour(hour: string): void {
  must(
    matches(hour, HOUR, 13) && isInstant(`${hour}:00:00.000Z`),
    'hour',
    'a UTC hour such as 2026-11-21T23',
  );
}
