import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runRunbook } from '../../../ops/frame/runbook.js';
import { commandOf } from '../../../ops/local-aws/command-of.js';
import { localAwsFiles } from '../../../ops/local-aws/state.js';
import { down } from '../../../ops/runbooks/down.js';
import { status } from '../../../ops/runbooks/status.js';
import { duration, renderStatus } from '../../../ops/status/render.js';
import type { Status } from '../../../ops/status/status.js';
import { keepEvaluations, readEvaluations } from '../../../ops/up/evaluations.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { refusingProxy } from '../../support/refusing-proxy.js';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';
import { testIo, type TestIo } from '../support/test-io.js';

const { local, client } = useLocalAws();
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pm-status-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const scene = (env: Record<string, string> = {}, typed?: string): TestIo =>
  testIo({
    env: { PHASE_MIRROR_HOME: home, ...env },
    ...(typed === undefined ? {} : { typed }),
  });
const remember = (state: object): void => {
  const files = localAwsFiles(scene().io);
  mkdirSync(files.folder, { recursive: true });
  writeFileSync(files.state, JSON.stringify(state));
};
const evaluation = {
  example: 'examples/unsound',
  expected: 'block',
  outcome: 'block',
  findings: [],
  report: '/reports/unsound.json',
  page: '/reports/unsound.html',
  repository: '/r',
  at: '2026-11-22T00:00:00.000Z',
} as const;

describe('status', () => {
  it('says that nothing runs, and how to change that', async () => {
    const { io, stdout } = scene();
    expect(await runRunbook(status, [], io)).toBe(0);
    expect(stdout()).toBe(
      'local AWS  not running\n\nlocal does not stand. `npm run up` makes it.\n',
    );
  });

  it('says that what was in a local AWS ended with it', async () => {
    remember({ instance: 'one', pid: 2 ** 22, endpoint: 'http://127.0.0.1:1', startedAt: 'then' });
    const { io, stdout } = scene();
    expect(await runRunbook(status, ['--json'], io)).toBe(0);
    expect(JSON.parse(stdout())).toMatchObject({ stands: false, local: { kind: 'gone' } });
  });

  it('does not know what a local AWS holds that runs and does not answer: exit 3', async () => {
    // A process of ours by an argument of its command, as a launcher that hangs would be.
    const instance = commandOf(process.pid)?.split(' ').at(-1);
    remember({ instance, pid: process.pid, endpoint: 'http://127.0.0.1:9' });
    const { io, stdout } = scene();
    expect(await runRunbook(status, [], io)).toBe(3);
    expect(stdout()).toContain(`does not answer (pid ${process.pid})`);
    expect(stdout()).toContain('PM-6018');
  });

  it('keeps the last decision of each example', async () => {
    const { io, stdout } = scene();
    expect(readEvaluations(io, 'local')).toEqual([]);
    keepEvaluations(io, 'local', [
      evaluation,
      { ...evaluation, example: 'examples/sound', outcome: 'warn', expected: 'allow' },
    ]);
    await runRunbook(status, [], io);
    expect(stdout()).toContain(
      '  examples/unsound  block at 2026-11-22T00:00:00.000Z, /reports/unsound.json\n',
    );
    expect(stdout()).toContain('  examples/sound    warn (expected allow) at');
  });

  it('says what is wrong with the settings of a real environment', async () => {
    const { io, stderr } = scene();
    expect(await runRunbook(status, ['--env', 'staging'], io)).toBe(2);
    expect(stderr()).toContain('PHASE_MIRROR_STAGING_ACCOUNT');
  });

  const status_ = (more: Partial<Status>): Status => ({
    environment: 'staging',
    stacks: [],
    evaluations: [],
    stands: false,
    ...more,
  });
  it('tells a state that somebody else changed', () => {
    const text = renderStatus(
      status_({
        endpoint: 'AWS in eu-central-1',
        stands: true,
        deployed: { environment: 'staging', at: 'yesterday', stacks: {} },
        stacks: [
          { stack: 'data', serial: 3, resources: 29, asDeployedHere: true },
          { stack: 'access', serial: 9, resources: 24, asDeployedHere: false },
          { stack: 'observability', resources: 0, asDeployedHere: false },
        ],
      }),
      scene().io,
    );
    expect(text).toContain('endpoint         AWS in eu-central-1');
    expect(text).toContain('  data           29 resources, serial 3\n');
    expect(text).toContain('24 resources, serial 9, changed since the last deploy of this folder');
    expect(text).toContain('  observability  no state');
    expect(text).toContain('verify --env staging');
  });

  it.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [3_599_000, '59 min'],
    [3_600_000, '1 h 0 min'],
    [95_000_000, '26 h 23 min'],
    [-5, '0 s'],
  ])('writes %d ms as %s', (ms, text) => expect(duration(ms)).toBe(text));
});

describeWithEmulator('status of a local AWS that runs', () => {
  it('reads what is deployed from the states, not from memory', async () => {
    remember(local());
    const empty = scene();
    expect(await runRunbook(status, ['--json'], empty.io)).toBe(0);
    expect(JSON.parse(empty.stdout())).toMatchObject({
      stands: false,
      endpoint: local().endpoint,
      stacks: [
        { stack: 'foundation', resources: 0 },
        { stack: 'data', resources: 0 },
        { stack: 'access', resources: 0 },
        { stack: 'observability', resources: 0 },
      ],
    });

    const { state } = deploymentFor('local', {});
    const s3 = client(S3Client);
    const Bucket = state.bucket;
    const LocationConstraint = 'eu-central-1';
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }),
    );
    const Body = JSON.stringify({
      version: 4,
      serial: 7,
      lineage: 'l',
      resources: [{ mode: 'managed', type: 'x', name: 'y', instances: [{}] }],
    });
    await s3.send(new PutObjectCommand({ Bucket, Key: state.objectKey('local', 'data'), Body }));
    const { io, stdout } = scene();
    await runRunbook(status, [], io);
    expect(stdout()).toMatch(
      new RegExp(`local AWS +${local().endpoint}, pid ${local().pid}, up for`),
    );
    expect(stdout()).toMatch(/data +1 resources, serial 7/);
    expect(stdout()).toContain('local does not stand');
  });

  it('says which states it could not read, answers the others, and exits 3', async () => {
    const proxy = await refusingProxy(local().endpoint, ({ target }) =>
      /^GET .*\/(data|access)\/terraform\.tfstate/.test(target),
    );
    try {
      const folder = join(home, 'local/cdktf.out/stacks/data');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'errored.tfstate'), '{}');
      const env = { AWS_ENDPOINT_URL: proxy.endpoint };
      const told = scene(env);
      expect(await runRunbook(status, [], told.io)).toBe(3);
      expect(told.stdout()).toMatch(
        /data +\?\? could not be read: AccessDenied.*; what was applied last is not in it yet/,
      );
      expect(told.stdout()).toMatch(/observability +no state/);
      expect(told.stdout()).toContain('Whether local stands is not known.');
      const { io, stdout } = scene(env);
      expect(await runRunbook(status, ['--json'], io)).toBe(3);
      expect(JSON.parse(stdout())).toMatchObject({
        stands: null,
        stacks: [{}, { unknown: expect.stringContaining('AccessDenied') as unknown }, {}, {}],
        error: { code: 'PM-6018', why: expect.stringMatching(/^data: .*; access: /) as unknown },
      });
    } finally {
      await proxy.close();
    }
  });

  it('asks an endpoint of the person instead', async () => {
    const { io, stdout } = scene({ AWS_ENDPOINT_URL: local().endpoint });
    await runRunbook(status, [], io);
    expect(stdout()).toMatch(new RegExp(`^endpoint +${local().endpoint}`));
  });
});

describe('down', () => {
  it('has nothing to do when nothing is up', async () => {
    const { io, stdout, stderr } = scene();
    expect(await runRunbook(down, [], io)).toBe(0);
    expect(stdout()).toBe('Nothing was up.\n');
    expect(stderr()).toContain(
      'skip destroy the stacks (they ended with the local AWS that held them)',
    );
  });

  it('drops what is kept about a local AWS that is gone, and ends nobody', async () => {
    // Its pid is somebody else's now, in whose command the id stands by chance: of a folder named so, say.
    const instance = commandOf(process.pid)?.slice(1, 4);
    remember({ instance, pid: process.pid, endpoint: 'http://127.0.0.1:1' });
    mkdirSync(join(home, 'local', 'cdktf.out'), { recursive: true });
    mkdirSync(join(home, 'local', 'logs'));
    const { io, stdout } = scene();
    expect(await runRunbook(down, ['--json'], io)).toBe(0);
    expect(JSON.parse(stdout())).toMatchObject({
      destroyed: [],
      stopped: null,
      dropped: ['cdktf.out'],
    });
  });

  it('destroys no environment that holds real data', async () => {
    const { io, stderr } = scene();
    expect(await runRunbook(down, ['--env', 'production', '--yes'], io)).toBe(1);
    expect(stderr()).toContain('PM-6006');
  });

  it('asks before it destroys behind an endpoint of the person', async () => {
    const env = { AWS_ENDPOINT_URL: 'http://10.0.0.1:4566' };
    const asked = scene(env, 'n\n');
    expect(await runRunbook(down, [], asked.io)).toBe(130);
    expect(asked.stderr()).toBe('Destroy the local environment at http://10.0.0.1:4566? [y/N] ');
    expect(asked.stdout()).toBe('Not confirmed: nothing was changed.\n');
    const nobody = scene(env);
    expect(await runRunbook(down, [], nobody.io)).toBe(2);
  });

  it.each([
    [
      { AWS_ENDPOINT_URL: 'http://10.0.0.1:4566' },
      'destroy the stacks of local at http://10.0.0.1:4566',
    ],
    [{}, 'do nothing: nothing is up'],
  ])('says under --dry-run what it would do (%j)', async (env, line) => {
    const { io, stdout } = scene(env);
    expect(await runRunbook(down, ['--dry-run'], io)).toBe(0);
    expect(stdout()).toBe(`Would:\n  ${line}\n`);
  });
});
