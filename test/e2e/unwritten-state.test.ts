/**
 * Real Terraform that has applied and cannot write its state: S3 refuses, or the connection ends before
 * or after the write. The next run puts the state there, makes nothing twice, and overwrites nothing.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Context, Outcome } from '../../ops/frame/runbook.js';
import { steps } from '../../ops/frame/steps.js';
import { bootstrap } from '../../ops/runbooks/bootstrap.js';
import { deploy } from '../../ops/runbooks/deploy.js';
import { storedDigest, storeDigest } from '../../ops/terraform/state-objects.js';
import { deploymentFor } from '../../stacks/environments.js';
import { testIo } from '../ops/support/test-io.js';
import { breakingProxy, type BreakingProxy } from './support/breaking-proxy.js';
import { inherited, startLocalEnvironment } from './support/local-environment.js';
import { requireTools } from './support/requirements.js';

const MINUTE = 60_000;
const APP = fileURLToPath(new URL('support/small-stacks.js', import.meta.url));

await requireTools();
const place = await startLocalEnvironment();
const root = mkdtempSync(join(tmpdir(), 'pm-unwritten-'));
writeFileSync(join(root, 'cdktf.json'), JSON.stringify({ app: `"${process.execPath}" "${APP}"` }));
const { state } = deploymentFor('local', {});
const Bucket = state.bucket;
const Key = state.objectKey('local', 'data');
let proxy: BreakingProxy;

beforeAll(async () => {
  const { s3, dynamodb, kms } = place.aws;
  const LocationConstraint = 'eu-central-1';
  await s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }),
  );
  await dynamodb.send(
    new CreateTableCommand({
      TableName: state.lockTable,
      KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const TargetKeyId = KeyMetadata?.KeyId ?? '';
  await kms.send(new CreateAliasCommand({ AliasName: state.keyAlias, TargetKeyId }));
  proxy = await breakingProxy(place.local.endpoint);
  await run(deploy, 'nothing yet');
}, MINUTE);
afterEach(() => proxy.heal());
afterAll(async () => {
  await proxy.close();
  await place.stop();
  rmSync(root, { recursive: true, force: true });
}, MINUTE);

/** A run in front of this AWS; the stack `data` has this content. */
async function run(
  runbook: typeof deploy,
  input: string,
  more: Partial<Context> = {},
): Promise<{ readonly said: string; readonly outcome: Outcome }> {
  const { io, stderr } = testIo({
    root,
    env: {
      ...inherited(),
      HOME: root,
      SMALL_STACKS_INPUT: input,
      AWS_ENDPOINT_URL: proxy.endpoint,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'eu-central-1',
    },
  });
  const context: Context = {
    environment: 'local',
    dryRun: false,
    yes: true,
    json: false,
    values: { 'no-verify': true },
    command: 'npm run ops -- deploy --env local',
    io,
    steps: steps(io),
    ...more,
  };
  const outcome = await runbook.run(context);
  return { outcome, said: stderr() };
}

interface StateFile {
  readonly serial: number;
  readonly lineage: string;
  readonly resources: readonly {
    readonly name: string;
    readonly instances: readonly { readonly attributes: { readonly id: string; input: unknown } }[];
  }[];
}
const parse = (text: string): StateFile => JSON.parse(text) as StateFile;
const inBucket = async (): Promise<StateFile> => {
  const { Body } = await place.aws.s3.send(new GetObjectCommand({ Bucket, Key }));
  return parse((await Body?.transformToString()) ?? '');
};
const idsOf = ({ resources }: StateFile): readonly string[] =>
  resources.map(({ instances }) => instances[0]?.attributes.id ?? '');
const errored = join(root, '.phase-mirror/local/cdktf.out/stacks/data/errored.tfstate');

describe('an apply whose state S3 does not take', () => {
  it(
    'keeps it, says where, and the next deploy puts it there and makes nothing twice',
    async () => {
      proxy.breakPut(Key, 'refuse');
      const failed = await run(deploy, 'one');
      expect(failed.outcome).toMatchObject({
        exit: 20,
        json: {
          outcome: 'partial',
          errors: [{ code: 'PM-6016' }],
          stacks: expect.arrayContaining([{ stack: 'data', outcome: 'failed' }]) as unknown,
        },
      });
      const kept = parse(readFileSync(errored, 'utf8'));
      expect(kept.resources).toHaveLength(2);
      const before = await inBucket();
      expect(before.serial).toBeLessThan(kept.serial);

      // A dry run writes nothing, and says that its plan is made from the older state.
      proxy.heal();
      const shown = await run(deploy, 'one', { dryRun: true });
      expect(shown.said).toMatch(/a deploy first puts the state of data .*into the bucket/);
      expect(await inBucket()).toEqual(before);

      const next = await run(deploy, 'one');
      expect(next.said).toMatch(/put the state of data that an apply could not write \(serial \d+/);
      expect(next.outcome).toMatchObject({ exit: 0, json: { outcome: 'unchanged' } });
      expect(idsOf(await inBucket())).toEqual(idsOf(kept));
      expect(existsSync(errored)).toBe(false);
    },
    3 * MINUTE,
  );

  it(
    'is put there by bootstrap as well',
    async () => {
      proxy.breakPut(Key, 'refuse');
      expect((await run(deploy, 'two')).outcome.exit).toBe(20);
      const kept = parse(readFileSync(errored, 'utf8'));
      proxy.heal();
      // The foundation of these small stacks is not one that a bootstrap would make.
      const { said } = await run(bootstrap, 'two');
      expect(said).toMatch(/put the state of data/);
      expect((await inBucket()).serial).toBeGreaterThanOrEqual(kept.serial);
      expect((await run(deploy, 'two')).outcome).toMatchObject({ json: { outcome: 'unchanged' } });
    },
    3 * MINUTE,
  );

  it(
    'goes on by itself when only a connection broke',
    async () => {
      proxy.breakPut(Key, 'reset', 1);
      const { outcome, said } = await run(deploy, 'three');
      expect(outcome).toMatchObject({ exit: 0, json: { outcome: 'applied' } });
      expect(said).toMatch(/data: a connection broke; planning anew/);
      expect(said).toMatch(/put the state of data that an apply could not write/);
    },
    3 * MINUTE,
  );

  it(
    'finds that it was written after all when only the answer was lost',
    async () => {
      proxy.breakPut(Key, 'lose the answer', 1);
      const { outcome, said } = await run(deploy, 'four');
      expect(outcome).toMatchObject({ exit: 0, json: { outcome: 'applied' } });
      expect(said).toMatch(/is in the bucket after all/);
      expect(said).toMatch(/repaired the digest of data/);
      expect((await run(deploy, 'four')).outcome).toMatchObject({ json: { outcome: 'unchanged' } });
    },
    3 * MINUTE,
  );

  it(
    'overwrites nothing when somebody has applied since, and says how to go on',
    async () => {
      proxy.breakPut(Key, 'refuse');
      expect((await run(deploy, 'five')).outcome.exit).toBe(20);
      proxy.heal();
      const other = { ...(await inBucket()), resources: [] };
      const Body = JSON.stringify({ ...other, serial: other.serial + 1 });
      await place.aws.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      const backend = { clients: place.aws, state, workspace: 'local' };
      const md5 = createHash('md5').update(Body).digest('hex');
      await storeDigest(backend, 'data', await storedDigest(backend, 'data'), md5);
      await expect(run(deploy, 'five')).rejects.toMatchObject({
        code: 'PM-6017',
        why: expect.stringContaining('somebody has applied since') as unknown,
        remedy: expect.stringContaining('move the file away') as unknown,
      });
      expect((await inBucket()).resources).toHaveLength(0);
      expect(existsSync(errored)).toBe(true);
    },
    3 * MINUTE,
  );
});
