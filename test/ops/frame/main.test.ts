import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { alive } from '../../../ops/frame/alive.js';
import { RUNBOOKS } from '../../../ops/runbooks/index.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm-main-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `npm run ops -- ARGS` without npm. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const started = spawn(process.execPath, ['--import', 'tsx', 'ops/main.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, AWS_ENDPOINT_URL: '', PHASE_MIRROR_HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let stdout = '';
  let stderr = '';
  started.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  started.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => started.on('close', (exit) => resolve({ exit, stdout, stderr })));
}

describe('ops/main.ts', () => {
  it('lists every runbook with its own sentence', async () => {
    const { exit, stdout } = await start([]);
    expect(exit).toBe(0);
    for (const [name, entry] of Object.entries(RUNBOOKS)) {
      const runbook = await entry.load();
      expect(runbook.name).toBe(name);
      expect(runbook.summary).toBe(entry.summary);
      expect(stdout).toMatch(new RegExp(`^  ${name} +${entry.summary.slice(0, 20)}`, 'm'));
    }
  });

  it('loads neither Terraform, AWS nor settings to show help', async () => {
    const { exit, stdout, stderr } = await start(['up', '--help'], { NODE_DEBUG: 'esm' });
    expect(exit).toBe(0);
    expect(stdout).toContain('npm run up');
    expect(stderr).toContain('ops/runbooks/up.ts');
    expect(stderr).not.toMatch(/@aws-sdk|node_modules\/z|ops\/terraform|ops\/up/);
  });

  it('refuses a runbook that does not exist with 2', async () => {
    const { exit, stderr } = await start(['stauts']);
    expect(exit).toBe(2);
    expect(stderr).toContain('did you mean status?');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with 130 on %s, and so does its tool',
    async (signal) => {
      const pidFile = join(folder, 'pid');
      const git = join(folder, 'git');
      writeFileSync(git, `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 60\n`);
      chmodSync(git, 0o755);
      const ended = start(['up'], { PATH: `${folder}:${process.env['PATH'] ?? ''}` });
      while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') await sleep(20);
      const tool = Number(readFileSync(pidFile, 'utf8'));
      expect(alive(tool)).toBe(true);
      // npm forwards what the terminal has sent already.
      child?.kill(signal);
      child?.kill(signal);
      const { exit, stderr } = await ended;
      expect(exit).toBe(130);
      expect(stderr).toContain('stopping: waiting for running tools to end');
      expect(stderr).toContain('PM-7005');
      expect(alive(tool)).toBe(false);
    },
  );
});
