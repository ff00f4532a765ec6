import { describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
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

export function startWorker(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', worker, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return child;
}

async function ended(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** What no store may lose, with processes of their own. `shared` is asked when a test runs. */
export function nothingLost(name: string, shared: () => SharedStore, increments = 500): void {
  describe(`nothing is lost: ${name}`, () => {
    it(`${PROCESSES} processes × ${increments} increments on one bucket are all counted`, async () => {
      const { env, blocks } = shared();
      const rule = freshRule();
      const children = Array.from({ length: PROCESSES }, (_, i) =>
        startWorker(env, 'increment', rule, `w${i}`, String(increments)),
      );
      expect(await Promise.all(children.map(ended))).toEqual(children.map(() => 0));
      const key = { rule, repository: 'octo/race', hour: '2026-11-22T12' };
      expect(await blocks.counts([key])).toEqual([PROCESSES * increments]);
    }, 600_000);

    it.each([1, 100, 1000])(
      'kill -9 in the middle of 1,000 events, %i at once, then the retry of all: exactly 1,000',
      async (size) => {
        const { env, fp } = shared();
        const rule = freshRule();
        const child = startWorker(env, 'record', rule, '1000', String(size));
        await once(child.stdout as NodeJS.ReadableStream, 'data');
        // Somewhere in the middle: different each time, and right wherever it is.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
        child.kill('SIGKILL');
        await ended(child);
        const events = sampleEvents(rule, 1000);
        const outcomes = await fp.recordEvents(events);
        expect(outcomes).toHaveLength(1000);
        expect(await fp.getWindowByCount(rule, 10_000)).toEqual([...events].reverse());
      },
      300_000,
    );
  });
}
