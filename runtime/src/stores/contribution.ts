import { createHash } from 'node:crypto';
import { DAY_MS } from '../clock.js';
import {
  LEAST_ORGANISATIONS,
  type CalibrationAggregate,
  type CalibrationContribution,
} from './ports.js';
import { unixSeconds } from './retention.js';
import { ORGANISATION } from './consent.js';
import { must, validCount, validRule } from './validate.js';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const MOST_REVIEWED = 10_000;
/** No organisation weighs more than this: one that outweighs all others would be the aggregate. */
const MOST_WEIGHT = 100;
/** Aggregates are kept for so long after they are shown. */
const AGGREGATE_DAYS = 400;
/** Clocks of those who collect differ by less. */
const MARK_DAYS = 2;

/** The sums of one rule and month, as they are stored. */
export interface Sums {
  readonly organisations: number;
  readonly reviewed: number;
  readonly falsePositives: number;
}

/** What a contribution writes: marks to test and to set, and what is added. */
export interface Addition extends Sums {
  /**
   * Marks of the organisation under every salt: one of them there means that it has contributed. All
   * are set, so that somebody who has not heard of the newest salt yet meets one as well.
   */
  readonly marks: readonly string[];
  /** Unix seconds. */
  readonly markExpiry: number;
  readonly sumsExpiry: number;
}

/** Checks a contribution and says what it writes. Throws PM-3003. */
export function additionOf(contribution: CalibrationContribution, now: number): Addition {
  const { organisations, rule, period, reviewed, falsePositives } = contribution;
  validAggregateKey(rule, period);
  must(
    organisations.length >= 1 &&
      organisations.length <= 20 &&
      organisations.every((id) => ORGANISATION.test(id)),
    'organisations',
    '1–20 anonymised organisations, v<N>:<64 hexadecimal characters>',
  );
  validCount('reviewed', reviewed, MOST_REVIEWED);
  must(
    Number.isSafeInteger(falsePositives) && falsePositives >= 0 && falsePositives <= reviewed,
    'falsePositives',
    'a whole number from 0 to reviewed',
  );
  const shownFrom = monthStart(period, 2);
  must(
    now >= monthStart(period, 1) && now < shownFrom,
    'period',
    'the month before this one: it is collected now',
  );
  const scale = Math.min(1, MOST_WEIGHT / reviewed);
  return {
    marks: [...new Set(organisations.map((id) => markOf(id, rule, period)))],
    organisations: 1,
    reviewed: Math.round(reviewed * scale),
    falsePositives: Math.round(falsePositives * scale),
    markExpiry: unixSeconds(shownFrom + MARK_DAYS * DAY_MS),
    sumsExpiry: unixSeconds(shownFrom + AGGREGATE_DAYS * DAY_MS),
  };
}

export function validAggregateKey(rule: string, period: string): void {
  validRule(rule);
  must(typeof period === 'string' && MONTH.test(period), 'period', 'a UTC month such as 2026-10');
}

/** The UTC month that is collected now: the one before. */
export function collectedMonth(now: number): string {
  return monthOf(now, -1);
}

/** The newest UTC month whose aggregates are shown: the one before that. */
export function shownMonth(now: number): string {
  return monthOf(now, -2);
}

function monthOf(now: number, months: number): string {
  const then = new Date(now);
  return new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + months))
    .toISOString()
    .slice(0, 7);
}

/** Whether the month may still be added to. Until then its sums are nobody's to see. */
export function isCollecting(period: string, now: number): boolean {
  return now < monthStart(period, 2);
}

/** The only way from sums to an answer. Too few organisations are answered like none. */
export function shownAggregate(
  rule: string,
  period: string,
  sums: Sums | undefined,
): CalibrationAggregate {
  if (sums === undefined || !(sums.organisations >= LEAST_ORGANISATIONS)) {
    return { shown: false, code: 'INSUFFICIENT_K' };
  }
  const { organisations, reviewed, falsePositives } = sums;
  return { shown: true, rule, period, organisations, reviewed, falsePositives };
}

/**
 * Stands for an organisation in one rule and month: its marks of two months, or of two rules, cannot be
 * told to be of one organisation without its anonymised id.
 */
function markOf(organisation: string, rule: string, period: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['phase-mirror/calibration-mark/1', organisation, rule, period]))
    .digest('hex');
}

/** Unix ms at which the month `later` months after this one begins, UTC. */
function monthStart(period: string, later: number): number {
  const [year, month] = period.split('-').map(Number) as [number, number];
  return Date.UTC(year, month - 1 + later);
}
