import { join } from 'node:path';
import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { deploymentFor } from '../../../stacks/environments.js';
import { changesDuring } from '../support/emulator-state.js';
import { startLoad } from '../support/load.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { expectExit, runHere, startChild, untilSays } from '../support/runbook-run.js';

const MINUTE = 60_000;

interface Watched {
  readonly looks: number;
  readonly uptime: number;
  readonly breaches: readonly { readonly id: string }[];
  readonly last: { readonly figures: { readonly evaluations: number; readonly p99Ms: number } };
}

/** Watching and reading the deployed environment: what it says, and that it changes nothing. */
export function monitorSection(place: LocalEnvironment): void {
  const { names } = deploymentFor('local', {});
  const monitor = ['monitor', '--for', '3s', '--every', '1s', '--json'];
  const alarm = names.alarms.unhealthy;
  const set = (StateValue: 'ALARM' | 'OK') =>
    place.aws.cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: alarm, StateValue, StateReason: 'an e2e test' }),
    );

  describe('monitor and logs of the environment', () => {
    beforeAll(async () => {
      const load = await startLoad(place, join(place.home, 'watched'), 1);
      await load.more(1);
      expect((await load.end()).map(({ exit }) => exit)).toContain(0);
    }, MINUTE);

    it(
      'say what the evaluations before have left, and change nothing',
      async () => {
        const { result, changes } = await changesDuring(place.aws, async () => [
          await runHere(place, monitor),
          await runHere(place, ['logs', '--once', '--since', '24h', '--json']),
        ]);
        const [watched, logs] = result as [(typeof result)[0], (typeof result)[0]];
        const { looks, uptime, last, breaches } = JSON.parse(watched.stdout) as Watched;
        // What was evaluated here within the hour may be more blocks than the limit: that is no alarm.
        expect(watched.exit).toBe(breaches.length === 0 ? 0 : 1);
        expect(breaches.filter(({ id }) => /^alarm |unanswered/.test(id))).toEqual([]);
        expect(uptime).toBe(1);
        expect(looks).toBeGreaterThan(1);
        expect(last.figures.evaluations).toBeGreaterThan(0);
        expect(last.figures.p99Ms).toBeGreaterThan(0);
        const { entries } = expectExit<{ entries: { event: string }[] }>(logs, 0);
        expect(entries.map(({ event }) => event)).toContain('evaluation.completed');
        expect(changes).toEqual([]);
      },
      3 * MINUTE,
    );

    it(
      'end with exit 1 while an alarm rings',
      async () => {
        await set('ALARM');
        try {
          const { breaches, uptime } = expectExit<Watched>(await runHere(place, monitor), 1);
          expect(breaches.map(({ id }) => id)).toContain(`alarm ${alarm}`);
          expect(uptime).toBe(0);
        } finally {
          await set('OK');
        }
      },
      3 * MINUTE,
    );

    it(
      'end at Ctrl-C with their summary',
      async () => {
        const watching = startChild(place, ['monitor', '--for', '1h', '--every', '1s', '--json']);
        await untilSays(watching, 'alarms ring');
        watching.child.kill('SIGINT');
        const { exit, stdout } = await watching.ended;
        const summary = JSON.parse(stdout) as Watched & { endedEarly: boolean };
        expect(summary).toMatchObject({ endedEarly: true, looks: expect.any(Number) });
        expect(exit).toBe(summary.breaches.length === 0 ? 130 : 1);
      },
      3 * MINUTE,
    );

    it('say so when AWS does not answer, or when no environment is called so', async () => {
      const env = { ...place.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
      for (const args of [monitor, ['logs', '--once'], ['limits']]) {
        const run = await runHere({ env }, args);
        expect({ exit: run.exit, stderr: run.stderr }).toMatchObject({
          exit: 3,
          stderr: expect.stringContaining('PM-7004'),
        });
        const wrong = await runHere(place, [...args, '--env', 'nowhere']);
        expect(wrong.exit).toBe(2);
      }
    });
  });
}
