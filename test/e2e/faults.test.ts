/**
 * What goes wrong in the life of an environment: runs killed at bad moments, two operators at once,
 * the wrong workspace, a neighbour in the same account. Steps of one story, in order.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteBucketLifecycleCommand,
  HeadBucketCommand,
  HeadObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from '@jest/globals';
import { steps } from '../../ops/frame/steps.js';
import { localAwsEnv } from '../../ops/local-aws/environment.js';
import { terraformSetting } from '../../ops/terraform/cli-config.js';
import { destroyEnvironment } from '../../ops/terraform/destroy.js';
import { deploymentFor } from '../../stacks/environments.js';
import { testIo } from '../ops/support/test-io.js';
import { startLocalEnvironment } from './support/local-environment.js';
import { killAlone, losePower, untilLine } from './support/power-loss.js';
import { requireTools } from './support/requirements.js';
import { expectExit, runHere, startChild, type Place } from './support/runbook-run.js';

const MINUTE = 60_000;

await requireTools();
const place = await startLocalEnvironment();
/** A second operator at the same AWS, with a work folder of their own. */
const home = mkdtempSync(join(tmpdir(), 'phase-mirror-e2e-bob-'));
const variables = localAwsEnv(place.local.endpoint);
const bob: Place = {
  env: { ...place.env, ...(variables as Record<string, string>), PHASE_MIRROR_HOME: home },
};
const staging: Place = {
  env: {
    ...bob.env,
    PHASE_MIRROR_STAGING_ACCOUNT: '123456789012',
    PHASE_MIRROR_STAGING_GITHUB_ORGANISATION: 'phase-mirror',
    PHASE_MIRROR_STAGING_FOUNDATION_OWNER: 'local',
  },
};
afterAll(async () => {
  await place.stop();
  rmSync(home, { recursive: true, force: true });
}, MINUTE);

const { names, state } = deploymentFor('local', {});
const { dynamodb, cloudwatch, s3 } = place.aws;

interface Deployed {
  readonly outcome: string;
  readonly stacks: readonly { readonly stack: string; readonly outcome: string }[];
  readonly verification?: { readonly failed: number; readonly couldNotRun: number };
}
const WHOLE = { failed: 0, couldNotRun: 0 };

/** Waits until a call that fails for what is not there succeeds. */
async function untilThere(call: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    try {
      await call();
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error('it did not come into being within a minute');
}

describe('a bootstrap that loses power', () => {
  const stored = (): Promise<unknown> =>
    s3.send(
      new HeadObjectCommand({ Bucket: state.bucket, Key: state.objectKey('local', 'foundation') }),
    );

  it(
    'is continued after the bucket was made and before its state was written',
    async () => {
      const first = startChild(place, ['bootstrap', '--yes']);
      await untilThere(() => s3.send(new HeadBucketCommand({ Bucket: state.bucket })));
      await losePower(first);
      await expect(stored()).rejects.toThrow();

      const second = startChild(place, ['bootstrap', '--yes']);
      await untilLine(second, /^> move the state into the bucket/);
      await losePower(second);
      expect(second.stderr()).toMatch(/bootstrap died during bootstrap of foundation/);
    },
    5 * MINUTE,
  );

  it(
    'is continued in the middle of the move of its state',
    async () => {
      const run = await runHere(place, ['bootstrap', '--yes', '--json']);
      expectExit(run, 0);
      await expect(stored()).resolves.toBeDefined();
      const again = await runHere(place, ['bootstrap', '--yes', '--json']);
      expect(expectExit(again, 0)).toMatchObject({ changed: false });
    },
    5 * MINUTE,
  );
});

describe('a deploy that loses power', () => {
  it(
    'recovers: it releases its own lock, takes over what no state knows, and says so',
    async () => {
      const killed = startChild(place, ['deploy', '--yes']);
      await untilThere(() =>
        dynamodb.send(new DescribeTableCommand({ TableName: names.tables.fpEvents.name })),
      );
      await losePower(killed);

      const next = await runHere(place, ['deploy', '--yes', '--json']);
      expect(expectExit<Deployed>(next, 0)).toMatchObject({ verification: WHOLE });
      expect(next.stderr).toMatch(/deploy died during apply of data/);
      expect(next.stderr).toMatch(/released .*lock/);
      expect(next.stderr).toMatch(/exists and is in no state; it is taken over/);
    },
    10 * MINUTE,
  );

  it(
    'alone, without its Terraform, is recovered from as well',
    async () => {
      await s3.send(new DeleteBucketLifecycleCommand({ Bucket: names.buckets.baseline }));
      const killed = startChild(place, ['deploy', '--yes']);
      // Terraform is at work then; at the line before it, there may be nothing to recover from yet.
      await untilLine(killed, /^ {2}data \d+s: /);
      await killAlone(killed);

      const next = await runHere(place, ['deploy', '--yes', '--json']);
      expect(next.stderr).toMatch(/deploy died/);
      expect(expectExit<Deployed>(next, 0)).toMatchObject({ verification: WHOLE });
    },
    6 * MINUTE,
  );
});

describe('two operators', () => {
  it(
    'who deploy at once: one wins, the other is told who holds the lock',
    async () => {
      await s3.send(new DeleteBucketLifecycleCommand({ Bucket: names.buckets.baseline }));
      const alice = startChild(place, ['deploy', '--yes', '--json']);
      await untilLine(alice, /^> apply data/);
      const late = await runHere(bob, ['deploy', '--yes', '--json']);
      const { error } = expectExit<{ error: { code: string; why: string } }>(late, 1);
      expect(error.code).toBe('PM-6002');
      expect(error.why).toMatch(/held by .+@.+, (deploy|apply), since/);
      expect(expectExit<Deployed>(await alice.ended, 0)).toMatchObject({ verification: WHOLE });
    },
    6 * MINUTE,
  );

  it(
    'at one work folder: the second is told which run has it',
    async () => {
      await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [names.alarms.unhealthy] }));
      const first = startChild(place, ['deploy', '--yes', '--json']);
      await untilLine(first, /^> synthesise/);
      const second = await runHere(place, ['deploy', '--yes', '--json']);
      const { error } = expectExit<{ error: { code: string; why: string } }>(second, 1);
      expect(error).toMatchObject({ code: 'PM-6002' });
      expect(error.why).toMatch(new RegExp(`runs deploy since .*pid ${first.child.pid ?? ''}`));
      expectExit(await first.ended, 0);
    },
    4 * MINUTE,
  );
});

describe('the wrong workspace', () => {
  it(
    'is refused by the guard of the stack before anything is planned',
    () => {
      const folder = join(place.home, 'local/cdktf.out/stacks/data');
      const env = {
        ...bob.env,
        ...terraformSetting(place.env, place.home).env,
      };
      const terraform = (...args: readonly string[]): ReturnType<typeof spawnSync> =>
        spawnSync('terraform', [`-chdir=${folder}`, ...args], { env, encoding: 'utf8' });
      terraform('workspace', 'select', '-or-create=true', 'production');
      const { status, stderr, stdout } = terraform(
        'plan',
        '-input=false',
        '-no-color',
        '-lock=false',
      );
      terraform('workspace', 'select', 'local');
      expect(status).toBe(1);
      expect(String(stderr).replaceAll(/[\s│]+/g, ' ')).toContain(
        'synthesised for the environment local, but the Terraform workspace is production. Nothing was changed.',
      );
      expect(String(stdout)).not.toMatch(/aws_\S+ will be created/);
    },
    2 * MINUTE,
  );
});

describe('two environments in one account', () => {
  it(
    'live side by side: destroying one leaves the plan of the other empty',
    async () => {
      expectExit(await runHere(staging, ['bootstrap', '--env', 'staging', '--yes', '--json']), 0);
      const args = ['deploy', '--env', 'staging', '--json'];
      const deployed = expectExit<Deployed>(await runHere(staging, [...args, '--yes']), 0);
      expect(deployed).toMatchObject({ outcome: 'applied', verification: WHOLE });

      const { io } = testIo({ env: place.env });
      const result = await destroyEnvironment({
        environment: 'local',
        dryRun: false,
        yes: true,
        json: false,
        values: {},
        command: 'npm run down',
        io,
        steps: steps(io),
      });
      expect([...result.destroyed].sort()).toEqual(['access', 'data', 'observability']);
      expect(result.foundationKept).toMatch(/staging/);
      const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
      expect(TableNames.filter((name) => name.startsWith(names.prefix))).toEqual([]);

      const plan = expectExit<Deployed>(await runHere(staging, [...args, '--dry-run']), 0);
      expect(plan.stacks.map(({ outcome }) => outcome)).toEqual(plan.stacks.map(() => 'unchanged'));
    },
    10 * MINUTE,
  );

  it('refuses to destroy an environment that is not local', async () => {
    const { io } = testIo({ env: staging.env });
    const destroyed = destroyEnvironment({
      environment: 'staging',
      dryRun: false,
      yes: true,
      json: false,
      values: {},
      command: 'npm run down',
      io,
      steps: steps(io),
    });
    await expect(destroyed).rejects.toMatchObject({ code: 'PM-6006' });
  });
});
