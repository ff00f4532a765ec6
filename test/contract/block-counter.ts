import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DAY_MS } from '../../runtime/src/clock.js';
import type { BlockCounter, BlockKey } from '../../runtime/src/stores/ports.js';
import type { Opened } from './fp-store.js';
import { freshRule, testClock, type TestClock } from './samples.js';

/** What every `BlockCounter` does. */
export function blockCounterContract(
  name: string,
  open: (clock: TestClock) => Opened<BlockCounter> | Promise<Opened<BlockCounter>>,
): void {
  describe(`BlockCounter: ${name}`, () => {
    // An emulator on two shared cores takes its time.
    jest.setTimeout(60_000);
    const clock = testClock();
    let opened: Opened<BlockCounter>;
    let counter: BlockCounter;
    beforeAll(async () => {
      opened = await open(clock);
      counter = opened.store;
    });
    afterAll(async () => {
      await opened.close();
    });
    const freshKey = (): BlockKey => ({
      rule: freshRule(),
      repository: 'octo/example',
      hour: '2026-11-22T12',
    });

    it('counts from 0, one a run', async () => {
      const key = freshKey();
      expect(await counter.counts([key])).toEqual([0]);
      expect(await counter.add([key], 'run-1')).toEqual([1]);
      expect(await counter.add([key], 'run-2')).toEqual([2]);
      expect(await counter.counts([key])).toEqual([2]);
    });

    it('counts a run once, however often it is retried', async () => {
      const key = freshKey();
      await counter.add([key], 'run-1');
      expect(await counter.add([key], 'run-1')).toEqual([1]);
      expect(await counter.add([key], 'run-2')).toEqual([2]);
      expect(await counter.add([key], 'run-1')).toEqual([2]);
    });

    it('answers in the order asked, missing ones as 0, the same one twice', async () => {
      const [a, b] = [freshKey(), freshKey()];
      await counter.add([b], 'run-1');
      expect(await counter.counts([a, b, a, b])).toEqual([0, 1, 0, 1]);
      expect(await counter.counts([])).toEqual([]);
    });

    it('keeps rules, repositories and hours apart', async () => {
      const key = freshKey();
      const others = [
        { ...key, repository: 'octo/example2' },
        { ...key, hour: '2026-11-22T13' },
        { ...freshKey() },
      ];
      await counter.add([key], 'run-1');
      expect(await counter.counts([key, ...others])).toEqual([1, 0, 0, 0]);
    });

    it('loses nothing when many add at once', async () => {
      const key = freshKey();
      await Promise.all(Array.from({ length: 60 }, (_, i) => counter.add([key], `run-${i % 50}`)));
      expect(await counter.counts([key])).toEqual([50]);
    });

    it('counts more keys than one batch takes', async () => {
      const rule = freshRule();
      const keys = Array.from({ length: 130 }, (_, i) => ({
        rule,
        repository: `octo/r${i}`,
        hour: '2026-11-22T12',
      }));
      await counter.add(keys.slice(0, 3), 'run-1');
      const counts = await counter.counts(keys);
      expect(counts.slice(0, 4)).toEqual([1, 1, 1, 0]);
      expect(counts).toHaveLength(130);
    });

    it('lists the counters from an hour on, by rule, repository and hour', async () => {
      const [a, b] = [freshKey(), freshKey()].sort((x, y) => (x.rule < y.rule ? -1 : 1)) as [
        BlockKey,
        BlockKey,
      ];
      const early = { ...a, hour: '2026-11-22T11' };
      const other = { ...a, repository: 'octo/another' };
      const forgiven = { ...b, repository: 'octo/forgiven' };
      await counter.add([b, a, other, early, forgiven], 'run-1');
      await counter.add([a], 'run-2');
      await counter.reset(forgiven, 'ada', 'T-1');
      const rules = [a.rule, b.rule];
      const own = async (hour: string): Promise<readonly unknown[]> =>
        (await counter.since(hour)).filter(({ rule }) => rules.includes(rule));
      const late = [
        { ...other, blocks: 1 },
        { ...a, blocks: 2 },
        { ...b, blocks: 1 },
      ];
      expect(await own('2026-11-22T12')).toEqual(late);
      expect(await own('2026-11-22T11')).toEqual([
        late[0],
        { ...early, blocks: 1 },
        ...late.slice(1),
      ]);
      expect(await own('2026-11-22T13')).toEqual([]);
      clock.advance(2 * DAY_MS);
      try {
        expect(await own('2026-11-22T11')).toEqual([]);
      } finally {
        clock.advance(-2 * DAY_MS);
      }
      await expect(counter.since('yesterday')).rejects.toMatchObject({ code: 'PM-3003' });
    });

    it('forgets a counter two days after its hour', async () => {
      const key = freshKey();
      await counter.add([key], 'run-1');
      clock.advance(2 * DAY_MS);
      try {
        expect(await counter.counts([key])).toEqual([0]);
      } finally {
        clock.advance(-2 * DAY_MS);
      }
    });

    it('starts again after a reset, and keeps who did it and why', async () => {
      const key = freshKey();
      for (const run of ['run-1', 'run-2', 'run-3']) await counter.add([key], run);
      const first = await counter.reset(key, 'ada', 'fixed by T-9');
      expect(first).toEqual({
        ...key,
        by: 'ada',
        reason: 'fixed by T-9',
        at: new Date(clock.now()).toISOString(),
        forgiven: 3,
      });
      expect(await counter.counts([key])).toEqual([0]);
      // The runs that were counted stay counted.
      expect(await counter.add([key], 'run-3')).toEqual([0]);
      expect(await counter.add([key], 'run-4')).toEqual([1]);
      clock.advance(1000);
      const second = await counter.reset(key, 'bob', 'again');
      expect(second.forgiven).toBe(1);
      expect(await counter.resets(key.rule, key.repository)).toEqual([second, first]);
      expect(await counter.resets(key.rule, 'octo/other')).toEqual([]);
    });

    it('forgives every block once when many reset at once', async () => {
      const key = freshKey();
      for (const run of ['run-1', 'run-2', 'run-3']) await counter.add([key], run);
      const resets = await Promise.all(
        ['ada', 'bob', 'carol'].map((by) => counter.reset(key, by, 'at once')),
      );
      expect(resets.map(({ forgiven }) => forgiven).sort()).toEqual([0, 0, 3]);
      expect(await counter.counts([key])).toEqual([0]);
      expect(await counter.resets(key.rule, key.repository)).toHaveLength(3);
    });

    it('resets what has never blocked, for the record', async () => {
      const key = freshKey();
      expect((await counter.reset(key, 'ada', 'precaution')).forgiven).toBe(0);
      expect(await counter.resets(key.rule, key.repository)).toHaveLength(1);
      expect(await counter.counts([key])).toEqual([0]);
    });

    it.each([
      ['an hour that is none', { hour: '2026-11-22T24' }],
      ['an hour with minutes', { hour: '2026-11-22T12:00' }],
      ['a rule that is none', { rule: 'x' }],
      ['an empty repository', { repository: '' }],
      ['a repository with the separator of keys', { repository: 'a#b' }],
    ])('refuses %s with PM-3003', async (_, change) => {
      const key = { ...freshKey(), ...change };
      await expect(counter.counts([key])).rejects.toMatchObject({ code: 'PM-3003' });
      await expect(counter.add([key], 'run-1')).rejects.toMatchObject({ code: 'PM-3003' });
      await expect(counter.reset(key, 'ada', 'why')).rejects.toMatchObject({ code: 'PM-3003' });
    });

    it('refuses a run without an id', async () => {
      await expect(counter.add([freshKey()], '')).rejects.toMatchObject({ code: 'PM-3003' });
    });
  });
}
