import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
  type CloudwatchMetricAlarmMetricQuery,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { Construct } from 'constructs';

/** One metric as CloudWatch keeps it. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Maximum`, or a percentile such as `p99`. */
  readonly stat: string;
  /** The unit that it is published with: data of another unit is not looked at. */
  readonly unit: 'Count' | 'Milliseconds' | 'None';
}

/** Math over metrics; `expression` names them `m0`, `m1`, … in order. */
export interface MetricMath {
  readonly metrics: readonly Metric[];
  readonly expression: string;
  readonly label: string;
}

export interface AlarmSpec {
  readonly name: string;
  /** Construct id, and so the Terraform address. */
  readonly id: string;
  /** Heading of the runbook's page. */
  readonly kind: string;
  readonly severity: 'critical' | 'warning';
  /** What the operator must know first: one sentence. */
  readonly says: string;
  readonly of: Metric | MetricMath;
  readonly comparison: 'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold';
  readonly threshold: number;
  /** Seconds. */
  readonly period: number;
  /** `[2, 3]`: two breaching periods among the last three. */
  readonly datapoints: readonly [breaching: number, of: number];
  /** `ignore` keeps the state of a metric that is sent only now and then. */
  readonly missing: 'notBreaching' | 'ignore';
}

export interface AlarmActions {
  readonly topicArn: string;
  readonly runbook: string;
}

/** A CloudWatch alarm with an action both ways and its runbook in the description. */
export function metricAlarm(
  scope: Construct,
  spec: AlarmSpec,
  { topicArn, runbook }: AlarmActions,
): CloudwatchMetricAlarm {
  return new CloudwatchMetricAlarm(scope, spec.id, {
    alarmName: spec.name,
    alarmDescription: `${spec.says} Runbook: ${runbook}`,
    comparisonOperator: spec.comparison,
    threshold: spec.threshold,
    datapointsToAlarm: spec.datapoints[0],
    evaluationPeriods: spec.datapoints[1],
    treatMissingData: spec.missing,
    alarmActions: [topicArn],
    okActions: [topicArn],
    ...('metrics' in spec.of
      ? { metricQuery: queries(spec.of, spec.period) }
      : single(spec.of, spec.period)),
  });
}

const isPercentile = (stat: string): boolean => /^p\d/.test(stat);

function single(metric: Metric, period: number): Partial<CloudwatchMetricAlarmConfig> {
  return {
    namespace: metric.namespace,
    metricName: metric.name,
    dimensions: { ...metric.dimensions },
    period,
    unit: metric.unit,
    ...(isPercentile(metric.stat)
      ? // A p99 of three requests says nothing.
        { extendedStatistic: metric.stat, evaluateLowSampleCountPercentiles: 'ignore' }
      : { statistic: metric.stat }),
  };
}

function queries(
  { metrics, expression, label }: MetricMath,
  period: number,
): CloudwatchMetricAlarmMetricQuery[] {
  return [
    { id: 'result', expression, label, returnData: true },
    ...metrics.map((metric, i) => ({
      id: `m${i}`,
      metric: {
        namespace: metric.namespace,
        metricName: metric.name,
        dimensions: { ...metric.dimensions },
        stat: metric.stat,
        unit: metric.unit,
        period,
      },
    })),
  ];
}
