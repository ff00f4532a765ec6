import { METRIC_NAMESPACE, METRICS, type MetricId } from '../../runtime/src/names/index.js';

export interface MetricName {
  readonly namespace: string;
  readonly metric: string;
}

/** Metrics of AWS itself that alarms and dashboards may name, as AWS documents them. */
const AWS_METRICS: Readonly<Record<string, readonly string[]>> = {
  'AWS/DynamoDB': [
    'ConditionalCheckFailedRequests',
    'ConsumedReadCapacityUnits',
    'ConsumedWriteCapacityUnits',
    'ReadThrottleEvents',
    'ReturnedItemCount',
    'SuccessfulRequestLatency',
    'SystemErrors',
    'ThrottledRequests',
    'TimeToLiveDeletedItemCount',
    'TransactionConflict',
    'UserErrors',
    'WriteThrottleEvents',
  ],
  'AWS/Backup': [
    'NumberOfBackupJobsAborted',
    'NumberOfBackupJobsCompleted',
    'NumberOfBackupJobsCreated',
    'NumberOfBackupJobsExpired',
    'NumberOfBackupJobsFailed',
    'NumberOfBackupJobsPending',
    'NumberOfBackupJobsRunning',
    'NumberOfRecoveryPointsCompleted',
    'NumberOfRecoveryPointsExpired',
    'NumberOfRecoveryPointsPartial',
    'NumberOfRestoreJobsCompleted',
    'NumberOfRestoreJobsFailed',
  ],
  'AWS/S3': ['BucketSizeBytes', 'NumberOfObjects'],
  'AWS/SNS': [
    'NumberOfMessagesPublished',
    'NumberOfNotificationsDelivered',
    'NumberOfNotificationsFailed',
  ],
  'AWS/Logs': [
    'DeliveryErrors',
    'DeliveryThrottling',
    'ForwardedBytes',
    'ForwardedLogEvents',
    'IncomingBytes',
    'IncomingLogEvents',
  ],
  'AWS/Usage': ['CallCount', 'ResourceCount', 'ThrottleCount'],
};

const isOurs = ({ namespace, metric }: MetricName): boolean =>
  namespace === METRIC_NAMESPACE && Object.hasOwn(METRICS, metric);

/** Whether anything sends this metric: the runtime, one of its metric filters, or AWS. */
export function isKnownMetric(name: MetricName): boolean {
  if (name.namespace === METRIC_NAMESPACE) return isOurs(name);
  return AWS_METRICS[name.namespace]?.includes(name.metric) === true;
}

/** Unit that our own metric is sent in; undefined for metrics of AWS. */
export function unitOf(name: MetricName): string | undefined {
  return isOurs(name) ? METRICS[name.metric as MetricId].unit : undefined;
}
