import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOUR_MS, hourBucket } from '../../../runtime/src/clock.js';
import {
  blocksPerHour,
  breaker,
  breakerState,
  type Judged,
} from '../../../runtime/src/policy/breaker.js';
import { openEmbedded } from '../../../runtime/src/stores/embedded/index.js';
import type { BlockCounter } from '../../../runtime/src/stores/ports.js';
import { testClock, type TestClock } from '../../contract/samples.js';

const RULE = 'MD-001';
const block: Judged = { rule: RULE, outcome: 'block' };

async function scene(
  work: (given: { counter: BlockCounter; clock: TestClock }) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'phase-mirror-breaker-'));
  const clock = testClock('2026-11-22T12:59:59.999Z');
  const stores = openEmbedded(join(folder, 'local.db'), { clock });
  try {
    await work({ counter: stores.blocks, clock });
  } finally {
    stores.close();
    rmSync(folder, { recursive: true });
  }
}

describe('the breaker', () => {
  it('degrades above the threshold, and recovers with the next UTC hour', () =>
    scene(async ({ counter, clock }) => {
      const it = breaker({ counter, clock, repository: 'octo/example', threshold: 2 });
      const opened: (readonly string[])[] = [];
      for (const run of ['1', '2', '3']) {
        const reading = await it.read([RULE]);
        expect(reading.judge(block)).toEqual({
          outcome: 'block',
          state: 'closed',
          reason: undefined,
        });
        opened.push((await it.count(reading, [block], run)).opened);
      }
      expect(opened).toEqual([[], [], [RULE]]);
      const degraded = await it.read([RULE]);
      expect(degraded.judge(block)).toEqual({
        outcome: 'warn',
        state: 'degraded',
        reason: expect.stringMatching(/^MD-001 blocked more than 2 times .*2026-11-22T12:00Z/),
      });
      // A block that became a warning is still counted, and opens nothing twice.
      expect((await it.count(degraded, [block], '4')).opened).toEqual([]);
      clock.advance(1);
      const next = await it.read([RULE]);
      expect(next.hour).toBe('2026-11-22T13');
      expect(next.judge(block)).toMatchObject({ outcome: 'block', state: 'recovered' });
      clock.advance(HOUR_MS);
      expect((await it.read([RULE])).state(RULE)).toBe('closed');
    }));

  it('never degrades an L0 failure or a crashed rule, and never counts one', () =>
    scene(async ({ counter, clock }) => {
      const it = breaker({ counter, clock, repository: 'octo/example', threshold: 0 });
      const crash: Judged = { ...block, exempt: true };
      const first = await it.read([RULE]);
      expect((await it.count(first, [crash], '1')).keys).toEqual([]);
      await it.count(first, [block], '1');
      const reading = await it.read([RULE]);
      expect(reading.state(RULE)).toBe('degraded');
      expect(reading.judge(crash)).toMatchObject({ outcome: 'block', reason: undefined });
      expect(reading.judge({ rule: RULE, outcome: 'allow' })).toMatchObject({ outcome: 'allow' });
    }));

  it('counts a run once for a rule, whatever its findings and retries', () =>
    scene(async ({ counter, clock }) => {
      const it = breaker({ counter, clock, repository: 'octo/example', threshold: 5 });
      const reading = await it.read([RULE]);
      const judged: Judged[] = [block, block, { rule: 'MD-102', outcome: 'warn' }];
      expect(it.keys(reading, judged)).toEqual([
        { rule: RULE, repository: 'octo/example', hour: '2026-11-22T12' },
      ]);
      await it.count(reading, judged, 'run-1');
      await it.count(reading, judged, 'run-1');
      expect(await counter.counts(it.keys(reading, judged))).toEqual([1]);
    }));

  it('keeps blocking when the counter cannot be read, and says so', async () => {
    const counter = { counts: () => Promise.reject(new Error('gone')) } as unknown as BlockCounter;
    const it = breaker({ counter, clock: testClock(), repository: 'octo/example', threshold: 0 });
    const reading = await it.read([RULE]);
    expect(reading.degraded).toBe('block counter unreadable: gone');
    expect(reading.judge(block)).toMatchObject({ outcome: 'block', state: 'closed' });
  });

  it('closes at once on a reset, which is kept', () =>
    scene(async ({ counter, clock }) => {
      const it = breaker({ counter, clock, repository: 'octo/example', threshold: 0 });
      await it.count(await it.read([RULE]), [block], '1');
      expect((await it.read([RULE])).state(RULE)).toBe('degraded');
      await it.reset(RULE, 'ada', 'rule fixed');
      expect((await it.read([RULE])).state(RULE)).toBe('closed');
      expect(await counter.resets(RULE, 'octo/example')).toMatchObject([
        { by: 'ada', reason: 'rule fixed', forgiven: 1 },
      ]);
    }));

  it('counts in the hour in which it judged, though the clock went on', () =>
    scene(async ({ counter, clock }) => {
      const it = breaker({ counter, clock, repository: 'octo/example', threshold: 5 });
      const reading = await it.read([RULE]);
      clock.advance(1);
      const { keys } = await it.count(reading, [block], '1');
      expect(keys[0]?.hour).toBe('2026-11-22T12');
    }));

  it('agrees with a model over random runs, retries and clocks', () =>
    scene(async ({ counter, clock }) => {
      let universe = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: 3 }),
          fc.array(
            fc.record({
              minutes: fc.integer({ min: 0, max: 50 }),
              run: fc.integer({ min: 0, max: 9 }),
              outcome: fc.constantFrom('block', 'warn'),
              exempt: fc.boolean(),
            }),
            { maxLength: 25 },
          ),
          async (threshold, steps) => {
            universe += 1;
            const it = breaker({ counter, clock, repository: `octo/${universe}`, threshold });
            const model = new Map<string, Set<string>>();
            const blocks = (at: number): number => model.get(hourBucket(at))?.size ?? 0;
            for (const { minutes, run, outcome, exempt } of steps) {
              clock.advance(minutes * 60_000);
              const judged: Judged = { rule: RULE, outcome, exempt };
              const reading = await it.read([RULE]);
              const now = clock.now();
              const degraded = blocks(now) > threshold;
              expect(reading.state(RULE)).toBe(
                degraded ? 'degraded' : blocks(now - HOUR_MS) > threshold ? 'recovered' : 'closed',
              );
              expect(reading.judge(judged).outcome).toBe(
                degraded && outcome === 'block' && !exempt ? 'warn' : outcome,
              );
              await it.count(reading, [judged], `run-${run}`);
              if (outcome === 'block' && !exempt) {
                const hour = model.get(hourBucket(now)) ?? new Set();
                model.set(hourBucket(now), hour.add(`run-${run}`));
              }
            }
          },
        ),
        { numRuns: 60 },
      );
    }));
});

describe('the threshold', () => {
  it.each([
    ['local', 'standard', undefined, 100],
    ['staging', 'standard', undefined, 20],
    ['production', 'standard', undefined, 10],
    ['production', 'strict', undefined, 20],
    ['production', 'standard', 7, 7],
    ['production', 'strict', 7, 14],
    ['production', 'standard', 0, 0],
  ] as const)('of %s, %s, with %p stored, is %i', (environment, strictness, stored, expected) => {
    expect(blocksPerHour(environment, strictness, stored)).toBe(expected);
  });

  it('itself does not open the breaker: one more does', () => {
    expect(breakerState(10, 0, 10)).toBe('closed');
    expect(breakerState(11, 0, 10)).toBe('degraded');
    expect(breakerState(10, 11, 10)).toBe('recovered');
    expect(breakerState(11, 11, 10)).toBe('degraded');
    expect(breakerState(0, 10, 10)).toBe('closed');
  });
});
