import { describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { BlockCounter, FpStore } from '../../runtime/src/stores/ports.js';
import { freshRule, sampleEvents } from '../contract/samples.js';

export interface SharedStore {
  /** Variables with which `openStores` of another process opens the same store. */
  readonly env: Readonly<Record<string, string>>;
  readonly fp: FpStore;
  readonly blocks: BlockCounter;
}

const worker = fileURLToPath(new URL('store-worker.ts', import.meta.url));
const PROCESSES = 8;

export interface StoreWorker {
  readonly child: ChildProcess & { readonly stdout: Readable };
  /** Its exit code, or null when it was killed; asked from its birth on, for a short job may be over at once. */
  readonly ended: Promise<number | null>;
}

export function startWorker(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): StoreWorker {
  const child = spawn(process.execPath, ['--import', 'tsx', worker, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended };
}

/** What no store may lose, with processes of their own. `shared` is asked when a test runs. */
export function nothingLost(name: string, shared: () => SharedStore, increments = 500): void {
  describe(`nothing is lost: ${name}`, () => {
    it(`${PROCESSES} processes × ${increments} increments on one bucket are all counted`, async () => {
      const { env, blocks } = shared();
      const rule = freshRule();
      const workers = Array.from({ length: PROCESSES }, (_, i) =>
        startWorker(env, 'increment', rule, `w${i}`, String(increments)),
      );
      expect(await Promise.all(workers.map((one) => one.ended))).toEqual(workers.map(() => 0));
      const key = { rule, repository: 'octo/race', hour: '2026-11-22T12' };
      expect(await blocks.counts([key])).toEqual([PROCESSES * increments]);
    }, 600_000);

    it.each([1, 100, 1000])(
      'kill -9 in the middle of 1,000 events, %i at once, then the retry of all: exactly 1,000',
      async (size) => {
        const { env, fp } = shared();
        const rule = freshRule();
        const { child, ended } = startWorker(env, 'record', rule, '1000', String(size));
        await once(child.stdout, 'data');
        // Somewhere in the middle: different each time, and right wherever it is.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
        child.kill('SIGKILL');
        await ended;
        const events = sampleEvents(rule, 1000);
        const outcomes = await fp.recordEvents(events);
        expect(outcomes).toHaveLength(1000);
        expect(await fp.getWindowByCount(rule, 10_000)).toEqual([...events].reverse());
      },
      300_000,
    );
  });
}
