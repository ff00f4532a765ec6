/** A change of an alarm's state tells its topics and is kept; data that come in are evaluated. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';

const { client } = useLocalAws();
const cloudwatch = (): CloudWatchClient => client(CloudWatchClient);

describeWithEmulator('alarms of the local AWS', () => {
  const heard: { NewStateValue: string; OldStateValue: string; AlarmName: string }[] = [];
  let listener: Server;
  let topic = '';

  beforeAll(async () => {
    listener = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { Message, Type } = JSON.parse(body) as { Message: string; Type: string };
        if (Type === 'Notification') heard.push(JSON.parse(Message) as (typeof heard)[0]);
        response.end();
      });
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const sns = client(SNSClient);
    topic = (await sns.send(new CreateTopicCommand({ Name: 'told' }))).TopicArn ?? '';
    const Endpoint = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
    await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'http', Endpoint }));
  }, 30_000);
  afterAll(() => {
    listener.closeAllConnections();
    listener.close();
  });

  const alarm = (AlarmName: string, more: Partial<PutMetricAlarmCommandInput> = {}) =>
    cloudwatch().send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'PhaseMirror',
        MetricName: AlarmName,
        Dimensions: [{ Name: 'Environment', Value: 'local' }],
        Statistic: 'Sum',
        Unit: 'Count',
        Period: 300,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 3,
        AlarmActions: [topic],
        OKActions: [topic],
        ...more,
      }),
    );
  const put = (MetricName: string, Value: number, Timestamp = new Date()) =>
    cloudwatch().send(
      new PutMetricDataCommand({
        Namespace: 'PhaseMirror',
        MetricData: [
          {
            MetricName,
            Value,
            Timestamp,
            Unit: 'Count',
            Dimensions: [{ Name: 'Environment', Value: 'local' }],
          },
        ],
      }),
    );
  const state = async (name: string): Promise<string | undefined> => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch().send(
      new DescribeAlarmsCommand({
        AlarmNames: [name],
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      }),
    );
    return [...MetricAlarms, ...CompositeAlarms][0]?.StateValue;
  };
  const summaries = async (AlarmName: string): Promise<readonly (string | undefined)[]> => {
    const { AlarmHistoryItems = [] } = await cloudwatch().send(
      new DescribeAlarmHistoryCommand({ AlarmName, ScanBy: 'TimestampAscending' }),
    );
    return AlarmHistoryItems.map((item) => item.HistorySummary);
  };

  it('tells the topic of a change, once, and keeps both in its history', async () => {
    await alarm('set');
    const set = (StateValue: 'ALARM' | 'OK') =>
      cloudwatch().send(
        new SetAlarmStateCommand({ AlarmName: 'set', StateValue, StateReason: 'a test' }),
      );
    await set('ALARM');
    await set('ALARM');
    await set('OK');
    const told = heard.filter(({ AlarmName }) => AlarmName === 'set');
    expect(told.map((one) => `${one.OldStateValue} ${one.NewStateValue}`)).toEqual([
      'OK ALARM',
      'ALARM OK',
    ]);
    expect(await summaries('set')).toEqual([
      'Alarm updated from OK to ALARM',
      `Successfully executed action ${topic}`,
      'Alarm updated from ALARM to OK',
      `Successfully executed action ${topic}`,
    ]);
  });

  it('keeps actions that are disabled, or whose topic is gone, from being told', async () => {
    await alarm('mute', { ActionsEnabled: false });
    await alarm('lost', { AlarmActions: [`${topic}-gone`] });
    for (const AlarmName of ['mute', 'lost']) {
      await cloudwatch().send(
        new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'a test' }),
      );
    }
    expect(await summaries('mute')).toEqual(['Alarm updated from OK to ALARM']);
    expect(await summaries('lost')).toContain(`Failed to execute action ${topic}-gone`);
  });

  it('evaluates data that come in, by periods, and what is composed of it', async () => {
    await alarm('sums', { EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    await cloudwatch().send(
      new PutCompositeAlarmCommand({
        AlarmName: 'any',
        AlarmRule: 'ALARM("set") OR ALARM("sums")',
        AlarmActions: [topic],
      }),
    );
    await put('sums', 2);
    await put('sums', 2);
    expect(await state('sums')).toBe('OK');
    await put('sums', 9, new Date(Date.now() - 300_000));
    expect([await state('sums'), await state('any')]).toEqual(['ALARM', 'ALARM']);
    expect(heard.filter(({ AlarmName }) => AlarmName === 'any')).toHaveLength(1);
  });

  it('does not mix metrics of another unit or another environment', async () => {
    await alarm('apart', { Unit: 'Milliseconds' });
    await put('apart', 99);
    expect(await state('apart')).toBe('OK');
  });

  it('takes few samples for no percentile, and answers one that is asked for', async () => {
    await cloudwatch().send(
      new PutMetricAlarmCommand({
        AlarmName: 'slow',
        Namespace: 'PhaseMirror',
        MetricName: 'slow',
        Dimensions: [{ Name: 'Environment', Value: 'local' }],
        ExtendedStatistic: 'p99',
        EvaluateLowSampleCountPercentile: 'ignore',
        Unit: 'Count',
        Period: 300,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 3,
      }),
    );
    for (const value of [1, 2, 50]) await put('slow', value);
    expect(await state('slow')).toBe('OK');
    const { MetricDataResults = [] } = await cloudwatch().send(
      new GetMetricDataCommand({
        StartTime: new Date(Date.now() - 60_000),
        EndTime: new Date(Date.now() + 60_000),
        MetricDataQueries: ['p99', 'p50'].map((Stat) => ({
          Id: Stat,
          MetricStat: {
            Stat,
            Period: 300,
            Metric: {
              Namespace: 'PhaseMirror',
              MetricName: 'slow',
              Dimensions: [{ Name: 'Environment', Value: 'local' }],
            },
          },
        })),
      }),
    );
    expect(MetricDataResults.map(({ Values }) => Values)).toEqual([[50], [2]]);
  });
});
