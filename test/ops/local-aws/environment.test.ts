import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { environmentIo, localAwsEnv } from '../../../ops/local-aws/environment.js';
import { localAwsFiles } from '../../../ops/local-aws/state.js';
import { testIo } from '../support/test-io.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pm-env-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const scene = (env: Record<string, string> = {}) =>
  testIo({ env: { PHASE_MIRROR_HOME: home, ...env } }).io;

describe('localAwsEnv', () => {
  it('takes away everything that leads a call elsewhere or makes it somebody real', () => {
    const env = localAwsEnv('http://127.0.0.1:4566', {
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'real',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://elsewhere',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      AWS_ACCESS_KEY_ID: 'real',
      NO_PROXY: 'intranet',
    });
    expect(env).toMatchObject({
      AWS_PROFILE: undefined,
      AWS_SESSION_TOKEN: undefined,
      AWS_ENDPOINT_URL_DYNAMODB: undefined,
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'phase-mirror',
      AWS_REGION: 'eu-central-1',
      NO_PROXY: 'intranet,127.0.0.1,localhost',
    });
    expect(Object.keys(env)).toContain('AWS_PROFILE');
  });

  it('keeps the region that is set', () => {
    expect(localAwsEnv('x', { AWS_REGION: 'eu-west-1' })['AWS_REGION']).toBe('eu-west-1');
  });
});

describe('environmentIo', () => {
  it('leaves real environments as they are', async () => {
    const io = scene({ AWS_PROFILE: 'staging' });
    expect(await environmentIo(io, 'staging')).toBe(io);
  });

  it("lets the person's own endpoint and credentials win", async () => {
    const io = await environmentIo(
      scene({ AWS_ENDPOINT_URL: 'http://10.0.0.1:4566', AWS_ACCESS_KEY_ID: 'test' }),
      'local',
    );
    expect(io.env).toMatchObject({
      AWS_ENDPOINT_URL: 'http://10.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'test',
    });
    expect(io.env['AWS_SECRET_ACCESS_KEY']).toBeUndefined();
  });

  it('gives an own endpoint without credentials the ones that mean nothing', async () => {
    const io = await environmentIo(scene({ AWS_ENDPOINT_URL: 'http://10.0.0.1:4566' }), 'local');
    expect(io.env).toMatchObject({ AWS_ACCESS_KEY_ID: 'phase-mirror', AWS_REGION: 'eu-central-1' });
  });

  it('leads to the local AWS that runs', async () => {
    const server = createServer((_, response) => response.end('{"instance": "one"}'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const io = scene();
    const files = localAwsFiles(io);
    mkdirSync(files.folder, { recursive: true });
    writeFileSync(files.state, JSON.stringify({ instance: 'one', pid: process.pid, endpoint }));
    try {
      expect((await environmentIo(io, 'local')).env['AWS_ENDPOINT_URL']).toBe(endpoint);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it.each([
    ['was not started', undefined, 'it was not started'],
    [
      'ended',
      { instance: 'one', pid: 2 ** 22, endpoint: 'http://127.0.0.1:1' },
      'its process ended',
    ],
  ])('says `npm run up` when the local AWS %s', async (_, state, why) => {
    const io = scene();
    const files = localAwsFiles(io);
    mkdirSync(files.folder, { recursive: true });
    if (state !== undefined) writeFileSync(files.state, JSON.stringify(state));
    await expect(environmentIo(io, 'local')).rejects.toMatchObject({
      code: 'PM-7004',
      why: expect.stringContaining(why),
      remedy: expect.stringContaining('npm run up'),
    });
  });
});
