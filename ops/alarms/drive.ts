import {
  DescribeAlarmHistoryCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import { setTimeout as wait } from 'node:timers/promises';
import { METRIC_NAMESPACE } from '../../runtime/src/names/index.js';
import type { AwsClients } from '../aws/clients.js';
import type { Alarm, AlarmMetric, AlarmState } from './alarm.js';

type Clients = Pick<AwsClients, 'cloudwatch'>;

/** Begins the reason of every state that a test sets: so a test that died is known by it. */
const MARK = 'phase-mirror alarms test';
const MARKED = new RegExp(`^${MARK} .*; before it: (OK|INSUFFICIENT_DATA)$`);

export const testReason = (run: string, before: AlarmState): string =>
  `${MARK} ${run}; before it: ${before}`;

/** The state to put back of an alarm that a test of ours, which died, has left ringing. */
export function leftByTest({ state, reason }: Alarm): AlarmState | undefined {
  const before = MARKED.exec(reason)?.[1];
  return state === 'ALARM' ? (before as AlarmState | undefined) : undefined;
}

export async function setState(
  { cloudwatch }: Clients,
  AlarmName: string,
  StateValue: AlarmState,
  StateReason: string,
): Promise<void> {
  await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
}

/** Whether data can drive it: one metric of ours, and no percentile, which takes a thousand samples. */
export const isDrivenByData = ({ metric }: Alarm): boolean =>
  metric !== undefined &&
  metric.namespace === METRIC_NAMESPACE &&
  !/^p\d/.test(metric.stat) &&
  metric.comparison.startsWith('Greater');

/** Puts a value above the threshold into as many of the last periods as the alarm wants. */
export async function breach({ cloudwatch }: Clients, metric: AlarmMetric): Promise<number> {
  // Ratios go to 1: what is above the threshold must still be a possible value.
  const value = metric.threshold < 1 ? 1 : metric.threshold + 1;
  const now = Date.now();
  await cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: metric.namespace,
      MetricData: Array.from({ length: metric.datapoints[0] }, (_, back) => ({
        MetricName: metric.name,
        Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
        Value: value,
        Timestamp: new Date(now - back * metric.period * 1000),
        ...(metric.unit === undefined ? {} : { Unit: metric.unit as StandardUnit }),
      })),
    }),
  );
  return value;
}

/** What an alarm's history says of its actions since a moment. */
export type Fired =
  | { readonly kind: 'fired' | 'failed'; readonly summaries: readonly string[] }
  /** The state changed, and in time no action was executed. */
  | { readonly kind: 'silent' }
  /** The endpoint keeps no history: only the state is known. */
  | { readonly kind: 'unknown'; readonly why: string };

const EVERY_MS = 500;

/**
 * Waits until the history shows that each of the alarm's actions was executed. CloudWatch writes there
 * that it has handed the message to the topic; whether the topic's subscribers got it, nobody says.
 */
export async function actionsFired(
  { cloudwatch }: Clients,
  alarm: Alarm,
  since: Date,
  patienceMs: number,
  signal: AbortSignal,
): Promise<Fired> {
  const until = Date.now() + patienceMs;
  for (;;) {
    let summaries: readonly string[];
    try {
      const { AlarmHistoryItems = [] } = await cloudwatch.send(
        new DescribeAlarmHistoryCommand({
          AlarmName: alarm.name,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          HistoryItemType: 'Action',
          // What is written in the same second as the test began is the test's.
          StartDate: new Date(Math.floor(since.getTime() / 1000) * 1000),
        }),
      );
      summaries = AlarmHistoryItems.map(({ HistorySummary = '' }) => HistorySummary);
    } catch (error) {
      const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
      if ($metadata?.httpStatusCode !== 501) throw error;
      return { kind: 'unknown', why: 'the endpoint keeps no history of alarms' };
    }
    const of = (word: string): readonly string[] =>
      summaries.filter((s) => s.startsWith(word) && alarm.actions.some((arn) => s.includes(arn)));
    if (of('Failed').length > 0) return { kind: 'failed', summaries: of('Failed') };
    const done = of('Successfully');
    if (alarm.actions.every((arn) => done.some((s) => s.includes(arn)))) {
      return { kind: 'fired', summaries: done };
    }
    if (Date.now() > until || signal.aborted) return { kind: 'silent' };
    await wait(EVERY_MS);
  }
}
