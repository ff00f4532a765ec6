import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DAY_MS } from '../../runtime/src/clock.js';
import type { CalibrationContribution, CalibrationStore } from '../../runtime/src/stores/ports.js';
import { wilson, type Interval } from '../../runtime/src/stores/statistics.js';
import { demotionOf, promotionOf } from './enforcement-steps.js';
import type { Opened } from './fp-store.js';
import { findingId, freshRule, testClock, type TestClock } from './samples.js';

const PERIOD = '2026-10';
const organisation = (version = 1): string => `v${version}:${findingId('org')}`;

/** What every `CalibrationStore` does. */
export function calibrationStoreContract(
  name: string,
  open: (clock: TestClock) => Opened<CalibrationStore> | Promise<Opened<CalibrationStore>>,
): void {
  describe(`CalibrationStore: ${name}`, () => {
    // An emulator on two shared cores takes its time.
    jest.setTimeout(60_000);
    const clock = testClock();
    let opened: Opened<CalibrationStore>;
    let store: CalibrationStore;
    beforeAll(async () => {
      opened = await open(clock);
      store = opened.store;
    });
    afterAll(async () => {
      await opened.close();
    });
    const now = (): string => new Date(clock.now()).toISOString();
    const at = async <T>(iso: string, work: () => Promise<T>): Promise<T> => {
      const before = now();
      clock.set(iso);
      try {
        return await work();
      } finally {
        clock.set(before);
      }
    };
    const shown = (rule: string, period = PERIOD, when = '2026-12-01T00:00:00.000Z') =>
      at(when, () => store.aggregate(rule, period));
    const given = (
      rule: string,
      change: Partial<CalibrationContribution> = {},
    ): CalibrationContribution => ({
      organisations: [organisation()],
      rule,
      period: PERIOD,
      reviewed: 10,
      falsePositives: 2,
      ...change,
    });
    const contribute = async (rule: string, n: number): Promise<void> => {
      for (let i = 0; i < n; i += 1) await store.contribute(given(rule));
    };

    describe('aggregates', () => {
      it('are shown of ten organisations, and of nine as of none', async () => {
        const [none, nine, ten] = [freshRule(), freshRule(), freshRule()];
        await contribute(nine, 9);
        await contribute(ten, 10);
        const hidden = { shown: false, code: 'INSUFFICIENT_K' };
        expect(await shown(none)).toEqual(hidden);
        expect(await shown(nine)).toEqual(hidden);
        expect(await shown(ten)).toEqual({
          shown: true,
          rule: ten,
          period: PERIOD,
          organisations: 10,
          reviewed: 100,
          falsePositives: 20,
        });
      });

      it('are not shown while they still grow, and then never change', async () => {
        const rule = freshRule();
        await contribute(rule, 10);
        expect(await store.aggregate(rule, PERIOD)).toEqual({ shown: false, code: 'COLLECTING' });
        const first = await shown(rule);
        await at('2026-12-01T00:00:00.000Z', async () => {
          await expect(store.contribute(given(rule))).rejects.toMatchObject({ code: 'PM-3003' });
        });
        expect(await shown(rule, PERIOD, '2027-06-01T00:00:00.000Z')).toEqual(first);
      });

      it('are gone 400 days after they were first shown', async () => {
        const rule = freshRule();
        await contribute(rule, 10);
        const end = Date.parse('2026-12-01T00:00:00.000Z') + 400 * DAY_MS;
        expect(await shown(rule, PERIOD, new Date(end - 1).toISOString())).toMatchObject({
          shown: true,
        });
        expect(await shown(rule, PERIOD, new Date(end).toISOString())).toMatchObject({
          shown: false,
        });
      });

      it('count an organisation once, whatever it says again and under whichever salt', async () => {
        const rule = freshRule();
        await contribute(rule, 9);
        const [older, newer] = [organisation(1), organisation(2)];
        expect(await store.contribute(given(rule, { organisations: [older] }))).toBe('recorded');
        for (const organisations of [[older], [newer, older]]) {
          const again = given(rule, { organisations, reviewed: 99, falsePositives: 99 });
          expect(await store.contribute(again)).toBe('duplicate');
        }
        expect(await shown(rule)).toMatchObject({
          organisations: 10,
          reviewed: 100,
          falsePositives: 20,
        });
      });

      it('count an organisation once for somebody who has not heard of the newest salt', async () => {
        const rule = freshRule();
        const [older, newer] = [organisation(1), organisation(2)];
        const organisations = [newer, older];
        expect(await store.contribute(given(rule, { organisations }))).toBe('recorded');
        for (const known of [[older], [newer], organisations]) {
          expect(await store.contribute(given(rule, { organisations: known }))).toBe('duplicate');
        }
      });

      it('keep rules and months apart', async () => {
        const [rule, other] = [freshRule(), freshRule()];
        const organisations = [organisation()];
        await store.contribute(given(rule, { organisations }));
        expect(await store.contribute(given(other, { organisations }))).toBe('recorded');
        await at('2026-12-10T00:00:00.000Z', async () => {
          const next = given(rule, { organisations, period: '2026-11' });
          expect(await store.contribute(next)).toBe('recorded');
        });
      });

      it('let nobody outweigh the others', async () => {
        const rule = freshRule();
        await contribute(rule, 9);
        await store.contribute(given(rule, { reviewed: 10_000, falsePositives: 5_000 }));
        expect(await shown(rule)).toMatchObject({ reviewed: 190, falsePositives: 68 });
      });

      it('lose nobody of those who contribute at once', async () => {
        const rule = freshRule();
        const twice = Array.from({ length: 12 }, () => given(rule)).flatMap((one) => [one, one]);
        const outcomes = await Promise.all(twice.map((one) => store.contribute(one)));
        expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(12);
        expect(await shown(rule)).toMatchObject({ organisations: 12, reviewed: 120 });
      });

      it.each([
        ['a plain organisation', { organisations: ['octo'] }],
        ['nobody', { organisations: [] }],
        ['nothing reviewed', { reviewed: 0, falsePositives: 0 }],
        ['more false positives than reviews', { falsePositives: 11 }],
        ['a part of a finding', { falsePositives: 0.5 }],
        ['a month that is none', { period: '2026-13' }],
        ['the month that is not over', { period: '2026-11' }],
        ['the month that is shown already', { period: '2026-09' }],
        ['a rule that is none', { rule: 'x' }],
      ])('refuse %s with PM-3003', async (_, change) => {
        const bad = given(freshRule(), change);
        await expect(store.contribute(bad)).rejects.toMatchObject({ code: 'PM-3003' });
      });

      it('refuse to be read of what is no rule or month', async () => {
        await expect(store.aggregate('x', PERIOD)).rejects.toMatchObject({ code: 'PM-3003' });
        await expect(store.aggregate('MD-001', 'October')).rejects.toMatchObject({
          code: 'PM-3003',
        });
      });
    });

    describe('enforcement', () => {
      it('is unchanged until somebody changes it', async () => {
        const rule = freshRule();
        expect(await store.enforcement([rule])).toEqual(new Map());
        expect(await store.enforcement([])).toEqual(new Map());
        expect(await store.enforcementHistory(rule)).toEqual([]);
      });

      it('is demoted and promoted, every change on record with its numbers', async () => {
        const [rule, other] = [freshRule(), freshRule()];
        const demoted = await store.changeEnforcement(demotionOf(rule), 0);
        expect(demoted).toEqual({ ...demotionOf(rule), revision: 1, at: now() });
        expect(await store.enforcement([rule, other, rule])).toEqual(new Map([[rule, demoted]]));
        const demotedAt = now();
        clock.advance(1000);
        const promoted = await store.changeEnforcement(promotionOf(rule, demotedAt), 1);
        expect(promoted).toMatchObject({ action: 'promote', revision: 2, at: now(), by: 'bob' });
        const older = store.changeEnforcement(demotionOf(rule, demotedAt), 2);
        await expect(older).rejects.toMatchObject({
          code: 'PM-3003',
          what: 'the field evidence.from',
        });
        const again = await store.changeEnforcement(demotionOf(rule, now()), 2);
        expect(await store.enforcementHistory(rule)).toEqual([demoted, promoted, again]);
        expect(await store.enforcement([rule])).toEqual(new Map([[rule, again]]));
      });

      it('takes the same step twice for one', async () => {
        const rule = freshRule();
        const first = await store.changeEnforcement(demotionOf(rule), 0);
        clock.advance(1000);
        expect(await store.changeEnforcement(demotionOf(rule), 0)).toEqual(first);
        expect(await store.enforcementHistory(rule)).toHaveLength(1);
      });

      it('refuses a change made on an older reading', async () => {
        const rule = freshRule();
        await store.changeEnforcement(demotionOf(rule), 0);
        const other = { ...demotionOf(rule), by: 'carol' };
        for (const expected of [0, 2]) {
          await expect(store.changeEnforcement(other, expected)).rejects.toMatchObject({
            code: 'PM-3007',
          });
        }
      });

      it('lets one of two changes made at once through, and tells the other', async () => {
        const rule = freshRule();
        const people = ['ada', 'bob', 'carol', 'dan'];
        const ends = await Promise.allSettled(
          people.map((by) => store.changeEnforcement({ ...demotionOf(rule), by }, 0)),
        );
        const refused = ends.flatMap((end) =>
          end.status === 'rejected' ? [(end.reason as { code: string }).code] : [],
        );
        expect(refused).toEqual(['PM-3007', 'PM-3007', 'PM-3007']);
        expect(await store.enforcementHistory(rule)).toHaveLength(1);
      });

      it('demotes no rule twice and promotes none that is enforced', async () => {
        const rule = freshRule();
        await expect(store.changeEnforcement(promotionOf(rule, now()), 0)).rejects.toMatchObject({
          code: 'PM-3003',
        });
        await store.changeEnforcement(demotionOf(rule), 0);
        await expect(store.changeEnforcement(demotionOf(rule), 1)).rejects.toMatchObject({
          code: 'PM-3003',
        });
      });

      it('takes no events of before the demotion for a witness', async () => {
        const rule = freshRule();
        const { at: demotedAt } = await store.changeEnforcement(demotionOf(rule), 0);
        const before = new Date(Date.parse(demotedAt) - 1).toISOString();
        await expect(store.changeEnforcement(promotionOf(rule, before), 1)).rejects.toMatchObject({
          code: 'PM-3003',
          what: 'the field evidence.from',
        });
      });

      const { evidence } = demotionOf('MD-001');
      const few = { reviewed: 29, falsePositives: 29, ...(wilson(29, 29) as Interval) };
      it.each([
        ['too few reviews', { evidence: { ...evidence, ...few } }],
        ['a lower bound below the threshold', { evidence: { ...evidence, threshold: 0.7 } }],
        ['bounds that are not those of its counts', { evidence: { ...evidence, low: 0.7 } }],
        ['a threshold that is none', { evidence: { ...evidence, threshold: Number.NaN } }],
        ['more false positives than reviews', { evidence: { ...evidence, falsePositives: 81 } }],
        [
          'time that runs backwards',
          { evidence: { ...evidence, from: evidence.to, to: evidence.from } },
        ],
        ['nobody', { by: ' ' }],
        ['no reason', { reason: '' }],
        ['another action', { action: 'ignore' as never }],
        ['a rule that is none', { rule: 'x' }],
      ])('refuses %s with PM-3003', async (_, change) => {
        const step = { ...demotionOf(freshRule()), ...change };
        await expect(store.changeEnforcement(step, 0)).rejects.toMatchObject({ code: 'PM-3003' });
      });

      it('refuses a promotion whose upper bound is above the threshold', async () => {
        const rule = freshRule();
        const { at: demotedAt } = await store.changeEnforcement(demotionOf(rule), 0);
        const step = promotionOf(rule, demotedAt);
        const weak = { ...step.evidence, falsePositives: 3, ...(wilson(3, 60) as Interval) };
        const asked = store.changeEnforcement({ ...step, evidence: weak }, 1);
        await expect(asked).rejects.toMatchObject({
          code: 'PM-3003',
          what: 'the field evidence.high',
        });
      });

      it('refuses to read what is no rule, and a revision that is none', async () => {
        await expect(store.enforcement(['x'])).rejects.toMatchObject({ code: 'PM-3003' });
        await expect(store.enforcementHistory('x')).rejects.toMatchObject({ code: 'PM-3003' });
        for (const expected of [-1, 0.5, Number.NaN]) {
          const asked = store.changeEnforcement(demotionOf(freshRule()), expected);
          await expect(asked).rejects.toMatchObject({ code: 'PM-3003' });
        }
      });
    });
  });
}
