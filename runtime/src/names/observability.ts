import { TABLES, type TableId } from './tables.js';

/** CloudWatch namespace of everything that the runtime measures. Dimension: Environment. */
export const METRIC_NAMESPACE = 'PhaseMirror';
export const METRIC_DIMENSION = 'Environment';
/**
 * Field of every log line that holds the environment: metric filters take the dimension from it, so
 * that the counters of two environments in one account do not mix.
 */
export const ENVIRONMENT_FIELD = 'environment';

export type MetricUnit = 'Count' | 'Milliseconds' | 'None' | 'Percent';

/**
 * Every metric has exactly one origin, so nothing is counted twice: `api` values are sent by the
 * runtime with PutMetricData, `log` counters are made by a metric filter from the log event named.
 */
export const METRICS = {
  Evaluations: { unit: 'Count', origin: 'api' },
  Blocks: { unit: 'Count', origin: 'api' },
  EvaluationDuration: { unit: 'Milliseconds', origin: 'api' },
  StoreLatency: { unit: 'Milliseconds', origin: 'api' },
  NonceAgeDays: { unit: 'None', origin: 'api' },
  DriftMagnitude: { unit: 'None', origin: 'api' },
  EvaluationFailures: { unit: 'Count', origin: 'log', event: 'evaluation.failed' },
  NonceLoadFailures: { unit: 'Count', origin: 'log', event: 'nonce.load_failed' },
  SaltLoadFailures: { unit: 'Count', origin: 'log', event: 'salt.load_failed' },
  ConsentCheckFailures: { unit: 'Count', origin: 'log', event: 'consent.check_failed' },
  BreakerOpened: { unit: 'Count', origin: 'log', event: 'breaker.opened' },
  DegradedEvaluations: { unit: 'Count', origin: 'log', event: 'evaluation.degraded' },
} as const satisfies Record<string, { unit: MetricUnit; origin: 'api' | 'log'; event?: string }>;
export type MetricId = keyof typeof METRICS;

/** Events of the runtime's JSON log lines: the `event` field. Metric filters match on it. */
export const LOG_EVENTS = [
  'evaluation.completed',
  'evaluation.failed',
  'evaluation.degraded',
  'nonce.load_failed',
  'salt.load_failed',
  'consent.check_failed',
  'breaker.opened',
] as const;
export type LogEvent = (typeof LOG_EVENTS)[number];

/** CloudWatch Logs filter pattern that selects one event of the runtime's log lines. */
export function filterPattern(event: LogEvent): string {
  return `{ $.event = "${event}" }`;
}

/** `user-errors` are those that DynamoDB attributes to a table: failed conditions and conflicts. */
const TABLE_ALARMS = ['throttles', 'system-errors', 'user-errors', 'latency-p99'] as const;
const RUNTIME_ALARMS = [
  'nonce-load-failures',
  'salt-load-failures',
  'nonce-age',
  'breaker-opened',
  'block-rate',
  'consent-check-failures',
  'evaluation-failures',
  'evaluation-p99',
  'drift-magnitude',
  'backup-failures',
  // Rejected requests: DynamoDB counts them an account and region, not a table.
  'account-user-errors',
] as const;

export type TableAlarmKind = (typeof TABLE_ALARMS)[number];
export type RuntimeAlarmKind = (typeof RUNTIME_ALARMS)[number];

export interface AlarmNames {
  table(table: TableId, kind: TableAlarmKind): string;
  runtime(kind: RuntimeAlarmKind): string;
  /** Composite alarm over everything that makes the oracle unhealthy. */
  readonly unhealthy: string;
  /** All names, the composite included. */
  readonly all: readonly string[];
}

const kebab = (id: string): string => id.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

export function alarmNames(prefix: string): AlarmNames {
  const table = (id: TableId, kind: TableAlarmKind): string => `${prefix}-${kebab(id)}-${kind}`;
  const runtime = (kind: RuntimeAlarmKind): string => `${prefix}-${kind}`;
  const unhealthy = `${prefix}-oracle-unhealthy`;
  return {
    table,
    runtime,
    unhealthy,
    all: [
      ...TABLES.flatMap((id) => TABLE_ALARMS.map((kind) => table(id, kind))),
      ...RUNTIME_ALARMS.map(runtime),
      unhealthy,
    ],
  };
}
