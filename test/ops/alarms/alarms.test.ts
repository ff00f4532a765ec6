import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { listAlarms } from '../../../ops/alarms/list.js';
import { alarmTests, type TestOptions } from '../../../ops/alarms/test-alarms.js';
import { carryOut } from '../../../ops/frame/procedure.js';
import type { Outcome } from '../../../ops/frame/runbook.js';
import { serviceError } from '../verify/answering-clients.js';
import { testSite, type Answers, type TestSite } from './site.js';

const home = mkdtempSync(join(tmpdir(), 'pm-alarms-'));
afterAll(() => rmSync(home, { recursive: true }));

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:phase-mirror-local-warning';
const name = (kind: string): string => `phase-mirror-local-${kind}`;

/** CloudWatch with a few alarms, which behaves as told. */
function world(
  trouble: { silent?: boolean; failed?: boolean; noHistory?: boolean; evaluates?: boolean } = {},
) {
  const states: Record<string, string> = {
    [name('block-rate')]: 'OK',
    [name('evaluation-p99')]: 'INSUFFICIENT_DATA',
    [name('oracle-unhealthy')]: 'OK',
  };
  const reasons: Record<string, string> = {};
  const history: { HistorySummary: string; AlarmName: string }[] = [];
  const put: unknown[] = [];
  const ring = (AlarmName: string): void => {
    states[AlarmName] = 'ALARM';
    if (trouble.silent === true) return;
    const word = trouble.failed === true ? 'Failed to execute' : 'Successfully executed';
    history.push({ AlarmName, HistorySummary: `${word} action ${TOPIC}` });
  };
  const common = (AlarmName: string) => ({
    AlarmName,
    StateValue: states[AlarmName],
    StateReason: reasons[AlarmName] ?? 'as it was made',
    StateUpdatedTimestamp: new Date(0),
    AlarmDescription: `about ${AlarmName}`,
    ActionsEnabled: true,
    AlarmActions: [TOPIC],
  });
  const answers: Answers = {
    DescribeAlarms: () => ({
      MetricAlarms: [
        {
          ...common(name('block-rate')),
          Namespace: 'PhaseMirror',
          MetricName: 'Blocks',
          Dimensions: [{ Name: 'Environment', Value: 'local' }],
          Statistic: 'Sum',
          Unit: 'Count',
          ComparisonOperator: 'GreaterThanThreshold',
          Threshold: 10,
          Period: 3600,
          EvaluationPeriods: 3,
          DatapointsToAlarm: 2,
        },
        {
          ...common(name('evaluation-p99')),
          Namespace: 'PhaseMirror',
          MetricName: 'EvaluationDuration',
          ExtendedStatistic: 'p99',
          ComparisonOperator: 'GreaterThanThreshold',
          Threshold: 2000,
        },
      ],
      CompositeAlarms: [common(name('oracle-unhealthy'))],
    }),
    SetAlarmState: ({ AlarmName, StateValue, StateReason }) => {
      reasons[String(AlarmName)] = String(StateReason);
      if (StateValue === 'ALARM') ring(String(AlarmName));
      else states[String(AlarmName)] = String(StateValue);
      return {};
    },
    PutMetricData: ({ MetricData }) => {
      put.push(MetricData);
      if (trouble.evaluates === true) ring(name('block-rate'));
      return {};
    },
    DescribeAlarmHistory: ({ AlarmName }) => {
      if (trouble.noHistory === true) throw serviceError('NotImplemented', 501);
      return { AlarmHistoryItems: history.filter((item) => item.AlarmName === AlarmName) };
    },
    ListSubscriptionsByTopic: () => ({
      Subscriptions: [{ SubscriptionArn: 'PendingConfirmation' }],
    }),
  };
  return { answers, states, reasons, put };
}

const OPTIONS: TestOptions = { only: [], withMetrics: false, patienceSeconds: 0.01 };

async function testAlarms(
  { answers }: { readonly answers: Answers },
  options: Partial<TestOptions> = {},
): Promise<Outcome & Pick<TestSite, 'stderr'>> {
  const test = testSite(answers, home);
  const outcome = await carryOut(
    test.site,
    'alarms test',
    alarmTests(test.site, { ...OPTIONS, ...options }),
  );
  return { ...outcome, stderr: test.stderr };
}

describe('alarms list', () => {
  it('shows those that ring first with their pages, and names those that are not there', async () => {
    const { answers, states } = world();
    states[name('oracle-unhealthy')] = 'ALARM';
    const { exit, text, json } = await listAlarms(testSite(answers, home).site, undefined);
    expect(exit).toBe(0);
    expect(text.split('\n')[0]).toBe(
      'ALARM              phase-mirror-local-oracle-unhealthy  since 1970-01-01T00:00:00.000Z',
    );
    expect(text).toContain('about phase-mirror-local-oracle-unhealthy');
    expect(text).toContain('missing            phase-mirror-local-nonce-age');
    expect(text).toMatch(/local: 1 ALARM, 1 INSUFFICIENT_DATA, 1 OK, \d+ missing/);
    expect(json).toMatchObject({ counts: { ALARM: 1, INSUFFICIENT_DATA: 1, OK: 1 } });
    const only = await listAlarms(testSite(answers, home).site, 'OK');
    expect(only.text).not.toContain('oracle-unhealthy');
  });
});

describe('alarms test', () => {
  it('lets each ring, looks that its topic was told, and puts it back as it was', async () => {
    const there = world();
    const before = { ...there.states };
    const { exit, text } = await testAlarms(there);
    expect(exit).toBe(0);
    expect(text).toContain('3 of 3 alarms rang and told their topics');
    expect(text).toContain(
      'topic phase-mirror-local-warning: NOBODY is subscribed, 1 not confirmed',
    );
    expect(there.states).toEqual(before);
  });

  it.each([
    ['tells nobody', { silent: true }, 1, /FAIL .*block-rate .*no action was executed/],
    ['cannot tell its topic', { failed: true }, 1, /FAIL .*block-rate .*an action failed/],
    ['has no history', { noHistory: true }, 0, /\?\? .*block-rate .*not known/],
  ])('says so when an alarm %s, and puts it back all the same', async (_, trouble, code, says) => {
    const there = world(trouble);
    const before = { ...there.states };
    const { exit, text, json } = await testAlarms(there);
    expect(exit).toBe(code);
    expect(text).toMatch(says);
    if (code === 1) expect(json).toMatchObject({ error: { code: 'PM-6042' } });
    expect(there.states).toEqual(before);
  });

  it('drives with data what data can drive, into as many periods as the alarm wants', async () => {
    const there = world({ evaluates: true });
    const { text } = await testAlarms(there, { withMetrics: true });
    expect(text).toMatch(/block-rate +data \(11\)/);
    expect(text).toMatch(/evaluation-p99 +state set/);
    const [data] = there.put as [readonly { Value: number; Timestamp: Date; Unit: string }[]];
    expect(data.map(({ Value, Unit }) => [Value, Unit])).toEqual([
      [11, 'Count'],
      [11, 'Count'],
    ]);
    const [now, earlier] = data.map(({ Timestamp }) => Timestamp.getTime()) as [number, number];
    expect(now - earlier).toBe(3_600_000);
  });

  it('sets the state where data do not make it ring in time', async () => {
    const { text } = await testAlarms(world(), { withMetrics: true, only: ['block-rate'] });
    expect(text).toMatch(/ok .*block-rate +state set/);
  });

  it('takes a composite alarm that its children made ring for tested, and sets nothing', async () => {
    const there = world();
    const composite = name('oracle-unhealthy');
    const answers: Answers = {
      ...there.answers,
      SetAlarmState: (input) => {
        if (input['AlarmName'] === composite) throw new Error('the composite was set');
        return there.answers['SetAlarmState']?.(input);
      },
      DescribeAlarmHistory: ({ AlarmName }) => ({
        AlarmHistoryItems: [{ AlarmName, HistorySummary: `Successfully executed action ${TOPIC}` }],
      }),
    };
    const { exit, text } = await testAlarms({ answers });
    expect(exit).toBe(0);
    expect(text).toMatch(/ok .*oracle-unhealthy +children +its actions were executed/);
  });

  it('does not touch an alarm that rings in earnest', async () => {
    const there = world();
    there.states[name('block-rate')] = 'ALARM';
    const { exit, stderr } = await testAlarms(there);
    expect(exit).toBe(0);
    expect(stderr()).toContain('block-rate rings in earnest: it is not touched');
    expect(there.states[name('block-rate')]).toBe('ALARM');
  });

  it('puts back what a test that was killed has left ringing, and tests it as well', async () => {
    const there = world();
    there.states[name('block-rate')] = 'ALARM';
    there.reasons[name('block-rate')] = 'phase-mirror alarms test run-0; before it: OK';
    const { exit, text, stderr } = await testAlarms(there);
    expect(exit).toBe(0);
    expect(stderr()).toContain('ok put back phase-mirror-local-block-rate');
    expect(text).toContain('3 of 3 alarms');
    expect(there.states[name('block-rate')]).toBe('OK');
  });

  it('refuses a name that no alarm has, with PM-1001', async () => {
    await expect(testAlarms(world(), { only: ['blockrate'] })).rejects.toMatchObject({
      code: 'PM-1001',
    });
  });

  it('leaves no alarm ringing when AWS refuses to show the history', async () => {
    const there = world();
    const denied = (): never => {
      throw serviceError('AccessDenied', 403);
    };
    const answers = { ...there.answers, DescribeAlarmHistory: denied };
    await expect(testAlarms({ answers })).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(there.states[name('block-rate')]).toBe('OK');
  });
});
