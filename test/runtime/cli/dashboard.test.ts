import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { servePage } from '../../../runtime/src/cli/dashboard-server.js';
import { home, phaseMirror, type Ran } from './terminal.js';

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(join(home, 'dashboard-'));
  env = { XDG_STATE_HOME: folder };
});

const dashboard = (...args: readonly string[]): Promise<Ran> =>
  phaseMirror(['dashboard', ...args], { env, cwd: folder });

describe('phase-mirror dashboard', () => {
  it('writes one page into a folder that it makes', async () => {
    const { exit, stdout, stderr } = await dashboard('--out', 'a/b');
    expect([exit, stdout, stderr]).toEqual([0, '', 'written: a/b/index.html\n']);
    const page = readFileSync(join(folder, 'a/b/index.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('Nothing to do</span> in local');
    expect(page).toContain('Alarms: not known.</b> The embedded store is a file of this user');
  });

  it('replaces the page of another day whole, keeps its mode, and leaves no draft', async () => {
    writeFileSync(join(folder, 'index.html'), 'old', { mode: 0o640 });
    expect((await dashboard('--out', '.')).exit).toBe(0);
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(statSync(join(folder, 'index.html')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('prints what it shows as JSON', async () => {
    const mission = JSON.parse((await dashboard('--json')).stdout) as Record<string, unknown>;
    expect(mission).toMatchObject({
      schema: 'phase-mirror/dashboard@1',
      environment: 'local',
      release: { known: false, why: expect.stringContaining('PM-2002') },
    });
  });

  it('finds the last release among the tags of a clone', async () => {
    const git = (...args: readonly string[]): unknown =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        env: { ...process.env, GIT_COMMITTER_DATE: '2026-11-14T10:00:00Z' },
      });
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'x');
    const none = JSON.parse((await dashboard('--json')).stdout) as object;
    expect(none).toMatchObject({
      release: { known: false, why: expect.stringContaining('v1.2.3') },
    });
    git('tag', 'v-next');
    git('tag', '-a', '-m', 'x', 'v0.2.0-rc.1');
    const { release } = JSON.parse((await dashboard('--json')).stdout) as { release: unknown };
    expect(release).toEqual({
      known: true,
      value: {
        tag: 'v0.2.0-rc.1',
        commit: expect.stringMatching(/^[0-9a-f]{12}$/),
        at: '2026-11-14T10:00:00.000Z',
      },
    });
  });

  it.each([
    ['nowhere to go', [], /say where to/],
    ['a port without a server', ['--out', 'x', '--port', '1'], /--port is the port of --serve/],
    ['a port that is none', ['--serve', '--port', '70000'], /0 to 65535/],
  ])('refuses %s', async (_, args, why) => {
    const { exit, stderr } = await dashboard(...args);
    expect(exit).toBe(2);
    expect(stderr).toMatch(why);
  });

  it('says that a folder cannot be made', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { exit, stderr } = await dashboard('--out', 'file');
    expect([exit, stderr]).toEqual([2, expect.stringContaining('--out file')]);
  });

  it('has help', async () => {
    expect((await dashboard('--help')).stdout).toContain('mission control');
  });
});

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

function ask(url: string, options: { host?: string; method?: string } = {}): Promise<Answer> {
  const { host, method = 'GET' } = options;
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    request(url, { method, headers }, (response) => {
      let text = '';
      response.on('data', (part) => (text += String(part)));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the server of the dashboard', () => {
  it('answers on loopback, anew each time, and nobody who came by another name', async () => {
    const ended = new AbortController();
    let reads = 0;
    let url = '';
    const served = servePage({
      port: 0,
      page: () => {
        reads += 1;
        return reads === 3
          ? Promise.reject(new Error('no store of ada@example.org'))
          : Promise.resolve(`page ${reads}`);
      },
      listening: (at) => (url = at),
      signal: ended.signal,
    });
    while (url === '') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await ask(url)).toEqual({ status: 200, text: 'page 1' });
    expect(await ask(url)).toEqual({ status: 200, text: 'page 2' });
    expect(await ask(url)).toEqual({
      status: 500,
      text: expect.stringMatching(/^Error: no store of \[redacted:email:[^@]*\]\n$/),
    });
    expect((await ask(url, { host: 'evil.example' })).status).toBe(403);
    expect((await ask(`${url}other`)).status).toBe(404);
    expect((await ask(url, { method: 'POST' })).status).toBe(405);
    const port = Number(new URL(url).port);
    const second = servePage({
      port,
      page: () => Promise.resolve(''),
      listening: () => undefined,
      signal: ended.signal,
    });
    await expect(second).rejects.toMatchObject({ code: 'PM-1002' });
    ended.abort();
    await served;
    await expect(ask(url)).rejects.toThrow();
  });
});
