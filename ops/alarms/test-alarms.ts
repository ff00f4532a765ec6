import { paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import { setTimeout as wait } from 'node:timers/promises';
import type { Site } from '../aws/site.js';
import { said } from '../aws/failure.js';
import { opsError } from '../errors.js';
import type { Plan, Procedure, Step, Verified } from '../frame/procedure.js';
import { readAlarms, type Alarm, type AlarmState } from './alarm.js';
import { actionsFired, breach, isDrivenByData, leftByTest, setState, testReason } from './drive.js';
import { renderTests, type AlarmTest, type Topic } from './test-report.js';

export interface TestOptions {
  /** Names, whole or without the environment's prefix; empty for all. */
  readonly only: readonly string[];
  /** Drives alarms on the runtime's own metrics with data, which stay in the metric. */
  readonly withMetrics: boolean;
  /** How long an alarm may take to ring from data, and a history to say so, seconds. */
  readonly patienceSeconds: number;
}

/** Lets every alarm ring once, looks that its actions were executed, and puts it back. */
export function alarmTests(site: Site, options: TestOptions): Procedure {
  const { clients, deployment, context, run } = site;
  const { names } = deployment;
  const { signal } = context.io;
  const tests: AlarmTest[] = [];
  const began = new Date();

  const putBack = (alarm: Alarm, state: AlarmState): Promise<void> =>
    setState(clients, alarm.name, state, `phase-mirror: the test of this alarm is over (${run})`);

  /** Whether a composite alarm rang already, because the alarms tested before it are its children. */
  const rangByChildren = async (alarm: Alarm): Promise<boolean> => {
    if (!alarm.isComposite) return false;
    const fired = await actionsFired(clients, alarm, began, 0, signal);
    if (fired.kind !== 'fired') return false;
    tests.push({ alarm: alarm.name, driven: 'children', fired, actions: alarm.actions });
    return true;
  };

  const test = async (alarm: Alarm): Promise<string> => {
    // To set a state that it has is no change, and tells nobody.
    if (await rangByChildren(alarm)) return 'children, fired';
    const since = new Date();
    const patienceMs = options.patienceSeconds * 1000;
    let driven: AlarmTest['driven'] = 'state set';
    try {
      if (options.withMetrics && isDrivenByData(alarm) && alarm.metric !== undefined) {
        const value = await breach(clients, alarm.metric);
        if (await rings(alarm.name, patienceMs)) driven = `data (${value})`;
      }
      if (driven === 'state set') {
        await setState(clients, alarm.name, 'ALARM', testReason(run, alarm.state));
      }
      const fired = await actionsFired(clients, alarm, since, patienceMs, signal);
      tests.push({ alarm: alarm.name, driven, fired, actions: alarm.actions });
    } finally {
      // Also when it was cancelled or refused half-way.
      await putBack(alarm, alarm.state);
    }
    const last = tests.at(-1);
    return `${last?.driven ?? ''}, ${last?.fired.kind ?? ''}`;
  };

  const rings = async (name: string, patienceMs: number): Promise<boolean> => {
    const until = Date.now() + patienceMs;
    for (;;) {
      const { alarms } = await readAlarms(clients, names);
      if (alarms.find((alarm) => alarm.name === name)?.state === 'ALARM') return true;
      if (Date.now() > until || signal.aborted) return false;
      await wait(1000);
    }
  };

  const stepOf = (alarm: Alarm): Step => ({
    id: alarm.name,
    title: `test ${alarm.name}`,
    effect: 'write',
    calls: [
      ...(options.withMetrics && isDrivenByData(alarm)
        ? [
            `cloudwatch:PutMetricData ${alarm.metric?.namespace ?? ''} ${alarm.metric?.name ?? ''} (above ${alarm.metric?.threshold ?? ''}; stays in the metric)`,
          ]
        : []),
      `cloudwatch:SetAlarmState ${alarm.name} (ALARM, then ${alarm.state})`,
      `cloudwatch:DescribeAlarmHistory ${alarm.name}`,
    ],
    run: () => test(alarm),
  });

  return {
    async plan(): Promise<Plan> {
      const { alarms, missing } = await readAlarms(clients, names);
      const asked = chosen(alarms, options.only, names.prefix);
      const left = asked.filter((alarm) => leftByTest(alarm) !== undefined);
      const restored = asked.map((alarm) => ({
        ...alarm,
        state: leftByTest(alarm) ?? alarm.state,
      }));
      const ringing = restored.filter(({ state }) => state === 'ALARM');
      const topics = new Set(asked.flatMap(({ actions }) => actions));
      return {
        what: `let ${restored.length - ringing.length} alarms of ${site.where} ring once, and put them back`,
        steps: [
          ...left.map((alarm): Step => {
            const before = leftByTest(alarm) as AlarmState;
            return {
              id: `put-back-${alarm.name}`,
              title: `put back ${alarm.name}, which a test that died has left ringing`,
              effect: 'write',
              calls: [`cloudwatch:SetAlarmState ${alarm.name} (${before})`],
              run: async () => {
                await putBack(alarm, before);
                return before;
              },
            };
          }),
          ...restored
            .filter(({ state }) => state !== 'ALARM')
            .sort((a, b) => Number(a.isComposite) - Number(b.isComposite))
            .map(stepOf),
        ],
        notes: [
          `whoever is subscribed is told of each, and that it is a test: ${[...topics].map(leaf).join(', ')}`,
          ...ringing.map(({ name }) => `${name} rings in earnest: it is not touched`),
          ...missing.map((name) => `${name} does not exist: npm run ops -- verify`),
        ],
        undo: 'each alarm is put back at once; after a kill the same command puts back what is left',
      };
    },
    async verify(): Promise<Verified> {
      const { alarms } = await readAlarms(clients, names);
      const still = alarms.filter((alarm) => leftByTest(alarm) !== undefined).map((a) => a.name);
      const topics = await topicsOf(site, new Set(tests.flatMap(({ actions }) => actions)));
      const bad = tests.filter(({ fired }) => fired.kind === 'silent' || fired.kind === 'failed');
      const text = renderTests(tests, topics);
      const json = { tests, topics, still };
      if (bad.length === 0 && still.length === 0) return { ok: true, text, json };
      const error = opsError('PM-6042', {
        what: deployment.environment,
        why: [
          ...bad.map(({ alarm, fired }) => `${alarm}: ${fired.kind}`),
          ...still.map((name) => `${name} was not put back`),
        ].join(', '),
      });
      return { ok: false, text, json, error };
    },
  };
}

const leaf = (arn: string): string => arn.split(':').at(-1) ?? arn;

/** Throws PM-1001 for a name that no alarm has. */
function chosen(
  alarms: readonly Alarm[],
  only: readonly string[],
  prefix: string,
): readonly Alarm[] {
  if (only.length === 0) return alarms;
  return only.map((name) => {
    const found = alarms.find((alarm) => alarm.name === name || alarm.name === `${prefix}-${name}`);
    if (found !== undefined) return found;
    throw opsError('PM-1001', {
      what: `--only ${name}`,
      why: 'there is no alarm of that name',
      remedy: '`npm run ops -- alarms list` shows the names.',
    });
  });
}

async function topicsOf(site: Site, arns: ReadonlySet<string>): Promise<readonly Topic[]> {
  return Promise.all(
    [...arns].map(async (TopicArn): Promise<Topic> => {
      const name = leaf(TopicArn);
      try {
        let [confirmed, pending] = [0, 0];
        const pages = paginateListSubscriptionsByTopic({ client: site.clients.sns }, { TopicArn });
        for await (const { Subscriptions = [] } of pages) {
          for (const { SubscriptionArn = '' } of Subscriptions) {
            // Until the address confirms, it has no ARN but a word.
            if (SubscriptionArn.startsWith('arn:')) confirmed += 1;
            else pending += 1;
          }
        }
        return { name, confirmed, pending };
      } catch (error) {
        return { name, unknown: said(error) };
      }
    }),
  );
}
