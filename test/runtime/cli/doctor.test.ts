import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { gitRow, nodeRow, type DoctorRow } from '../../../runtime/src/cli/doctor-rows.js';
import { faultServer, type FaultServer } from '../../fault/fault-server.js';
import { repository } from '../../support/repository.js';
import { home, phaseMirror, type Ran, type RunOptions } from './terminal.js';

interface Said {
  readonly schema: string;
  readonly ok: boolean;
  readonly rows: readonly DoctorRow[];
}

async function rowsOf(
  args: readonly string[],
  options?: RunOptions,
): Promise<Ran & { readonly said: Said; readonly row: (name: string) => DoctorRow | undefined }> {
  const ran = await phaseMirror(['doctor', ...args, '--json'], options);
  const said = JSON.parse(ran.stdout) as Said;
  return { ...ran, said, row: (name) => said.rows.find((one) => one.name === name) };
}

const AWS = ['--store', 'aws', '--region', 'eu-central-1'];
const env = (endpoint: string): NodeJS.ProcessEnv => ({ AWS_ENDPOINT_URL: endpoint });

// The SDK looks for credentials in the variables of the process.
const before = { ...process.env };
beforeAll(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' });
});
afterAll(() => {
  process.env = before;
});

describe('phase-mirror doctor with the embedded store', () => {
  it('finds everything, and says why this store', async () => {
    const repo = repository({ 'a.txt': '1' });
    const { exit, stdout, stderr } = await phaseMirror(['doctor'], { cwd: repo.folder });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout.replaceAll(/\(\d+ ms\)/g, '(n ms)').replaceAll(home, '~'))
      .toBe(`phase-mirror 0.1.0

tools
  ok    node           v${process.versions.node}
  ok    git            ${/git {12}(.*)/.exec(stdout)?.[1] ?? ''}
  ok    repository     ${repo.folder}

store
  ok    kind           embedded: no store is configured: embedded is the default
  ok    environment    local, project phase-mirror
  ok    location       ~/phase-mirror/local.db
  ok    events         can be read (n ms)
  ok    block counter  can be read (n ms)
  ok    thresholds     can be read (n ms)
  ok    demotions      can be read (n ms)
  ok    consents       can be read (n ms)
  ok    baselines      can be read (n ms)

secrets
  ok    nonce          v1 signs, from embedded store ~/phase-mirror/local.db (n ms)
  ok    nonce v1       signs, 0 days old, until ${/until (\S+)/.exec(stdout)?.[1] ?? ''}

A check can run here.
`);
  });

  it('takes a folder without a repository for no fault of the machine', async () => {
    const { exit, row } = await rowsOf(['--repo', home]);
    expect(exit).toBe(0);
    expect(row('repository')).toMatchObject({
      state: 'note',
      value: expect.stringContaining('PM-2001'),
      fix: expect.stringContaining('--repo DIR'),
    });
    expect((await rowsOf(['--repo', join(home, 'none')])).row('repository')).toMatchObject({
      value: expect.stringContaining('PM-2003'),
    });
  });

  it('notes a shallow clone', async () => {
    const origin = repository({ 'a.txt': '1' });
    origin.branch('change', { 'a.txt': '2' });
    const clone = repository();
    clone.git('fetch', '--depth=1', `file://${origin.folder}`, 'change');
    expect((await rowsOf(['--repo', clone.folder])).row('repository')).toMatchObject({
      state: 'note',
      value: expect.stringContaining('shallow'),
    });
  });

  it('says which variable overrides which setting', async () => {
    const { row } = await rowsOf(['--store', 'aws'], { env: { PHASE_MIRROR_STORE: 'embedded' } });
    expect(row('kind')?.value).toBe(
      'embedded: PHASE_MIRROR_STORE says embedded; it overrides the setting `store: aws`',
    );
  });

  it.each([
    [
      'a file that is no database',
      { PHASE_MIRROR_EMBEDDED_FILE: join(home, 'broken.db') },
      'PM-3004',
    ],
    ['a store that does not exist', { PHASE_MIRROR_STORE: 'redis' }, 'PM-1002'],
    ['a store on AWS without a region', { PHASE_MIRROR_STORE: 'aws' }, 'PM-1002'],
    ['an account that is none', { PHASE_MIRROR_LOCAL_ACCOUNT: '12' }, 'PM-1002'],
  ])('says FAIL for %s, with what to do', async (_, variables, code) => {
    writeFileSync(join(home, 'broken.db'), 'x'.repeat(4096));
    const { exit, stdout } = await phaseMirror(['doctor'], { env: variables });
    expect(exit).toBe(1);
    expect(stdout).toMatch(new RegExp(`FAIL {2}open .*${code}.*\\n.*fix: `));
    expect(stdout).toContain('A check cannot run here: 1 of');
  });

  it('colours for a terminal', async () => {
    expect((await phaseMirror(['doctor'], { tty: true })).stdout).toContain('\u001b[32mok');
  });

  it('explains itself', async () => {
    const { exit, stdout } = await phaseMirror(['doctor', '--help']);
    expect([exit, stdout.includes('Examples')]).toEqual([0, true]);
  });
});

describe('phase-mirror doctor with AWS', () => {
  let server: FaultServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it('says where, and shows no secret of what answers', async () => {
    server = await faultServer();
    const LastModifiedDate = Date.now() / 1000 - 3 * 86_400;
    const Value = 'ab'.repeat(32);
    server.answer = ({ target, body }) =>
      target.endsWith('GetParametersByPath')
        ? {
            Parameters: [
              { Name: `${String(body['Path'])}/redaction_nonce_v1`, Value, LastModifiedDate },
            ],
          }
        : undefined;
    const { exit, row, stdout } = await rowsOf([...AWS, '--account', '123456789012'], {
      env: env(server.endpoint.replace('//', '//name:word@')),
    });
    expect(exit).toBe(0);
    expect(row('region')?.value).toBe('eu-central-1');
    expect(row('endpoint')?.value).toBe(`${server.endpoint} (AWS_ENDPOINT_URL)`);
    for (const name of ['events', 'block counter', 'thresholds', 'demotions', 'consents'])
      expect(row(name)).toMatchObject({ state: 'ok', ms: expect.any(Number) });
    expect(row('nonce v1')?.value).toMatch(/^signs, 3 days old, until /);
    expect(stdout).not.toContain('abab');
    expect(stdout).not.toContain('word@');
  });

  it('tells what a check cannot do without from what it can', async () => {
    server = await faultServer();
    server.fault = () => ({ kind: 'error', status: 400, type: 'AccessDeniedException' });
    const { exit, said } = await rowsOf(AWS, { env: env(server.endpoint) });
    expect(exit).toBe(1);
    const states = said.rows
      .filter(({ group, ms }) => group !== 'tools' && ms !== undefined)
      .map(({ name, state }) => [name, state]);
    expect(states).toEqual([
      ['events', 'wanting'],
      ['block counter', 'wanting'],
      ['thresholds', 'unknown'],
      ['demotions', 'unknown'],
      ['consents', 'unknown'],
      ['baselines', 'unknown'],
      ['nonce', 'wanting'],
    ]);
    expect(said.rows.find(({ name }) => name === 'events')).toMatchObject({
      value: expect.stringContaining('AccessDenied'),
      fix: expect.stringContaining('aws sts get-caller-identity'),
    });
  });

  it('says what refuses, when nothing listens', async () => {
    const { exit, row } = await rowsOf(AWS, { env: env('http://127.0.0.1:9') });
    expect(exit).toBe(1);
    expect(row('nonce')).toMatchObject({
      state: 'wanting',
      value: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('does not guess the bucket of an account that it does not know', async () => {
    server = await faultServer();
    const { row } = await rowsOf([...AWS, '--environment', 'staging'], {
      env: env(server.endpoint),
    });
    expect(row('baselines')).toMatchObject({
      state: 'unknown',
      fix: expect.stringContaining('PHASE_MIRROR_STAGING_ACCOUNT'),
    });
    expect(server.calls.filter(({ target }) => target.includes('baselines'))).toEqual([]);
  });
});

describe('versions', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['20.18.9', 'wanting'],
    ['21.7.0', 'wanting'],
    ['22.12.0', 'ok'],
    ['22.11.0', 'wanting'],
    ['23.1.0', 'wanting'],
    ['24.0.0', 'ok'],
    ['26.3.1', 'ok'],
  ])('node %s is %s', (version, state) => {
    expect(nodeRow(version).state).toBe(state);
  });

  it.each([
    ['git version 2.30.0', undefined],
    ['git version 3.0.1', undefined],
    ['git version 2.47.1 (Apple Git-155)', undefined],
    ['git version 2.29.9', 'wanting'],
    ['something else', 'wanting'],
  ])('%s is %s', (said, state) => {
    expect(gitRow(said).state).toBe(state);
  });
});
