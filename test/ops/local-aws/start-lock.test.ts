import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { whileAlone } from '../../../ops/local-aws/start-lock.js';
import { testIo } from '../support/test-io.js';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm-lock-'));
  lock = join(folder, 'start.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const holdFor = (pid: number): void =>
  writeFileSync(lock, JSON.stringify({ token: 't', process: { pid } }));

describe('whileAlone', () => {
  it('never does two works at once, and leaves no file', async () => {
    const { io } = testIo();
    let inside = 0;
    let most = 0;
    const one = (): Promise<void> =>
      whileAlone(io, lock, 10_000, async () => {
        most = Math.max(most, ++inside);
        await sleep(20);
        inside--;
      });
    await Promise.all([one(), one(), one(), one()]);
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replaces the lock of a process that is dead', async () => {
    holdFor(2 ** 22);
    expect(await whileAlone(testIo().io, lock, 0, () => Promise.resolve('done'))).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says who holds it when the wait is over', async () => {
    holdFor(process.pid);
    await expect(
      whileAlone(testIo().io, lock, 150, () => Promise.resolve('done')),
    ).rejects.toMatchObject({
      code: 'PM-7002',
      why: expect.stringContaining(`process ${process.pid} `),
    });
  });

  it('lets go when the work fails', async () => {
    const failing = whileAlone(testIo().io, lock, 0, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ends its wait on Ctrl-C', async () => {
    holdFor(process.pid);
    const abort = new AbortController();
    const { io } = testIo({ signal: abort.signal });
    const waiting = whileAlone(io, lock, 60_000, () => Promise.resolve());
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'PM-7005' });
  });
});
