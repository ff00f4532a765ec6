import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { topicArn } from '../../../ops/verify/arns.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { killedAtEveryBoundary } from '../support/boundaries.js';
import { changesDuring } from '../support/emulator-state.js';
import { twoAtOnce } from '../support/hazards.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { refusingProxy } from '../../support/refusing-proxy.js';
import { expectExit, runHere } from '../support/runbook-run.js';

const MINUTE = 60_000;
const TEST = ['alarms', 'test', '--yes', '--json'];

interface Tested {
  readonly verified: {
    readonly tests: readonly {
      readonly driven: string;
      readonly fired: { readonly kind: string };
    }[];
    readonly topics: readonly { readonly name: string; readonly confirmed: number }[];
  };
}

/** Every alarm of the deployed environment rings, tells its topic and is put back. */
export function alarmsSection(place: LocalEnvironment): void {
  const { names, scope } = deploymentFor('local', {});
  const ringing = async (): Promise<readonly (string | undefined)[]> => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await place.aws.cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: `${names.prefix}-`,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      }),
    );
    return [...MetricAlarms, ...CompositeAlarms]
      .filter(({ StateValue }) => StateValue === 'ALARM')
      .map(({ AlarmName }) => AlarmName);
  };

  describe('the alarms of the environment', () => {
    it(
      'are listed, and what would be tested is shown: neither changes anything',
      async () => {
        const { result, changes } = await changesDuring(place.aws, async () => [
          await runHere(place, ['alarms', 'list', '--json']),
          await runHere(place, ['alarms', 'test', '--dry-run', '--json']),
        ]);
        const [list, dry] = result.map((run) => expectExit<Record<string, unknown>>(run, 0));
        expect(list).toMatchObject({ counts: { ALARM: 0 }, missing: [] });
        expect(dry).toMatchObject({ plan: { steps: expect.any(Array) } });
        expect((dry?.['plan'] as { steps: unknown[] }).steps).toHaveLength(names.alarms.all.length);
        expect(changes).toEqual([]);
      },
      3 * MINUTE,
    );

    it(
      'all ring and tell their topics, whose subscriber hears of each, twice over',
      async () => {
        const heard = new Set<string>();
        const listener = createServer((request, response) => {
          let body = '';
          request.on('data', (chunk: Buffer) => (body += chunk.toString()));
          request.on('end', () => {
            const { Type, Message } = JSON.parse(body) as { Type: string; Message: string };
            if (Type === 'Notification') {
              const { AlarmName, NewStateValue } = JSON.parse(Message) as Record<string, string>;
              heard.add(`${AlarmName} ${NewStateValue}`);
            }
            response.end();
          });
        });
        await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
        const Endpoint = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
        const subscriptions: string[] = [];
        try {
          for (const topic of [names.topics.critical, names.topics.warning]) {
            const { SubscriptionArn = '' } = await place.aws.sns.send(
              new SubscribeCommand({
                TopicArn: topicArn(scope, topic),
                Protocol: 'http',
                Endpoint,
              }),
            );
            subscriptions.push(SubscriptionArn);
          }
          for (const run of [await runHere(place, TEST), await runHere(place, TEST)]) {
            const { tests, topics } = expectExit<Tested>(run, 0).verified;
            expect(tests).toHaveLength(names.alarms.all.length);
            expect(tests.filter(({ fired }) => fired.kind !== 'fired')).toEqual([]);
            expect(topics.map(({ confirmed }) => confirmed)).toEqual([1, 1]);
          }
          const silent = names.alarms.all.filter((name) => !heard.has(`${name} ALARM`));
          expect(silent).toEqual([]);
          expect(await ringing()).toEqual([]);
        } finally {
          for (const SubscriptionArn of subscriptions) {
            await place.aws.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
          }
          listener.closeAllConnections();
          listener.close();
        }
      },
      6 * MINUTE,
    );

    it(
      'ring from data, where data can drive them',
      async () => {
        const only = ['consent-check-failures', 'evaluation-p99'].flatMap((kind) => [
          '--only',
          kind,
        ]);
        const run = await runHere(place, [...TEST, '--with-metrics', ...only]);
        const { tests } = expectExit<Tested>(run, 0).verified;
        expect(tests.map(({ driven, fired }) => `${driven} ${fired.kind}`)).toEqual([
          'data (2) fired',
          'state set fired',
        ]);
        expect(await ringing()).toEqual([]);
      },
      3 * MINUTE,
    );

    it(
      'are all quiet after a test that was killed wherever it was, and run again',
      async () => {
        const only = names.alarms.all.slice(0, 3).flatMap((name) => ['--only', name]);
        await killedAtEveryBoundary(place, {
          before: () => Promise.resolve(['alarms', 'test', ...only, '--yes']),
          after: async () => expect(await ringing()).toEqual([]),
        });
      },
      8 * MINUTE,
    );

    it(
      'are tested by one at a time',
      async () => {
        const [one = ''] = names.alarms.all;
        const args = ['alarms', 'test', '--only', one, '--yes'];
        await twoAtOnce(place, args, ({ target, body }) =>
          `${target} ${body}`.includes('SetAlarmState'),
        );
        expect(await ringing()).toEqual([]);
      },
      6 * MINUTE,
    );

    it(
      'are not tested without rights or without AWS: exit 3, and none is left ringing',
      async () => {
        const down = await runHere(
          { env: { ...place.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } },
          TEST,
        );
        expect(down.exit).toBe(3);
        expect(down.stderr).toContain('PM-7004');
        expect((await runHere(place, ['alarms', 'test', '--env', 'nowhere'])).exit).toBe(2);
        const proxy = await refusingProxy(place.local.endpoint, ({ target }) =>
          target.includes('SetAlarmState'),
        );
        try {
          const refused = await runHere(
            { env: { ...place.env, AWS_ENDPOINT_URL: proxy.endpoint } },
            TEST,
          );
          expect({ exit: refused.exit, stderr: refused.stderr }).toMatchObject({
            exit: 3,
            stderr: expect.stringContaining('PM-6012'),
          });
        } finally {
          await proxy.close();
        }
        expect(await ringing()).toEqual([]);
      },
      3 * MINUTE,
    );
  });
}
