import {
  TABLES,
  type RuntimeAlarmKind,
  type TableAlarmKind,
  type TableId,
} from '../../runtime/src/names/index.js';
import type { AlarmSpec, Metric, MetricMath } from '../constructs/alarm.js';
import type { Deployment } from '../environments.js';
import {
  accountUserErrors,
  backupJobs,
  byOperation,
  refusals,
  runtimeMetric,
  throttles,
} from './metrics.js';

type Body = Omit<AlarmSpec, 'name' | 'id' | 'kind'>;

const FIVE_MINUTES = 300;
const HOUR = 3600;

/** Failed conditions and conflicts are retries and races in small numbers; this many are a fault. */
const REFUSALS_IN_FIVE_MINUTES = 100;
const REJECTED_REQUESTS_IN_FIVE_MINUTES = 10;

/** Adds metrics that have no data while nothing happens. */
function sum(metrics: readonly Metric[], label: string): MetricMath {
  return {
    metrics,
    expression: metrics.map((_, i) => `FILL(m${i}, 0)`).join(' + '),
    label,
  };
}

const slowest = (metrics: readonly Metric[], label: string): MetricMath => ({
  metrics,
  expression: 'MAX(METRICS())',
  label,
});

/** An alarm on something that should not happen at all. */
const never = (of: Metric | MetricMath): Pick<Body, 'of' | 'comparison' | 'threshold'> => ({
  of,
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
});

const at = (
  period: number,
  datapoints: readonly [number, number],
  missing: Body['missing'] = 'notBreaching',
): Pick<Body, 'period' | 'datapoints' | 'missing'> => ({ period, datapoints, missing });

function tableAlarms(deployment: Deployment, id: TableId): Record<TableAlarmKind, Body> {
  const table = deployment.names.tables[id];
  const { latencyP99Ms } = deployment.settings.thresholds;
  return {
    throttles: {
      ...never(sum(throttles(table), 'throttled requests')),
      ...at(FIVE_MINUTES, [2, 3]),
      severity: 'critical',
      says: `DynamoDB throttles ${table.name}: evaluations wait and may degrade.`,
    },
    'system-errors': {
      ...never(sum(byOperation('SystemErrors', table, 'Sum'), 'system errors')),
      ...at(FIVE_MINUTES, [2, 3]),
      severity: 'critical',
      says: `DynamoDB answers requests on ${table.name} with its own errors.`,
    },
    'user-errors': {
      of: sum(refusals(table), 'failed conditions and conflicts'),
      comparison: 'GreaterThanThreshold',
      threshold: REFUSALS_IN_FIVE_MINUTES,
      ...at(FIVE_MINUTES, [3, 3]),
      severity: 'warning',
      says: `Many writes to ${table.name} fail on their condition or on each other.`,
    },
    'latency-p99': {
      of: slowest(byOperation('SuccessfulRequestLatency', table, 'p99'), 'slowest operation, p99'),
      comparison: 'GreaterThanThreshold',
      threshold: latencyP99Ms,
      ...at(FIVE_MINUTES, [3, 3]),
      severity: 'warning',
      says: `The p99 of an operation on ${table.name} is above ${latencyP99Ms} ms.`,
    },
  };
}

function runtimeAlarms(deployment: Deployment): Record<RuntimeAlarmKind, Body> {
  const { environment, names, settings } = deployment;
  const { thresholds } = settings;
  const vault = names.backup.vault;
  return {
    'nonce-load-failures': {
      ...never(runtimeMetric('NonceLoadFailures', environment, 'Sum')),
      ...at(FIVE_MINUTES, [1, 1]),
      severity: 'critical',
      says: 'An evaluation could not load a redaction nonce: no report leaves.',
    },
    'salt-load-failures': {
      ...never(runtimeMetric('SaltLoadFailures', environment, 'Sum')),
      ...at(FIVE_MINUTES, [1, 1]),
      severity: 'critical',
      says: 'An evaluation could not load a salt: nothing about organisations is recorded.',
    },
    'nonce-age': {
      of: runtimeMetric('NonceAgeDays', environment, 'Maximum'),
      comparison: 'GreaterThanThreshold',
      threshold: thresholds.nonceMaxAgeDays,
      ...at(HOUR, [1, 1], 'ignore'),
      severity: 'warning',
      says: `The newest redaction nonce is older than ${thresholds.nonceMaxAgeDays} days: rotate it.`,
    },
    'breaker-opened': {
      ...never(runtimeMetric('BreakerOpened', environment, 'Sum')),
      ...at(FIVE_MINUTES, [1, 1]),
      severity: 'warning',
      says: 'A rule blocks so much in one repository that its blocks are degraded to warnings.',
    },
    'block-rate': {
      of: runtimeMetric('Blocks', environment, 'Sum'),
      comparison: 'GreaterThanThreshold',
      threshold: thresholds.blocksPerHour,
      ...at(HOUR, [1, 1]),
      severity: 'warning',
      says: `More than ${thresholds.blocksPerHour} changes were blocked within an hour.`,
    },
    'consent-check-failures': {
      ...never(runtimeMetric('ConsentCheckFailures', environment, 'Sum')),
      ...at(FIVE_MINUTES, [1, 1]),
      severity: 'warning',
      says: 'Consent could not be read: nothing about the organisation was recorded.',
    },
    'evaluation-failures': {
      ...never(runtimeMetric('EvaluationFailures', environment, 'Sum')),
      ...at(FIVE_MINUTES, [2, 3]),
      severity: 'critical',
      says: 'Evaluations end without a decision, so changes are held up.',
    },
    'evaluation-p99': {
      of: runtimeMetric('EvaluationDuration', environment, 'p99'),
      comparison: 'GreaterThanThreshold',
      threshold: thresholds.evaluationP99Ms,
      ...at(FIVE_MINUTES, [3, 3]),
      severity: 'warning',
      says: `The p99 of an evaluation is above ${thresholds.evaluationP99Ms} ms.`,
    },
    'drift-magnitude': {
      of: runtimeMetric('DriftMagnitude', environment, 'Maximum'),
      comparison: 'GreaterThanThreshold',
      threshold: thresholds.driftMagnitude,
      ...at(FIVE_MINUTES, [1, 1], 'ignore'),
      severity: 'critical',
      says: `A repository has drifted from its baseline by more than ${thresholds.driftMagnitude}.`,
    },
    'backup-failures': {
      ...never(
        sum(
          (
            [
              'NumberOfBackupJobsFailed',
              'NumberOfBackupJobsExpired',
              'NumberOfBackupJobsAborted',
            ] as const
          ).map((name) => backupJobs(name, vault)),
          'backup jobs that made no backup',
        ),
      ),
      ...at(HOUR, [1, 1]),
      severity: 'critical',
      says: `A backup job of the vault ${vault} made no backup.`,
    },
    'account-user-errors': {
      of: accountUserErrors(),
      comparison: 'GreaterThanThreshold',
      threshold: REJECTED_REQUESTS_IN_FIVE_MINUTES,
      ...at(FIVE_MINUTES, [2, 3]),
      severity: 'warning',
      says: 'DynamoDB rejects requests of this account as invalid; the audit trail says on which table.',
    },
  };
}

const address = (text: string): string => text.replace(/-/g, '_');

/** Every alarm but the composite one, exactly as `names.alarms` lists them. */
export function alarmSpecs(deployment: Deployment): AlarmSpec[] {
  const { alarms, prefix } = deployment.names;
  const named = (name: string, kind: string, body: Body): AlarmSpec => ({
    ...body,
    name,
    kind,
    id: address(name.slice(prefix.length + 1)),
  });
  return [
    ...TABLES.flatMap((table) =>
      Object.entries(tableAlarms(deployment, table)).map(([kind, body]) =>
        named(alarms.table(table, kind as TableAlarmKind), kind, body),
      ),
    ),
    ...Object.entries(runtimeAlarms(deployment)).map(([kind, body]) =>
      named(alarms.runtime(kind as RuntimeAlarmKind), kind, body),
    ),
  ];
}

/** The alarms that mean that the oracle itself is unhealthy, as opposed to what it judges. */
export function unhealthyWhen({ names: { alarms } }: Deployment): string[] {
  return [
    ...TABLES.flatMap((table) => [
      alarms.table(table, 'throttles'),
      alarms.table(table, 'system-errors'),
    ]),
    ...(
      [
        'nonce-load-failures',
        'salt-load-failures',
        'evaluation-failures',
        'evaluation-p99',
      ] as const
    ).map((kind) => alarms.runtime(kind)),
  ];
}
