import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { alive } from '../../../ops/frame/alive.js';
import { steps } from '../../../ops/frame/steps.js';
import { ensureLocalAws, type Ensured } from '../../../ops/local-aws/start.js';
import { findLocalAws, localAwsFiles, type LocalAws } from '../../../ops/local-aws/state.js';
import { endProcess, stopLocalAws } from '../../../ops/local-aws/stop.js';
import { describeWithEmulator } from '../support/needs.js';
import { testIo, type TestIo } from '../support/test-io.js';

let home: string;
let scene: TestIo;
const bystanders: ChildProcess[] = [];
const servers: Server[] = [];
const started = new Set<number>();

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pm-lifecycle-'));
  scene = testIo({ env: { ...process.env, PHASE_MIRROR_HOME: home, AWS_ENDPOINT_URL: '' } });
});
afterEach(async () => {
  for (const child of bystanders.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
  for (const pid of started) if (alive(pid)) process.kill(pid, 'SIGKILL');
  started.clear();
  await sleep(20);
  rmSync(home, { recursive: true, force: true });
});

const ensure = async (port = 0): Promise<Ensured> => {
  const ensured = await ensureLocalAws(scene.io, steps(scene.io), { port, answerMs: 500 });
  started.add(ensured.local.pid);
  return ensured;
};
const stop = (): Promise<LocalAws | undefined> => stopLocalAws(scene.io, steps(scene.io));
const remember = (state: Partial<LocalAws>): void => {
  const files = localAwsFiles(scene.io);
  mkdirSync(files.folder, { recursive: true });
  writeFileSync(files.state, JSON.stringify({ instance: 'an-earlier-one', ...state }));
};
const bystander = (): number => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  bystanders.push(child);
  if (child.pid === undefined) throw new Error('it did not start');
  return child.pid;
};
const listening = async (answer: object): Promise<number> => {
  const server = createServer((_, response) => response.end(JSON.stringify(answer)));
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
};

describeWithEmulator('ensureLocalAws and stopLocalAws', () => {
  it('start one, find it again, and stop it by its pid', async () => {
    const first = await ensure();
    expect(first.how).toBe('started');
    expect(await findLocalAws(scene.io)).toEqual({ kind: 'running', local: first.local });
    const second = await ensure();
    expect(second).toEqual({ how: 'reused', local: first.local });

    expect(await stop()).toEqual(first.local);
    expect(alive(first.local.pid)).toBe(false);
    expect(await findLocalAws(scene.io)).toEqual({ kind: 'none' });
    expect(await stop()).toBeUndefined();
    expect(scene.stderr()).toContain('skip stop the local AWS (none was started here)');
  }, 30_000);

  it('start one, not two, when two commands run at once', async () => {
    const [a, b] = await Promise.all([ensure(), ensure()]);
    expect(a.local.instance).toBe(b.local.instance);
    expect([a.how, b.how].sort()).toEqual(['reused', 'started']);
  }, 30_000);

  it('take another port when the preferred one is taken', async () => {
    const taken = await listening({});
    const { local } = await ensure(taken);
    expect(local.port).not.toBe(taken);
    expect(await findLocalAws(scene.io)).toMatchObject({ kind: 'running' });
  }, 30_000);

  it('start anew after a kill, and drop what was kept about the one that is gone', async () => {
    const { local } = await ensure();
    const environment = join(home, 'local');
    mkdirSync(join(environment, 'logs'), { recursive: true });
    mkdirSync(join(environment, 'cdktf.out'));
    writeFileSync(join(environment, 'journal.jsonl'), '');
    process.kill(local.pid, 'SIGKILL');
    while (alive(local.pid)) await sleep(10);
    expect(await findLocalAws(scene.io)).toEqual({ kind: 'gone', local });

    const { local: next, how } = await ensure();
    expect(how).toBe('started');
    expect(next.instance).not.toBe(local.instance);
    expect(existsSync(join(environment, 'journal.jsonl'))).toBe(false);
    expect(existsSync(join(environment, 'cdktf.out'))).toBe(false);
    expect(existsSync(join(environment, 'logs'))).toBe(true);
    expect(scene.stderr()).toContain('a local AWS that is gone: cdktf.out, journal.jsonl');
  }, 30_000);

  it('never end a process that took over the pid of one that is gone', async () => {
    const pid = bystander();
    remember({ pid, endpoint: 'http://127.0.0.1:1' });
    expect(await findLocalAws(scene.io)).toMatchObject({ kind: 'gone' });
    expect(await stop()).toBeUndefined();
    expect(alive(pid)).toBe(true);
    expect(existsSync(localAwsFiles(scene.io).state)).toBe(false);
  });

  it('take nobody for ours who listens on the port of one that is gone', async () => {
    const port = await listening({ instance: 'another', pid: process.pid });
    remember({ pid: 2 ** 22, endpoint: `http://127.0.0.1:${port}` });
    expect(await findLocalAws(scene.io)).toMatchObject({ kind: 'gone' });
  });

  it('take no half-written or foreign state file for a state', async () => {
    const files = localAwsFiles(scene.io);
    for (const text of ['', '{"inst', '[]', '{"pid": "7"}', 'null']) {
      mkdirSync(files.folder, { recursive: true });
      writeFileSync(files.state, text);
      expect(await findLocalAws(scene.io)).toEqual({ kind: 'none' });
    }
  });

  it('replace one that runs but does not answer', async () => {
    const { local } = await ensure();
    process.kill(local.pid, 'SIGSTOP');
    expect(await findLocalAws(scene.io, 200)).toEqual({ kind: 'silent', local });
    const { local: next, how } = await ensure();
    expect(how).toBe('started');
    expect(alive(local.pid)).toBe(false);
    expect(next.pid).not.toBe(local.pid);
    expect(scene.stderr()).toContain(`ok stop the local AWS that does not answer`);
  }, 40_000);

  it('leave nothing behind when they are cancelled', async () => {
    const abort = new AbortController();
    const cancelled = testIo({ env: scene.io.env, signal: abort.signal });
    const { io } = cancelled;
    const pending = ensureLocalAws(io, steps(io), { port: 0 });
    const watch = setInterval(() => {
      if (cancelled.stderr().includes('> start the local AWS')) abort.abort();
    }, 5);
    pending.catch(() => undefined).finally(() => clearInterval(watch));
    await expect(pending).rejects.toMatchObject({ code: 'PM-7005', exit: 130 });
    await sleep(100);
    expect(await findLocalAws(scene.io)).toMatchObject({ kind: 'none' });
    expect(existsSync(localAwsFiles(io).lock)).toBe(false);
  }, 30_000);
});

describe('endProcess', () => {
  it('kills one that does not listen to SIGTERM', async () => {
    const child = spawn(
      process.execPath,
      ['-e', "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    bystanders.push(child);
    await new Promise((ready) => child.stdout.once('data', ready));
    const pid = child.pid ?? 0;
    await endProcess({ pid }, 200);
    expect(alive(pid)).toBe(false);
  });

  it('is done when the process is gone already', async () => {
    await expect(endProcess({ pid: 2 ** 22 })).resolves.toBeUndefined();
  });
});
