import {
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  METRICS,
  type Environment,
  type MetricId,
  type TableSpec,
} from '../../runtime/src/names/index.js';
import type { Metric } from '../constructs/alarm.js';

/** Operations that the stores and runbooks use: CloudWatch keeps DynamoDB's metrics for each. */
export const OPERATIONS = [
  'BatchGetItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'TransactWriteItems',
  'UpdateItem',
] as const;

/** Metrics of AWS services that alarms and the dashboard use, with their dimensions, as AWS documents them. */
export const AWS_METRICS = {
  'AWS/DynamoDB': {
    // A table, and for an index also GlobalSecondaryIndexName.
    ReadThrottleEvents: ['TableName'],
    WriteThrottleEvents: ['TableName'],
    ConditionalCheckFailedRequests: ['TableName'],
    TransactionConflict: ['TableName'],
    // Only for a table and an operation: there is no such metric of a whole table.
    SuccessfulRequestLatency: ['TableName', 'Operation'],
    SystemErrors: ['TableName', 'Operation'],
    // Of the account and region: DynamoDB does not say which table was meant.
    UserErrors: [],
  },
  'AWS/Backup': {
    NumberOfBackupJobsCompleted: ['BackupVaultName'],
    NumberOfBackupJobsFailed: ['BackupVaultName'],
    NumberOfBackupJobsExpired: ['BackupVaultName'],
    NumberOfBackupJobsAborted: ['BackupVaultName'],
  },
} as const;

type DynamoMetric = keyof (typeof AWS_METRICS)['AWS/DynamoDB'];
type BackupMetric = keyof (typeof AWS_METRICS)['AWS/Backup'];

/** A metric of the runtime, in one environment. */
export function runtimeMetric(id: MetricId, environment: Environment, stat: string): Metric {
  return {
    namespace: METRIC_NAMESPACE,
    name: id,
    dimensions: { [METRIC_DIMENSION]: environment },
    stat,
    unit: METRICS[id].unit,
  };
}

const dynamo = (
  name: DynamoMetric,
  dimensions: Readonly<Record<string, string>>,
  stat: string,
): Metric => ({
  namespace: 'AWS/DynamoDB',
  name,
  dimensions,
  stat,
  unit: name === 'SuccessfulRequestLatency' ? 'Milliseconds' : 'Count',
});

/** One metric for each operation on a table. */
export function byOperation(
  name: 'SuccessfulRequestLatency' | 'SystemErrors',
  table: TableSpec,
  stat: string,
): Metric[] {
  return OPERATIONS.map((operation) =>
    dynamo(name, { TableName: table.name, Operation: operation }, stat),
  );
}

/** Throttled reads and writes of a table and of each of its indexes. */
export function throttles(table: TableSpec): Metric[] {
  const owners = [
    { TableName: table.name },
    ...table.indexes.map((index) => ({
      TableName: table.name,
      GlobalSecondaryIndexName: index.name,
    })),
  ];
  return owners.flatMap((owner) => [
    dynamo('ReadThrottleEvents', owner, 'Sum'),
    dynamo('WriteThrottleEvents', owner, 'Sum'),
  ]);
}

/** Requests that a table refused because of what they asked. */
export function refusals(table: TableSpec): Metric[] {
  return (['ConditionalCheckFailedRequests', 'TransactionConflict'] as const).map((name) =>
    dynamo(name, { TableName: table.name }, 'Sum'),
  );
}

export const accountUserErrors = (): Metric => dynamo('UserErrors', {}, 'Sum');

export const backupJobs = (name: BackupMetric, vault: string): Metric => ({
  namespace: 'AWS/Backup',
  name,
  dimensions: { BackupVaultName: vault },
  stat: 'Sum',
  unit: 'Count',
});
