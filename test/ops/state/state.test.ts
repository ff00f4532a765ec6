import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, expect, it } from '@jest/globals';
import { whoami } from '../../../ops/terraform/journal.js';
import { identityOf } from '../../../ops/terraform/process-identity.js';
import { LOCAL, useEnvironmentWorld } from '../support/environment-world.js';
import { describeWithEmulator } from '../support/needs.js';
import { refusingProxy } from '../../support/refusing-proxy.js';

const world = useEnvironmentWorld();
const { bucket: Bucket, lockTable: TableName } = LOCAL.state;
const Key = LOCAL.state.objectKey('local', 'data');
const path = `${Bucket}/${Key}`;
const s3 = (): S3Client => world.client(S3Client);
const dynamodb = (): DynamoDBClient => world.client(DynamoDBClient);

const stateText = (serial: number, names: readonly string[], lineage = 'one'): string =>
  `${JSON.stringify(
    {
      version: 4,
      terraform_version: '1.11.4',
      serial,
      lineage,
      outputs: {},
      resources: names.map((name) => ({
        mode: 'managed',
        type: 'aws_thing',
        name,
        instances: [{ attributes: { id: name } }],
      })),
    },
    undefined,
    2,
  )}\n`;
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

async function write(text: string, digest = md5(text)): Promise<string> {
  const { VersionId } = await s3().send(new PutObjectCommand({ Bucket, Key, Body: text }));
  await dynamodb().send(
    new PutItemCommand({
      TableName,
      Item: { LockID: { S: `${path}-md5` }, Digest: { S: digest } },
    }),
  );
  return VersionId ?? '';
}
async function present(): Promise<string> {
  const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}
async function item(id: string): Promise<Record<string, unknown> | undefined> {
  const answer = await dynamodb().send(
    new GetItemCommand({ TableName, Key: { LockID: { S: id } } }),
  );
  return answer.Item;
}
async function hold(info: object, where: 'both' | 'object' | 'item' = 'both'): Promise<void> {
  const text = JSON.stringify({ ID: 'held', Path: path, Operation: 'OperationTypeApply', ...info });
  if (where !== 'item') {
    await s3().send(new PutObjectCommand({ Bucket, Key: `${Key}.tflock`, Body: text }));
  }
  if (where !== 'object') {
    await dynamodb().send(
      new PutItemCommand({ TableName, Item: { LockID: { S: path }, Info: { S: text } } }),
    );
  }
}
const restore = (version: string): readonly string[] => [
  ...['state', 'restore', '--stack', 'data', '--version', version],
];

describeWithEmulator('the runbook state', () => {
  let first: string;
  let second: string;
  beforeEach(async () => {
    await s3().send(new DeleteObjectCommand({ Bucket, Key: `${Key}.tflock` }));
    await dynamodb().send(new DeleteItemCommand({ TableName, Key: { LockID: { S: path } } }));
    first = await write(stateText(1, ['a']));
    second = await write(stateText(2, ['a', 'b']));
  });

  it('lists versions, newest first, those that are no state among them', async () => {
    await write('garbage');
    const { stacks } = (await world.json(0, ['state', 'list', '--stack', 'data'])) as {
      stacks: { versions: { version: string; current: boolean; state?: { serial: number } }[] }[];
    };
    const [now, before, oldest] = stacks[0]?.versions ?? [];
    expect(now).toMatchObject({ current: true });
    expect(now?.state).toBeUndefined();
    expect([before?.state?.serial, oldest?.state?.serial]).toEqual([2, 1]);
    expect([before?.version, oldest?.version]).toEqual([second, first]);
    const all = await world.run(['state', 'list', '--last', '1']);
    expect(all.stdout).toMatch(/^foundation: no state$/m);
  });

  it('compares two versions, and refuses what is none', async () => {
    const diff = ['state', 'diff', '--stack', 'data', '--from'];
    expect(await world.json(0, [...diff, first])).toMatchObject({
      from: 1,
      to: 2,
      added: ['aws_thing.b'],
      removed: [],
    });
    expect((await world.json(1, [...diff, 'none-such']))['error']).toMatchObject({
      code: 'PM-6031',
    });
    const broken = await write('garbage');
    expect((await world.json(1, [...diff, broken]))['error']).toMatchObject({ code: 'PM-6031' });
  });

  it('makes an older version the present one, with a serial above all and the right digest', async () => {
    await write('{"version": 4, "terr', md5(stateText(2, ['a', 'b'])));
    const done = await world.json(0, [...restore(first), '--yes']);
    expect(done).toMatchObject({ outcome: 'applied', verified: { ok: true, serial: 3 } });
    const now = await present();
    expect(now).toBe(stateText(3, ['a']));
    expect(await item(`${path}-md5`)).toMatchObject({ Digest: { S: md5(now) } });
    expect(await item(path)).toBeUndefined();
    const folder = join(world.home, 'local', 'states');
    const kept = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(kept).toContain('{"version": 4, "terr');
    expect(await world.json(0, [...restore(first), '--yes'])).toMatchObject({
      outcome: 'unchanged',
    });
  });

  it('restores where there is no state, and mends a digest that alone is wrong', async () => {
    await s3().send(new DeleteObjectCommand({ Bucket, Key }));
    const { verified } = await world.json(0, [...restore(second), '--yes']);
    expect(verified).toMatchObject({ ok: true, resources: 2 });
    await dynamodb().send(
      new PutItemCommand({
        TableName,
        Item: { LockID: { S: `${path}-md5` }, Digest: { S: 'wrong' } },
      }),
    );
    expect(await world.json(0, [...restore(second), '--yes'])).toMatchObject({
      outcome: 'applied',
      verified,
    });
    expect(await item(`${path}-md5`)).toMatchObject({ Digest: { S: md5(await present()) } });
  });

  it('writes nothing with --dry-run', async () => {
    const { exit, stdout } = await world.run([...restore(first), '--dry-run']);
    expect({ exit, text: await present() }).toEqual({ exit: 0, text: stateText(2, ['a', 'b']) });
    expect(stdout).toMatch(/note +would change: - aws_thing\.b/);
  });

  it('refuses another lineage', async () => {
    const foreign = await write(stateText(9, ['x'], 'another'));
    await write(stateText(10, ['a', 'b']));
    expect((await world.json(1, [...restore(foreign), '--yes']))['error']).toMatchObject({
      code: 'PM-6031',
      why: expect.stringMatching(/its lineage is another/),
    });
  });

  it.each(['both', 'object', 'item'] as const)(
    'waits for nobody: a lock (%s) of somebody else refuses it, and stays',
    async (where) => {
      await hold({ Who: 'eve@elsewhere' }, where);
      expect((await world.json(1, [...restore(first), '--yes']))['error']).toMatchObject({
        code: 'PM-6002',
        why: expect.stringMatching(/eve@elsewhere/),
      });
      expect(await present()).toBe(stateText(2, ['a', 'b']));
      expect((await item(path)) !== undefined).toBe(where !== 'object');
    },
  );

  it('goes on where a restore of this machine died with the lock', async () => {
    const dead = { Operation: 'OperationTypeStateRestore', Info: '{"pid":2147483646}' };
    await hold({ ...dead, Who: whoami() });
    const { exit, stderr } = await world.run([...restore(first), '--yes']);
    expect(exit).toBe(0);
    expect(stderr).toMatch(/released the lock of a restore of data that died/);
    expect(await item(path)).toBeUndefined();
  });

  it('leaves no lock behind when it may not write', async () => {
    const proxy = await refusingProxy(world.endpoint());
    proxy.refuse = ({ target }) => target.startsWith('PUT') && !target.includes('.tflock');
    try {
      const env = { AWS_ENDPOINT_URL: proxy.endpoint };
      const refused = await world.run([...restore(first), '--yes'], env);
      expect(refused).toMatchObject({ exit: 20 });
      expect(refused.stdout).toMatch(/PM-6012/);
    } finally {
      await proxy.close();
    }
    expect(await item(path)).toBeUndefined();
    expect(await world.json(0, [...restore(first), '--yes'])).toMatchObject({
      outcome: 'applied',
    });
  });

  it('releases a lock only for who types its id', async () => {
    const unlock = ['state', 'unlock', '--stack', 'data', '--yes'];
    expect(await world.json(0, unlock)).toMatchObject({ outcome: 'unchanged' });
    await hold({ Who: 'eve@elsewhere', Created: '2026-11-22T06:00:00Z' });
    for (const wrong of [[], ['--lock', 'other']]) {
      expect((await world.json(1, [...unlock, ...wrong]))['error']).toMatchObject({
        code: 'PM-6032',
        why: expect.stringMatching(/eve@elsewhere/),
      });
    }
    expect(await item(path)).toBeDefined();
    const { exit, stderr, stdout } = await world.run([...unlock, '--lock', 'held']);
    expect({ exit, stdout }).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/not locked/),
    });
    expect(stderr).toMatch(/its holder is on another machine/);
    expect(await item(path)).toBeUndefined();
  });

  it('does not release the lock of a holder that lives on this machine', async () => {
    const info = JSON.stringify(identityOf(process.pid));
    await hold({ Who: whoami(), Operation: 'OperationTypeStateRestore', Info: info });
    const unlock = ['state', 'unlock', '--stack', 'data', '--lock', 'held', '--yes'];
    expect((await world.json(1, unlock))['error']).toMatchObject({
      code: 'PM-6032',
      why: expect.stringMatching(/its holder runs on this machine/),
    });
  });

  it.each([
    [['state', 'restore', '--stack', 'data']],
    [['state', 'restore', '--stack', 'nothing', '--version', 'v']],
    [['state', 'diff', '--from', 'v']],
    [['state', 'list', '--last', '0']],
    [['state', 'list', '--last', 'x']],
    [['state']],
  ])('says what is wrong with %j', async (args) => {
    expect((await world.run(args)).exit).toBe(2);
  });
});
