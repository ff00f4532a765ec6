import {
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  METRICS,
  type Environment,
  type MetricId,
} from '../../runtime/src/names/index.js';

/** A metric as an alarm or a dashboard names it. */
export interface MetricName {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const PER_TABLE = [['TableName'], ['TableName', 'GlobalSecondaryIndexName']];
const PER_OPERATION = [['TableName', 'Operation']];
const PER_VAULT = [['BackupVaultName']];

/**
 * Metrics of AWS and the dimensions that it sends each with, from the services' own documentation.
 * A metric that is named without its dimensions has no data, and no API says so.
 */
const AWS_METRICS: Readonly<Record<string, Readonly<Record<string, readonly string[][]>>>> = {
  'AWS/DynamoDB': {
    ConditionalCheckFailedRequests: PER_TABLE,
    ConsumedReadCapacityUnits: PER_TABLE,
    ConsumedWriteCapacityUnits: PER_TABLE,
    ReadThrottleEvents: PER_TABLE,
    ReturnedItemCount: PER_OPERATION,
    SuccessfulRequestLatency: PER_OPERATION,
    SystemErrors: PER_OPERATION,
    ThrottledRequests: PER_OPERATION,
    TimeToLiveDeletedItemCount: [['TableName']],
    TransactionConflict: [['TableName']],
    UserErrors: [[]],
    WriteThrottleEvents: PER_TABLE,
  },
  'AWS/Backup': {
    NumberOfBackupJobsAborted: PER_VAULT,
    NumberOfBackupJobsCompleted: PER_VAULT,
    NumberOfBackupJobsCreated: PER_VAULT,
    NumberOfBackupJobsExpired: PER_VAULT,
    NumberOfBackupJobsFailed: PER_VAULT,
    NumberOfBackupJobsRunning: PER_VAULT,
  },
};

const isOurs = ({ namespace, metric }: MetricName): boolean =>
  namespace === METRIC_NAMESPACE && Object.hasOwn(METRICS, metric);

/** Why nothing sends this metric in this environment; undefined when somebody does. */
export function whyNotSent(name: MetricName, environment: Environment): string | undefined {
  const { namespace, metric, dimensions } = name;
  const sent = isOurs(name) ? [[METRIC_DIMENSION]] : AWS_METRICS[namespace]?.[metric];
  if (sent === undefined) return `nothing sends ${namespace} ${metric}`;
  const present = Object.keys(dimensions);
  const known = sent.some(
    (names) => names.length === present.length && names.every((n) => present.includes(n)),
  );
  if (!known) {
    const said = present.length === 0 ? 'without dimensions' : `by ${present.join(' and ')}`;
    return `nothing sends ${namespace} ${metric} ${said}`;
  }
  const of = dimensions[METRIC_DIMENSION];
  return isOurs(name) && of !== environment ? `${metric} is that of ${of ?? 'nobody'}` : undefined;
}

/** Unit that our own metric is sent in; undefined for metrics of AWS. */
export function unitOf(name: MetricName): string | undefined {
  return isOurs(name) ? METRICS[name.metric as MetricId].unit : undefined;
}
