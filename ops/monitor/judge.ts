import type { Deployment } from '../../stacks/environments.js';
import type { Sample } from './sample.js';

/** What the figures are held against. */
export interface Limits {
  /** 0..1. */
  readonly errorRate: number;
  readonly p99Ms: number;
  readonly throttles: number;
  readonly nonceAgeDays: number;
  readonly blocksPerHour: number;
}

/** The limits of the environment's own settings: those of its alarms. */
export const limitsOf = (
  { settings: { thresholds } }: Pick<Deployment, 'settings'>,
  errorRate: number,
): Limits => ({
  errorRate,
  p99Ms: thresholds.evaluationP99Ms,
  throttles: 0,
  nonceAgeDays: thresholds.nonceMaxAgeDays,
  blocksPerHour: thresholds.blocksPerHour,
});

/** What is not as it should be, by a name that stays the same while it lasts. */
export interface Breach {
  readonly id: string;
  readonly says: string;
}

/** What a sample breaches. What nobody has sent breaches nothing, and is shown as unknown. */
export function breachesOf(sample: Sample, limits: Limits): readonly Breach[] {
  const { figures, ringing, missing } = sample;
  const above = (
    id: keyof Limits,
    value: number | undefined,
    say: (value: number) => string,
  ): readonly Breach[] =>
    value !== undefined && value > limits[id]
      ? [{ id, says: `${say(value)}, limit ${say(limits[id])}` }]
      : [];
  return [
    ...ringing.map(({ name, since, reason }) => ({
      id: `alarm ${name}`,
      says: `rings since ${since}: ${reason}`,
    })),
    ...missing.map((name) => ({ id: `alarm ${name}`, says: 'does not exist' })),
    ...above(
      'errorRate',
      figures.errorRate,
      (v) => `${(v * 100).toFixed(1)} % of evaluations fail`,
    ),
    ...above('p99Ms', figures.p99Ms, (v) => `p99 of an evaluation ${v.toFixed(0)} ms`),
    ...above('throttles', figures.throttles, (v) => `${v} requests throttled`),
    ...above('nonceAgeDays', figures.nonceAgeDays, (v) => `nonce ${v.toFixed(1)} days old`),
    ...above('blocksPerHour', figures.blocksPerHour, (v) => `${v} blocks an hour`),
  ];
}
