import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { windowStatistics } from '../../runtime/src/stores/statistics.js';
import type { FpStore } from '../../runtime/src/stores/ports.js';
import {
  findingId,
  freshRule,
  sampleEvent,
  sampleEvents,
  testClock,
  type TestClock,
} from './samples.js';

export interface Opened<T> {
  readonly store: T;
  close(): void | Promise<void>;
}

/** What every `FpStore` does. `open` is called once; rules and findings of the suite are its own. */
export function fpStoreContract(
  name: string,
  open: (clock: TestClock) => Opened<FpStore> | Promise<Opened<FpStore>>,
): void {
  describe(`FpStore: ${name}`, () => {
    // An emulator on two shared cores takes its time.
    jest.setTimeout(60_000);
    const clock = testClock();
    let opened: Opened<FpStore>;
    let store: FpStore;
    beforeAll(async () => {
      opened = await open(clock);
      store = opened.store;
    });
    afterAll(async () => {
      await opened.close();
    });

    it('answers an event that was recorded, newest first', async () => {
      const rule = freshRule();
      const events = sampleEvents(rule, 5);
      expect(await store.recordEvents(events)).toEqual(events.map(() => 'recorded'));
      expect(await store.getWindowByCount(rule, 10)).toEqual([...events].reverse());
    });

    it('takes a retry for what it is: nothing is stored twice', async () => {
      const rule = freshRule();
      const event = sampleEvent({ rule });
      expect(await store.recordEvent(event)).toBe('recorded');
      expect(await store.recordEvent(event)).toBe('duplicate');
      expect(await store.recordEvents([event, event])).toEqual(['duplicate', 'duplicate']);
      expect(await store.getWindowByCount(rule, 10)).toHaveLength(1);
    });

    it('records the same event given twice in one call once', async () => {
      const rule = freshRule();
      const event = sampleEvent({ rule });
      expect(await store.recordEvents([event, event])).toEqual(['recorded', 'duplicate']);
    });

    it('refuses another event under a stored id, and stores every other one given', async () => {
      const rule = freshRule();
      const [first, second, third] = sampleEvents(rule, 3);
      if (first === undefined || second === undefined || third === undefined) throw new Error();
      await store.recordEvent(first);
      const other = { ...first, outcome: 'warn' } as const;
      await expect(store.recordEvent(other)).rejects.toMatchObject({ code: 'PM-3002' });
      await expect(store.recordEvents([second, other, third])).rejects.toMatchObject({
        code: 'PM-3002',
        what: expect.stringContaining(first.eventId),
      });
      expect(await store.getWindowByCount(rule, 10)).toEqual([third, second, first]);
    });

    it('stores many events at once, some of which are stored already', async () => {
      const rule = freshRule();
      const events = sampleEvents(rule, 250);
      await store.recordEvents(events.filter((_, i) => i % 3 === 0));
      const outcomes = await store.recordEvents(events);
      expect(outcomes).toEqual(events.map((_, i) => (i % 3 === 0 ? 'duplicate' : 'recorded')));
      expect(await store.getWindowByCount(rule, 10_000)).toEqual([...events].reverse());
    });

    it.each([1, 2, 16, 17, 60])('answers exactly the newest %i of 120', async (n) => {
      const rule = windowRule;
      if (n === 1) await store.recordEvents(windowEvents);
      expect(await store.getWindowByCount(rule, n)).toEqual(
        [...windowEvents].reverse().slice(0, n),
      );
    });

    it('answers what happened from an instant on, that instant included', async () => {
      const rule = freshRule();
      const events = sampleEvents(rule, 40);
      await store.recordEvents(events);
      const since = events[25]?.occurredAt as string;
      expect(await store.getWindowSince(rule, since)).toEqual(events.slice(25).reverse());
      expect(await store.getWindowSince(rule, '2026-11-22T11:59:59.999Z')).toEqual([]);
    });

    it('keeps rules apart whose ids begin alike', async () => {
      const rule = freshRule();
      const event = sampleEvent({ rule });
      await store.recordEvent(event);
      const other = `${rule.slice(0, -1)}${(Number(rule.at(-1)) + 1) % 10}`;
      expect(await store.getWindowByCount(other, 5)).toEqual([]);
    });

    it('marks every event of a finding, past and future, and says so once', async () => {
      const rule = freshRule();
      const finding = findingId('marked');
      const before = sampleEvent({ rule, finding });
      await store.recordEvent(before);
      await store.markFalsePositive({ findingId: finding, by: 'ada', ticket: 'T-1' });
      await store.markFalsePositive({ findingId: finding, by: 'bob', ticket: 'T-2' });
      const after = sampleEvent({ rule, finding, run: 'run-2', at: '2026-11-22T11:30:00.000Z' });
      await store.recordEvent(after);
      const verdict = 'false-positive';
      expect(await store.getWindowByCount(rule, 5)).toEqual([
        { ...after, verdict },
        { ...before, verdict },
      ]);
      expect(await store.verdict(finding)).toEqual({
        findingId: finding,
        falsePositive: true,
        by: 'ada',
        ticket: 'T-1',
        reviewedAt: new Date(clock.now()).toISOString(),
      });
    });

    it('takes a mark back: the finding is pending again', async () => {
      const rule = freshRule();
      const finding = findingId('unmarked');
      await store.recordEvent(sampleEvent({ rule, finding }));
      await store.markFalsePositive({ findingId: finding, by: 'ada', ticket: 'T-1' });
      await store.unmark(finding);
      await store.unmark(finding);
      expect(await store.verdict(finding)).toBeUndefined();
      expect(await store.falsePositives([finding])).toEqual(new Set());
      expect((await store.getWindowByCount(rule, 1))[0]?.verdict).toBeUndefined();
    });

    it('tells true positives from false ones and from what nobody has reviewed', async () => {
      const rule = freshRule();
      const ids = ['a', 'b', 'c', 'd'].map((seed) => findingId(seed));
      await store.recordEvents(ids.map((finding) => sampleEvent({ rule, finding })));
      await store.markFalsePositive({ findingId: ids[0] as string, by: 'ada', ticket: 'T-1' });
      await store.markTruePositive({ findingId: ids[1] as string, by: 'ada', ticket: 'T-1' });
      await store.markFalsePositive({ findingId: ids[2] as string, by: 'ada', ticket: 'T-1' });
      await store.markTruePositive({ findingId: ids[2] as string, by: 'bob', ticket: 'T-2' });
      expect(windowStatistics(await store.getWindowByCount(rule, 10))).toMatchObject({
        total: 4,
        falsePositives: 1,
        truePositives: 2,
        pending: 1,
        observedFpr: 1 / 3,
      });
    });

    it('answers which of 250 findings are marked, unknown and repeated ones included', async () => {
      const ids = Array.from({ length: 250 }, (_, i) => findingId(i));
      const marked = ids.filter((_, i) => i % 50 === 0);
      for (const id of marked) {
        await store.markFalsePositive({ findingId: id, by: 'ada', ticket: 'T-1' });
      }
      expect(await store.falsePositives([...ids, ...ids])).toEqual(new Set(marked));
      expect(await store.falsePositives([])).toEqual(new Set());
    });

    it('answers the events of one finding over rules, newest first', async () => {
      const finding = findingId('history');
      const older = sampleEvent({ rule: freshRule(), finding });
      const newer = sampleEvent({ rule: freshRule(), finding, at: '2026-11-22T11:30:00.000Z' });
      await store.recordEvents([older, newer]);
      expect(await store.getFindingEvents(finding, 10)).toEqual([newer, older]);
      expect(await store.getFindingEvents(finding, 1)).toEqual([newer]);
    });

    it('ignores events past their 90 days, deleted or not', async () => {
      const rule = freshRule();
      const finding = findingId('old');
      const old = sampleEvent({ rule, finding });
      const young = sampleEvent({ rule, finding, at: '2026-11-22T11:00:00.001Z', run: 'run-2' });
      await store.recordEvents([old, young]);
      clock.set('2027-02-20T11:00:00.000Z');
      try {
        // Both expire in this very second: readers count in Unix seconds, as the TTL attribute does.
        expect(await store.getWindowByCount(rule, 5)).toEqual([]);
        clock.set('2027-02-20T10:59:59.999Z');
        expect(await store.getWindowByCount(rule, 5)).toEqual([young, old]);
        clock.set('2027-02-20T11:00:00.000Z');
        expect(await store.getWindowSince(rule, '2026-01-01T00:00:00.000Z')).toEqual([]);
        expect(await store.getFindingEvents(finding, 5)).toEqual([]);
      } finally {
        clock.set('2026-11-22T12:00:00.000Z');
      }
    });

    it('ends in the same state when two mark and record at once', async () => {
      const rule = freshRule();
      const finding = findingId('race');
      const events = sampleEvents(rule, 20).map((event) =>
        sampleEvent({ rule, finding, at: event.occurredAt, run: event.runId }),
      );
      await Promise.all([
        ...events.map((event) => store.recordEvent(event)),
        store.markFalsePositive({ findingId: finding, by: 'ada', ticket: 'T-1' }),
        ...events.map((event) => store.recordEvent(event)),
        store.markFalsePositive({ findingId: finding, by: 'bob', ticket: 'T-2' }),
      ]);
      const window = await store.getWindowByCount(rule, 100);
      expect(window).toHaveLength(20);
      expect(window.every((event) => event.verdict === 'false-positive')).toBe(true);
    });

    describe('refuses with PM-3003', () => {
      const good = sampleEvent({ rule: 'MD-001' });
      const bad: readonly (readonly [string, object])[] = [
        ['a rule that is none', { rule: 'MD1' }],
        ['a rule that its id does not carry', { rule: 'MD-002', check: 'MD-002.1' }],
        ['a check of another rule', { check: 'MD-002.1' }],
        ['a finding id in upper case', { findingId: 'A'.repeat(64) }],
        ['a finding id that is short', { findingId: 'ab' }],
        ['an outcome that is none', { outcome: 'maybe' }],
        ['a time without milliseconds', { occurredAt: '2026-11-22T11:00:00Z' }],
        ['a day that does not exist', { occurredAt: '2026-02-30T11:00:00.000Z' }],
        ['a time that its id does not carry', { occurredAt: '2026-11-22T11:00:00.001Z' }],
        ['an empty run id', { runId: '' }],
        ['a run id with a space', { runId: 'a b' }],
        ['an event id that is none', { eventId: 'e-1' }],
        ['an event id that is no text', { eventId: 7 }],
      ];
      it.each(bad)('%s', async (_, change) => {
        const event = { ...good, ...change };
        await expect(store.recordEvent(event)).rejects.toMatchObject({ code: 'PM-3003' });
        await expect(store.recordEvents([good, event])).rejects.toMatchObject({ code: 'PM-3003' });
      });
      it.each([0, -1, 1.5, Number.NaN, 10_001, '5' as never])('a window of %s', async (n) => {
        await expect(store.getWindowByCount('MD-001', n)).rejects.toMatchObject({
          code: 'PM-3003',
        });
      });
      it('a review without a name or a ticket', async () => {
        const review = { findingId: findingId('r'), by: ' ', ticket: 'T-1' };
        await expect(store.markFalsePositive(review)).rejects.toMatchObject({ code: 'PM-3003' });
        await expect(
          store.markFalsePositive({ ...review, by: 'ada', ticket: '' }),
        ).rejects.toMatchObject({ code: 'PM-3003' });
      });
      it('an instant that is none', async () => {
        await expect(store.getWindowSince('MD-001', 'yesterday')).rejects.toMatchObject({
          code: 'PM-3003',
        });
      });
    });
  });
}

const windowRule = freshRule();
const windowEvents = sampleEvents(windowRule, 120);
