import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS } from '../../runtime/src/clock.js';
import type { FpEvent, FpStore, WindowEvent } from '../../runtime/src/stores/ports.js';
import { windowStatistics } from '../../runtime/src/stores/statistics.js';
import type { Opened } from './fp-store.js';
import { findingId, freshRule, sampleEvent, testClock, type TestClock } from './samples.js';

/** Rules whose ids begin alike, findings that several rules share, few runs: duplicates are frequent. */
const RULES = 3;
const FINDINGS = 4;

const pickEvent = fc.record({
  rule: fc.nat(RULES - 1),
  finding: fc.nat(FINDINGS - 1),
  run: fc.nat(1),
  /** Days before the beginning; events older than 90 days are expired from their birth on. */
  age: fc.constantFrom(0, 1, 1.5, 44, 89, 89.99999, 90, 91),
  outcome: fc.constantFrom('block', 'warn'),
});
type Picked = typeof pickEvent extends fc.Arbitrary<infer T> ? T : never;

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('record'), event: pickEvent }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('record-many'),
      events: fc.array(pickEvent, { minLength: 2, maxLength: 40 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('mark-false', 'mark-true', 'unmark'),
      finding: fc.nat(FINDINGS - 1),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait'), days: fc.constantFrom(0.5, 1, 45) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('look'),
      rule: fc.nat(RULES - 1),
      n: fc.constantFrom(1, 2, 3, 16, 1000),
      since: fc.constantFrom(0, 1, 45, 90, 200),
    }),
  },
);

export interface ModelSize {
  readonly runs: number;
  readonly steps: number;
}

/** What the windows, the verdicts and the statistics of any history equal: lists filtered by hand. */
export function windowModelContract(
  name: string,
  open: (clock: TestClock) => Opened<FpStore> | Promise<Opened<FpStore>>,
  { runs, steps }: ModelSize,
): void {
  describe(`FpStore against a model: ${name}`, () => {
    const clock = testClock();
    let opened: Opened<FpStore>;
    beforeAll(async () => {
      opened = await open(clock);
    });
    afterAll(() => opened.close());

    it('answers what a naive list answers, whatever happened before', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: steps }), async (story) => {
          clock.set('2026-11-22T12:00:00.000Z');
          const world = new World(opened.store, clock, await unusedRules(opened.store));
          for (const each of story) {
            switch (each.kind) {
              case 'record':
                await world.record([each.event]);
                break;
              case 'record-many':
                await world.record(each.events);
                break;
              case 'wait':
                clock.advance(each.days * DAY_MS);
                break;
              case 'look':
                await world.look(each.rule, each.n, each.since);
                break;
              case 'mark-false':
              case 'mark-true':
              case 'unmark':
                await world.review(each.kind, each.finding);
            }
          }
          for (let rule = 0; rule < RULES; rule += 1) await world.look(rule, 1000, 200);
        }),
        { numRuns: runs },
      );
    }, 300_000);
  });
}

/** Rules that differ in their last digit only, and that nobody has used in this store. */
async function unusedRules(store: FpStore): Promise<readonly string[]> {
  for (;;) {
    const stem = freshRule().slice(0, -1);
    const rules = Array.from({ length: RULES }, (_, i) => `${stem}${i}`);
    const windows = await Promise.all(rules.map((rule) => store.getWindowByCount(rule, 1)));
    if (windows.every((window) => window.length === 0)) return rules;
  }
}

class World {
  readonly #start: number;
  readonly #findings = Array.from({ length: FINDINGS }, (_, i) => findingId(i));
  readonly #events = new Map<string, FpEvent>();
  readonly #verdicts = new Map<string, boolean>();

  constructor(
    private readonly store: FpStore,
    private readonly clock: TestClock,
    private readonly rules: readonly string[],
  ) {
    this.#start = clock.now();
  }

  #isAlive({ occurredAt }: FpEvent): boolean {
    const expiresAt = Math.floor((Date.parse(occurredAt) + 90 * DAY_MS) / 1000);
    return expiresAt > Math.floor(this.clock.now() / 1000);
  }

  #eventOf({ rule, finding, run, age, outcome }: Picked): FpEvent {
    return sampleEvent({
      rule: this.rules[rule] as string,
      finding: this.#findings[finding] as string,
      run: `run-${run}`,
      at: new Date(this.#start - age * DAY_MS).toISOString(),
      outcome,
    });
  }

  async record(picked: readonly Picked[]): Promise<void> {
    const events = picked.map((one) => this.#eventOf(one));
    // Whether an expired event is still there hangs on when it was deleted: both answers are right.
    const exact = [...events, ...this.#events.values()].every((event) => this.#isAlive(event));
    const expected = events.map((event) => {
      const known = this.#events.get(event.eventId);
      if (known === undefined) this.#events.set(event.eventId, event);
      if (known === undefined) return 'recorded';
      return known.outcome === event.outcome ? 'duplicate' : 'conflict';
    });
    const answer = await (
      events.length === 1
        ? this.store.recordEvent(events[0] as FpEvent).then((one) => [one])
        : this.store.recordEvents(events)
    ).catch((error: { code: string }) => error.code);
    if (exact) expect(answer).toEqual(expected.includes('conflict') ? 'PM-3002' : expected);
  }

  async review(kind: 'mark-false' | 'mark-true' | 'unmark', index: number): Promise<void> {
    const finding = this.#findings[index] as string;
    const review = { findingId: finding, by: 'ada', ticket: 'T-1' };
    if (kind === 'unmark') {
      this.#verdicts.delete(finding);
      await this.store.unmark(finding);
    } else {
      this.#verdicts.set(finding, kind === 'mark-false');
      if (kind === 'mark-false') await this.store.markFalsePositive(review);
      else await this.store.markTruePositive(review);
    }
  }

  async look(rule: number, n: number, sinceDays: number): Promise<void> {
    const id = this.rules[rule] as string;
    const since = new Date(this.#start - sinceDays * DAY_MS).toISOString();
    const [byCount, bySince, marked] = await Promise.all([
      this.store.getWindowByCount(id, n),
      this.store.getWindowSince(id, since),
      this.store.falsePositives(this.#findings),
    ]);
    const all = this.#windowOf(id);
    expect(byCount).toEqual(all.slice(0, n));
    expect(bySince).toEqual(all.filter(({ occurredAt }) => occurredAt >= since));
    expect(marked).toEqual(new Set(this.#findings.filter((f) => this.#verdicts.get(f) === true)));
    const said = (verdict?: string): number => byCount.filter((e) => e.verdict === verdict).length;
    expect(windowStatistics(byCount)).toMatchObject({
      total: Math.min(n, all.length),
      falsePositives: said('false-positive'),
      truePositives: said('true-positive'),
      pending: said(),
    });
  }

  #windowOf(rule: string): readonly WindowEvent[] {
    return [...this.#events.values()]
      .filter((event) => event.rule === rule && this.#isAlive(event))
      .sort((a, b) => (a.eventId < b.eventId ? 1 : -1))
      .map((event) => {
        const falsePositive = this.#verdicts.get(event.findingId);
        if (falsePositive === undefined) return event;
        return { ...event, verdict: falsePositive ? 'false-positive' : 'true-positive' };
      });
  }
}
