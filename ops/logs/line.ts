import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { ENVIRONMENT_FIELD } from '../../runtime/src/names/index.js';

/** One line of the log, redacted. */
export interface LogEntry {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Event of the runtime; undefined where the line is none of its own. */
  readonly event: string | undefined;
  readonly stream: string;
  /** The line's other fields, or its text where it is no JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Reads one line; every text of it goes through `redact`, its names included. */
export function entryOf(given: FilteredLogEvent, redact: (text: string) => string): LogEntry {
  const { timestamp = 0, message = '', logStreamName = '' } = given;
  const at = new Date(timestamp).toISOString();
  const clean = redact(message);
  const parsed = objectOf(clean);
  if (parsed === undefined) {
    return { at, event: undefined, stream: logStreamName, fields: { text: clean } };
  }
  const { event } = parsed;
  // What the first column and the command line say already.
  const fields = Object.fromEntries(
    Object.entries(parsed).filter(([name]) => !['time', 'event', ENVIRONMENT_FIELD].includes(name)),
  );
  return {
    at,
    event: typeof event === 'string' ? event : undefined,
    stream: logStreamName,
    fields,
  };
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

// What steers a terminal has no business in a log line.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** The line as a person reads it: time, event, `name=value`. */
export function renderEntry({ at, event, fields }: LogEntry): string {
  const rest = Object.entries(fields).map(([name, value]) =>
    name === 'text' && event === undefined ? String(value) : `${name}=${wordOf(value)}`,
  );
  return [at, event ?? '-', ...rest].join('  ').replace(CONTROL, '?').trimEnd();
}

const wordOf = (value: unknown): string =>
  typeof value === 'string' && /^[\w@%+=:,./#-]+$/.test(value) ? value : JSON.stringify(value);
