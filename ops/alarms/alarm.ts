import {
  paginateDescribeAlarms,
  type CompositeAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { Names } from '../../runtime/src/names/index.js';
import type { AwsClients } from '../aws/clients.js';

export const STATES = ['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const;
export type AlarmState = (typeof STATES)[number];

/** An alarm of the environment as it is now. */
export interface Alarm {
  readonly name: string;
  readonly state: AlarmState;
  /** ISO 8601 UTC of its last change. */
  readonly since: string;
  readonly reason: string;
  /** What the operator must know, with the link to its page. */
  readonly description: string;
  readonly isComposite: boolean;
  readonly actionsEnabled: boolean;
  /** ARNs that it tells when it rings. */
  readonly actions: readonly string[];
  /** Of an alarm on one metric; absent for math and composites. */
  readonly metric?: AlarmMetric;
}

export interface AlarmMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string | undefined;
  /** `Sum`, `Maximum`, `p99`. */
  readonly stat: string;
  readonly comparison: string;
  readonly threshold: number;
  /** Seconds. */
  readonly period: number;
  /** Breaching periods among the last. */
  readonly datapoints: readonly [breaching: number, of: number];
}

/** The environment's alarms by name, and the names of those that should be there and are not. */
export interface AlarmRoll {
  readonly alarms: readonly Alarm[];
  readonly missing: readonly string[];
}

export async function readAlarms(
  { cloudwatch }: Pick<AwsClients, 'cloudwatch'>,
  { alarms: expected, prefix }: Pick<Names, 'alarms' | 'prefix'>,
): Promise<AlarmRoll> {
  const found: Alarm[] = [];
  // Without the types AWS answers metric alarms only.
  const pages = paginateDescribeAlarms(
    { client: cloudwatch },
    {
      AlarmNamePrefix: `${prefix}-`,
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: 100,
    },
  );
  for await (const page of pages) {
    found.push(...(page.MetricAlarms ?? []).map((one) => ({ ...common(one), ...metricOf(one) })));
    found.push(
      ...(page.CompositeAlarms ?? []).map((one) => ({ ...common(one), isComposite: true })),
    );
  }
  const names = new Set(found.map(({ name }) => name));
  return {
    alarms: found.sort((a, b) => (a.name < b.name ? -1 : 1)),
    missing: expected.all.filter((name) => !names.has(name)),
  };
}

function common(one: MetricAlarm | CompositeAlarm): Alarm {
  return {
    name: one.AlarmName ?? '',
    state: one.StateValue ?? 'INSUFFICIENT_DATA',
    since: one.StateUpdatedTimestamp?.toISOString() ?? '',
    reason: one.StateReason ?? '',
    description: one.AlarmDescription ?? '',
    isComposite: false,
    actionsEnabled: one.ActionsEnabled === true,
    actions: one.AlarmActions ?? [],
  };
}

function metricOf(one: MetricAlarm): { readonly metric?: AlarmMetric } {
  if (one.MetricName === undefined) return {};
  return {
    metric: {
      namespace: one.Namespace ?? '',
      name: one.MetricName,
      dimensions: Object.fromEntries(
        (one.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value]),
      ),
      unit: one.Unit,
      stat: one.Statistic ?? one.ExtendedStatistic ?? '',
      comparison: one.ComparisonOperator ?? '',
      threshold: one.Threshold ?? 0,
      period: one.Period ?? 0,
      datapoints: [one.DatapointsToAlarm ?? one.EvaluationPeriods ?? 1, one.EvaluationPeriods ?? 1],
    },
  };
}
