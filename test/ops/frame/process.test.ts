import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { killRunning } from '../../../ops/frame/process-groups.js';
import { runTool } from '../../../ops/frame/process.js';
import { alive } from '../../../ops/frame/alive.js';
import { testIo } from '../support/test-io.js';

const NODE = process.execPath;
const script = (source: string): readonly string[] => ['-e', source];

describe('runTool', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pm-process-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('answers the exit code, both streams, and does not throw when the tool fails', async () => {
    const { io } = testIo();
    const result = await runTool(io, {
      command: NODE,
      args: script('console.log("out"); console.error("err"); process.exit(7)'),
    });
    expect(result).toMatchObject({ exit: 7, stdout: 'out\n', stderr: 'err\n' });
    expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('passes arguments exactly as they are, whatever a shell would make of them', async () => {
    const { io } = testIo();
    const odd = ['a b', '$HOME', '`id`', '"', "'", '*', 'a;b', 'ü\n', ''];
    const result = await runTool(io, {
      command: NODE,
      args: [...script('console.log(JSON.stringify(process.argv.slice(1)))'), '--', ...odd],
    });
    expect(JSON.parse(result.stdout)).toEqual(odd);
  });

  it('adds to the environment of the runbook, and takes away what is undefined', async () => {
    const { io } = testIo({ env: { KEPT: '1', TAKEN: '1' } });
    const result = await runTool(io, {
      command: NODE,
      args: script('const e = process.env; console.log(e.KEPT, e.TAKEN, e.ADDED)'),
      env: { TAKEN: undefined, ADDED: '2' },
    });
    expect(result.stdout).toBe('1 undefined 2\n');
  });

  it('runs in the project root unless told otherwise', async () => {
    const { io } = testIo({ root: folder });
    const result = await runTool(io, { command: NODE, args: script('console.log(process.cwd())') });
    expect(result.stdout.trim()).toBe(folder);
  });

  it('writes both streams to the log, masked, readable by its owner only', async () => {
    const { io } = testIo();
    io.mask.add('hunter2-hunter2');
    const log = join(folder, 'deep', 'tool.log');
    const seen: string[] = [];
    const result = await runTool(io, {
      command: NODE,
      args: script('console.log("key " + process.env.SECRET); console.error("tail")'),
      env: { SECRET: 'hunter2-hunter2' },
      log,
      onLine: (line) => seen.push(line),
    });
    const text = readFileSync(log, 'utf8');
    expect(text).toContain('key ********\n');
    expect(text).toContain('tail\n');
    expect(text).toMatch(/exit 0 after \d/);
    expect(text + seen.join() + result.output).not.toContain('hunter2');
    expect(result.stdout).toContain('hunter2');
    expect(statSync(log).mode & 0o077).toBe(0);
  });

  it('refuses a secret among the arguments, which every user of the machine could read', async () => {
    const { io } = testIo();
    io.mask.add('hunter2-hunter2');
    await expect(runTool(io, { command: NODE, args: ['--token=hunter2-hunter2'] })).rejects.toThrow(
      'a secret in the arguments',
    );
  });

  it('calls onLine with whole lines although characters arrive in pieces', async () => {
    const { io } = testIo();
    const seen: string[] = [];
    await runTool(io, {
      command: NODE,
      args: script(`
        const bytes = Buffer.from('grün\\nblau');
        process.stdout.write(bytes.subarray(0, 3));
        setTimeout(() => process.stdout.write(bytes.subarray(3)), 50);
      `),
      onLine: (line, stream) => seen.push(`${stream} ${line}`),
    });
    expect(seen).toEqual(['stdout grün', 'stdout blau']);
  });

  it('says PM-7001 when the command does not exist', async () => {
    const { io } = testIo();
    await expect(runTool(io, { command: 'no-such-tool-here', args: [] })).rejects.toMatchObject({
      code: 'PM-7001',
      what: 'no-such-tool-here',
    });
  });

  it('keeps exit 127 of a tool that does exist', async () => {
    const { io } = testIo();
    const result = await runTool(io, { command: NODE, args: script('process.exit(127)') });
    expect(result.exit).toBe(127);
  });

  it('lets the tool end itself on Ctrl-C, then says PM-7005', async () => {
    const abort = new AbortController();
    const { io } = testIo({ signal: abort.signal });
    const log = join(folder, 'graceful.log');
    await expect(
      runTool(io, {
        command: NODE,
        args: script(`
          process.on('SIGINT', () => { console.log('lock released'); process.exit(0) });
          setInterval(() => {}, 1000); console.log('ready');
        `),
        log,
        onLine: () => abort.abort(),
      }),
    ).rejects.toMatchObject({ code: 'PM-7005', exit: 130 });
    expect(readFileSync(log, 'utf8')).toContain('lock released');
  });

  it('kills the whole group of a tool that does not end within its grace', async () => {
    const abort = new AbortController();
    const { io } = testIo({ signal: abort.signal });
    let grandchild = 0;
    const stubborn = `process.on('SIGINT', () => {}); setInterval(() => {}, 1000);`;
    await expect(
      runTool(io, {
        command: NODE,
        args: script(`
          ${stubborn}
          const { spawn } = require('node:child_process');
          const child = spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: 'ignore' });
          setTimeout(() => console.log(child.pid), 200);
        `),
        graceMs: 200,
        onLine: (line) => {
          grandchild = Number(line);
          abort.abort();
        },
      }),
    ).rejects.toMatchObject({ code: 'PM-7005' });
    await sleep(50);
    expect(grandchild).toBeGreaterThan(0);
    expect(alive(grandchild)).toBe(false);
  });

  it('starts nothing once the runbook is cancelled', async () => {
    const { io } = testIo({ signal: AbortSignal.abort() });
    let started = false;
    const run = runTool(io, {
      command: NODE,
      args: script(''),
      title: 'the apply of data',
      onStart: () => (started = true),
    });
    await expect(run).rejects.toMatchObject({ code: 'PM-7005', what: 'the apply of data' });
    expect(started).toBe(false);
  });

  it('killRunning ends what runs at once', async () => {
    const { io } = testIo();
    const result = runTool(io, {
      command: NODE,
      args: script(
        `process.on('SIGINT', () => {}); setInterval(() => {}, 1000); console.log('up')`,
      ),
      onLine: () => killRunning(),
    });
    await expect(result).resolves.toMatchObject({ exit: 137 });
  });
});
