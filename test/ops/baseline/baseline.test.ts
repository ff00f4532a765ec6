import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { beforeAll, expect, it } from '@jest/globals';
import { makeExample } from '../../../ops/examples.js';
import { baselineKey } from '../../../runtime/src/names/index.js';
import { LOCAL, useEnvironmentWorld } from '../support/environment-world.js';
import { describeWithEmulator } from '../support/needs.js';
import { refusingProxy } from '../../support/refusing-proxy.js';

const world = useEnvironmentWorld();
const Bucket = LOCAL.names.buckets.baseline;
const Key = baselineKey({ repository: 'local/sound', branch: 'main' });
let repo: string;
const at = (action: string, ...more: readonly string[]): readonly string[] => [
  ...['baseline', action, '--repo', repo, ...more],
];
const publish = (expect: string, ...more: readonly string[]): readonly string[] =>
  at('publish', '--head', 'main', '--by', 'ada', '--expect', expect, '--yes', ...more);

/** Each call is a process of its own. */
const PATIENCE_MS = 180_000;

describeWithEmulator('the runbook baseline', () => {
  let hash: string;
  let version: string;
  beforeAll(async () => {
    await world.client(SSMClient).send(
      new PutParameterCommand({
        Name: LOCAL.names.parameters.secret('nonce', 1),
        Type: 'SecureString',
        Value: 'ab'.repeat(32),
      }),
    );
    repo = (await makeExample('sound', join(world.home, 'sound'))).folder;
  });

  it(
    'publishes what was captured, once, and shows it',
    async () => {
      const dry = await world.run([...publish('none'), '--dry-run']);
      expect(dry).toMatchObject({ exit: 0 });
      expect(dry.stdout).toMatch(`s3:PutObject s3://${Bucket}/${Key} (only if there is none)`);
      const { verified } = (await world.json(0, publish('none'))) as {
        verified: { sha256: string; version: string };
      };
      ({ sha256: hash, version } = verified);
      expect(await world.json(0, publish('none'))).toMatchObject({ outcome: 'unchanged' });
      expect(await world.json(0, at('show'))).toMatchObject({ baseline: { sha256: hash } });
      expect((await world.run(at('diff'))).stdout).toMatch(/0 of \d+ fields are weaker/);
    },
    PATIENCE_MS,
  );

  it(
    'refuses who expects another baseline, and a commit that the branch has not',
    async () => {
      const file = join(world.home, 'captured.json');
      const args = ['--head', 'HEAD', '--by', 'bob'];
      expect((await world.run(at('capture', ...args, '--out', file))).exit).toBe(0);
      expect((await world.json(1, publish('none', '--file', file)))['error']).toMatchObject({
        code: 'PM-3007',
      });
      const ahead = at('publish', ...args, '--expect', hash, '--yes');
      expect((await world.json(2, ahead))['error']).toMatchObject({ code: 'PM-1002' });
      expect(await world.json(0, publish(hash, '--file', file))).toMatchObject({
        outcome: 'applied',
      });
    },
    PATIENCE_MS,
  );

  it(
    'restores an older version, once',
    async () => {
      const shown = (await world.json(0, at('show'))) as { baseline: { sha256: string } };
      const restore = at('restore', '--version', version, '--yes', '--expect');
      expect((await world.json(1, [...restore, 'none']))['error']).toMatchObject({
        code: 'PM-3007',
      });
      expect(await world.json(0, [...restore, shown.baseline.sha256])).toMatchObject({
        outcome: 'applied',
        verified: { sha256: hash },
      });
      expect(await world.json(0, [...restore, hash])).toMatchObject({ outcome: 'unchanged' });
    },
    PATIENCE_MS,
  );

  it(
    'never replaces a baseline that cannot be read',
    async () => {
      const s3 = world.client(S3Client);
      const proxy = await refusingProxy(world.endpoint());
      proxy.refuse = ({ target }) => target.startsWith(`GET /${Bucket}/`);
      try {
        const env = { AWS_ENDPOINT_URL: proxy.endpoint };
        expect((await world.json(3, publish(hash), env))['error']).toMatchObject({
          code: 'PM-3001',
        });
      } finally {
        await proxy.close();
      }
      const { VersionId } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      // Spoilt: a publisher is refused, a restore is what mends it.
      const spoilt = await s3.send(new PutObjectCommand({ Bucket, Key, Body: '{"spoilt":' }));
      expect((await world.json(3, publish(hash)))['error']).toMatchObject({ code: 'PM-3006' });
      const after = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(after.VersionId).toBe(spoilt.VersionId);
      expect(VersionId).not.toBe(spoilt.VersionId);
    },
    PATIENCE_MS,
  );

  it('says what is missing', async () => {
    expect((await world.run(at('publish'))).exit).toBe(2);
    expect((await world.run(at('restore', '--expect', 'none'))).exit).toBe(2);
  });
});
