import { DAY_MS } from '../clock.js';
import { usage } from './options.js';

/**
 * A moment as a person writes it: `30d` counted from `now`, a day, or a time in UTC. Answers ISO 8601 with
 * milliseconds. `sign` is 1 where days are to come, -1 where they have passed. Throws PM-1001.
 */
export function instantOf(
  command: string,
  option: string,
  text: string,
  { now, sign }: { readonly now: number; readonly sign: 1 | -1 },
): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (days !== undefined) return new Date(now + sign * Number(days) * DAY_MS).toISOString();
  const at = DAY.test(text) ? `${text}T00:00:00.000Z` : text;
  const ms = TIME.test(at) ? Date.parse(at) : Number.NaN;
  // 2026-02-30 parses, but to another day.
  if (!Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === at.slice(0, 10)) {
    return new Date(ms).toISOString();
  }
  throw usage(
    command,
    `--${option} ${text}: it must be days (30d), a day (2026-11-01) or a UTC time`,
  );
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/;
