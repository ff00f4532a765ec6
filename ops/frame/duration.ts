import { opsError } from '../errors.js';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `30s`, `10m`, `24h`, `7d`. Throws PM-1001 for anything else, and for nothing. */
export function durationOf(option: string, given: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(given) ?? [];
  const ms = Number(count) * (UNITS[unit as keyof typeof UNITS] ?? 0);
  if (ms > 0) return ms;
  throw opsError('PM-1001', {
    what: `${option} ${given}`,
    why: 'a duration is a whole number with its unit: 30s, 10m, 24h, 7d',
  });
}
