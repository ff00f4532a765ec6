/**
 * One environment from nothing to whole, and through what can happen to it: real Terraform, the local
 * AWS, the runbooks as an operator runs them. The tests are the steps of one story, in order.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from '@jest/globals';
import { localAwsEnv } from '../../ops/local-aws/environment.js';
import { terraformSetting } from '../../ops/terraform/cli-config.js';
import { STACKS } from '../../runtime/src/names/index.js';
import { deploymentFor } from '../../stacks/environments.js';
import { awsContracts } from '../contract/aws.js';
import { judgingSection } from './sections/judging.js';
import { secretsSection } from './sections/secrets.js';
import { watchArguments } from './support/argument-watch.js';
import { changesDuring } from './support/emulator-state.js';
import { requireTools, ROOT } from './support/requirements.js';
import { startLocalEnvironment } from './support/local-environment.js';
import { expectExit, runHere, type RunbookRun } from './support/runbook-run.js';

const MINUTE = 60_000;

await requireTools();
const place = await startLocalEnvironment();
const watch = watchArguments();
afterAll(async () => {
  watch.stop();
  await place.stop();
}, MINUTE);

const { scope, names } = deploymentFor('local', {});

interface Deployed {
  readonly outcome: string;
  readonly stacks: readonly { readonly stack: string; readonly outcome: string }[];
  readonly verification?: { readonly failed: number; readonly couldNotRun: number };
}
interface Verified {
  readonly failed: number;
  readonly couldNotRun: number;
  readonly rows: readonly { readonly id: string; readonly outcome: string }[];
}

const bootstrap = (): Promise<RunbookRun> => runHere(place, ['bootstrap', '--yes', '--json']);
const deploy = (...args: readonly string[]): Promise<RunbookRun> =>
  runHere(place, ['deploy', '--json', ...args]);
/** What cdktf said last, without its colours: the error of the stack that failed. */
const lastLines = (text: string): string =>
  stripVTControlCharacters(text).split('\n').filter(Boolean).slice(-60).join('\n');
const failedRows = ({ rows }: Verified): readonly string[] =>
  rows.filter(({ outcome }) => outcome !== 'pass').map(({ id }) => id);

describe('a new environment', () => {
  it(
    'is bootstrapped, and a second bootstrap has nothing to do',
    async () => {
      expect(expectExit(await bootstrap(), 0)).toMatchObject({ changed: true });
      expect(expectExit(await bootstrap(), 0)).toMatchObject({ changed: false });
    },
    5 * MINUTE,
  );

  it(
    'is deployed, and keeps every promise',
    async () => {
      const { outcome, stacks, verification } = expectExit<Deployed>(await deploy('--yes'), 0);
      expect(outcome).toBe('applied');
      expect(stacks.map(({ stack }) => stack).sort()).toEqual([...STACKS].sort());
      expect(verification).toMatchObject({ failed: 0, couldNotRun: 0 });
    },
    8 * MINUTE,
  );

  it(
    'shows no change in a second plan of any stack, and --dry-run writes nothing',
    async () => {
      const { result, changes } = await changesDuring(place.aws, () => deploy('--dry-run'));
      expect(changes).toEqual([]);
      const { stacks } = expectExit<Deployed>(result, 0);
      expect(stacks).toHaveLength(STACKS.length);
      expect(stacks.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
    },
    4 * MINUTE,
  );

  it(
    'leaves `cdktf deploy` nothing to do',
    () => {
      const { status, stdout, stderr } = spawnSync(
        join(ROOT, 'node_modules/.bin/cdktf'),
        [
          'deploy',
          '*',
          '--auto-approve',
          '--skip-provider-lock',
          '--output',
          join(place.home, 'out'),
        ],
        {
          cwd: ROOT,
          encoding: 'utf8',
          env: {
            ...place.env,
            ...terraformSetting(place.env, place.home).env,
            ...localAwsEnv(place.local.endpoint),
            TF_WORKSPACE: 'local',
          },
        },
      );
      expect({ status, stderr, said: status === 0 ? '' : lastLines(stdout) }).toMatchObject({
        status: 0,
        said: '',
      });
      const summaries = stdout.match(/Resources: \d+ added, \d+ changed, \d+ destroyed/g) ?? [];
      expect(summaries.length).toBeGreaterThanOrEqual(STACKS.length);
      expect(new Set(summaries)).toEqual(new Set(['Resources: 0 added, 0 changed, 0 destroyed']));
    },
    5 * MINUTE,
  );
});

awsContracts({ scope, endpoint: place.local.endpoint });
judgingSection(place);

describe('an environment that was changed behind Terraform', () => {
  const table = names.tables.consent.name;
  const alarm = names.alarms.runtime('nonce-load-failures');
  const bucket = names.buckets.baseline;

  it(
    'is reported promise by promise, and healed by the next deploy',
    async () => {
      const { dynamodb, cloudwatch, s3 } = place.aws;
      await dynamodb.send(
        new UpdateContinuousBackupsCommand({
          TableName: table,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        }),
      );
      await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [alarm] }));
      await s3.send(
        new PutPublicAccessBlockCommand({
          Bucket: bucket,
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: false,
            BlockPublicPolicy: false,
            IgnorePublicAcls: false,
            RestrictPublicBuckets: false,
          },
        }),
      );
      const broken = await runHere(place, ['verify', '--json']);
      const rows = failedRows(expectExit<Verified>(broken, 1));
      expect(rows).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/consent.*recovery|recovery.*consent/),
          expect.stringMatching(/nonce-load-failures/),
          expect.stringMatching(/baselines.*access-block/),
        ]),
      );

      const { outcome, verification } = expectExit<Deployed>(await deploy('--yes'), 0);
      expect(outcome).toBe('applied');
      expect(verification).toMatchObject({ failed: 0, couldNotRun: 0 });
    },
    8 * MINUTE,
  );
});

secretsSection(place, watch);
