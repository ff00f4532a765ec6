import { DAY_MS } from '../clock.js';
import { unixSeconds } from './retention.js';

/** How long a counter outlives the beginning of its hour. */
const COUNTER_DAYS = 2;

/** Unix seconds at which the counter of an hour expires. */
export function counterExpiry(hour: string): number {
  return unixSeconds(Date.parse(`${hour}:00:00.000Z`) + COUNTER_DAYS * DAY_MS);
}
