import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calibrate, dueStep } from '../../../runtime/src/policy/calibration.js';
import { openDatabase } from '../../../runtime/src/stores/embedded/database.js';
import { openEmbedded } from '../../../runtime/src/stores/embedded/index.js';
import { collectedMonth, shownMonth } from '../../../runtime/src/stores/index.js';
import { wilson, type Interval } from '../../../runtime/src/stores/statistics.js';
import { demotionOf } from '../../contract/enforcement-steps.js';
import { findingId, freshRule, sampleEvent, testClock } from '../../contract/samples.js';

const folder = mkdtempSync(join(tmpdir(), 'phase-mirror-laws-'));
const clock = testClock();
const file = join(folder, 'local.db');
const stores = openEmbedded(file, { clock });
const { calibration, fp } = stores;
afterAll(() => {
  stores.close();
  rmSync(folder, { recursive: true });
});

describe('aggregates', () => {
  const idOf = (organisation: number, salt: number): string =>
    `v${salt}:${(organisation * 10 + salt).toString(16).padStart(64, '0')}`;
  const contributions = fc.array(
    fc.record({
      organisation: fc.nat(14),
      salt: fc.constantFrom(1, 2),
      reviewed: fc.integer({ min: 1, max: 100 }),
      share: fc.nat(100),
    }),
    { maxLength: 40 },
  );

  it('equal the sums of everybody’s first contribution, or say nothing at all', async () => {
    await fc.assert(
      fc.asyncProperty(contributions, async (given) => {
        const rule = freshRule();
        const first = new Map<number, { reviewed: number; falsePositives: number }>();
        clock.set('2026-11-22T12:00:00.000Z');
        for (const { organisation, salt, reviewed, share } of given) {
          const falsePositives = Math.floor((reviewed * share) / 100);
          // Who knows the second salt knows the first as well; who has not heard of it yet does not.
          const organisations = [2, 1].filter((v) => v <= salt).map((v) => idOf(organisation, v));
          const known = first.has(organisation);
          const outcome = await calibration.contribute({
            ...{ organisations, rule, period: '2026-10', reviewed, falsePositives },
          });
          expect(outcome).toBe(known ? 'duplicate' : 'recorded');
          if (!known) first.set(organisation, { reviewed, falsePositives });
        }
        clock.set('2026-12-01T00:00:00.000Z');
        const all = [...first.values()];
        const sum = (of: 'reviewed' | 'falsePositives'): number =>
          all.reduce((total, one) => total + one[of], 0);
        expect(await calibration.aggregate(rule, '2026-10')).toEqual(
          all.length < 10
            ? { shown: false, code: 'INSUFFICIENT_K' }
            : {
                shown: true,
                rule,
                period: '2026-10',
                organisations: all.length,
                reviewed: sum('reviewed'),
                falsePositives: sum('falsePositives'),
              },
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('a row of the file that somebody changed', () => {
  it.each(['{}', 'no JSON'])('to %s demotes nothing: PM-3001', async (body) => {
    const rule = freshRule();
    await calibration.changeEnforcement(demotionOf(rule), 0);
    const database = openDatabase(file);
    await database.run((sql) => sql.change(`UPDATE enforcement SET body = ?`, body));
    database.close();
    const broken = { code: 'PM-3001', what: expect.stringContaining(file) };
    await expect(calibration.enforcement([rule])).rejects.toMatchObject(broken);
    await expect(calibration.enforcementHistory(rule)).rejects.toMatchObject(broken);
  });
});

describe('months', () => {
  it.each([
    ['2026-11-22T12:00:00.000Z', '2026-10', '2026-09'],
    ['2026-11-01T00:00:00.000Z', '2026-10', '2026-09'],
    ['2026-10-31T23:59:59.999Z', '2026-09', '2026-08'],
    ['2027-01-31T12:00:00.000Z', '2026-12', '2026-11'],
    ['2028-02-29T12:00:00.000Z', '2028-01', '2027-12'],
  ])('at %s %s is collected and %s shown', (iso, collected, shown) => {
    const now = Date.parse(iso);
    expect([collectedMonth(now), shownMonth(now)]).toEqual([collected, shown]);
  });
});

describe('a rule over time', () => {
  const commands = fc.array(
    fc.oneof(
      fc.record({ seen: fc.integer({ min: 1, max: 80 }), falsePositives: fc.nat(100) }),
      fc.constant('calibrate' as const),
    ),
    { minLength: 3, maxLength: 14 },
  );

  it('is demoted and promoted as a model of it is, each change on what came before', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (given) => {
        const rule = freshRule();
        clock.set('2026-11-22T12:00:00.000Z');
        const model = { demoted: false, changes: 0, since: [] as boolean[] };
        for (const command of given) {
          clock.advance(60_000);
          if (command !== 'calibrate') {
            await see(rule, command.seen, command.falsePositives / 100, model.since);
            continue;
          }
          const enforcement = (await calibration.enforcement([rule])).get(rule);
          const events = await fp.getWindowByCount(rule, 5_000);
          const benchmark = { shown: false, code: 'INSUFFICIENT_K' } as const;
          const settings = { falsePositiveRate: 0.2 };
          const suggestion = calibrate({ rule, events, enforcement, benchmark }, settings);
          const step = dueStep(suggestion, 'ada', 'law');
          if (step !== undefined) await calibration.changeEnforcement(step, suggestion.revision);
          follow(model);
          const now = (await calibration.enforcement([rule])).get(rule);
          expect(now?.action === 'demote').toBe(model.demoted);
        }
        const history = await calibration.enforcementHistory(rule);
        expect(history.map((change) => change.revision)).toEqual(
          Array.from({ length: model.changes }, (_, i) => i + 1),
        );
        expect(history.every((c, i) => (c.action === 'demote') === (i % 2 === 0))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  /** The naive rule: newest 200 of what was seen since the last change, at least 30 of them. */
  function follow(model: { demoted: boolean; changes: number; since: boolean[] }): void {
    const window = model.since.slice(-200);
    if (window.length < 30) return;
    const { low, high } = wilson(window.filter(Boolean).length, window.length) as Interval;
    if (model.demoted ? high >= 0.2 : low <= 0.2) return;
    model.demoted = !model.demoted;
    model.changes += 1;
    model.since = [];
  }

  async function see(rule: string, n: number, rate: number, into: boolean[]): Promise<void> {
    const events = Array.from({ length: n }, (_, i) => {
      const at = new Date(clock.now() + i).toISOString();
      return sampleEvent({ rule, finding: findingId(i), at });
    });
    await fp.recordEvents(events);
    for (const [i, { findingId: id }] of events.entries()) {
      const isFalse = i / n < rate;
      const review = { findingId: id, by: 'ada', ticket: 'T-1' };
      await (isFalse ? fp.markFalsePositive(review) : fp.markTruePositive(review));
      into.push(isFalse);
    }
  }
});

describe('the Wilson bounds', () => {
  it('never fall when there are more false positives among as many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.nat(), (n, k) => {
        const [few, more] = [wilson(k % n, n), wilson((k % n) + 1, n)] as [Interval, Interval];
        expect(more.low).toBeGreaterThanOrEqual(few.low);
        expect(more.high).toBeGreaterThanOrEqual(few.high);
      }),
    );
  });
});
