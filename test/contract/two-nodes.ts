import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY_MS } from '../../runtime/src/clock.js';
import type { BlockCounter, ConsentStore, FpStore } from '../../runtime/src/stores/ports.js';
import { findingId, freshRule, sampleEvent, testClock, type TestClock } from './samples.js';

/** One node's connection to the shared state. */
export interface Node {
  readonly fp: FpStore;
  readonly blocks: BlockCounter;
  readonly consent: ConsentStore;
  close(): void | Promise<void>;
}

/** Opens one more connection to the same state; `retentionDays` is that node's setting. */
export type OpenNode = (clock: TestClock, retentionDays?: number) => Node;

const HOUR = '2026-11-22T12';
const PER_NODE = 12;

const action = fc.oneof(
  fc.record({ kind: fc.constant('record'), finding: fc.nat(3), run: fc.nat(4) }),
  // What a finding is said to be is the same on both nodes: who says it first does not matter.
  fc.record({ kind: fc.constant('review'), finding: fc.nat(3), run: fc.nat(0) }),
  fc.record({ kind: fc.constant('block'), finding: fc.nat(0), run: fc.nat(9) }),
);
const program = fc.array(action, { maxLength: PER_NODE });
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** What two nodes at once make of the state: the same as one after the other. */
export function twoNodesContract(name: string, openOn: () => OpenNode, runs: number): void {
  describe(`two nodes on one state: ${name}`, () => {
    const clock = testClock();
    let open: OpenNode;
    let a: Node;
    let b: Node;
    beforeAll(() => {
      open = openOn();
      a = open(clock);
      b = open(clock);
    });
    afterAll(async () => {
      await a.close();
      await b.close();
    });

    it('mark, record and count at once, and end as one after the other', async () => {
      await fc.assert(
        fc.asyncProperty(program, program, async (first, second) => {
          const atOnce = universe();
          await Promise.all([atOnce.run(a, first), atOnce.run(b, second)]);
          const inTurn = universe();
          await inTurn.run(a, first);
          await inTurn.run(b, second);
          const state = await atOnce.state(a);
          expect(state).toEqual(await inTurn.state(b));
          // And each node sees what the other has done.
          expect(await atOnce.state(b)).toEqual(state);
        }),
        { numRuns: runs },
      );
    }, 300_000);

    it('say the contrary of one finding at once: one of both stands, whole', async () => {
      const finding = findingId('contrary');
      await Promise.all([
        a.fp.markFalsePositive({ findingId: finding, by: 'ada', ticket: 'A-1' }),
        b.fp.markTruePositive({ findingId: finding, by: 'bob', ticket: 'B-1' }),
      ]);
      const verdict = await a.fp.verdict(finding);
      expect(await b.fp.verdict(finding)).toEqual(verdict);
      const theirs = verdict?.falsePositive === true ? ['ada', 'A-1'] : ['bob', 'B-1'];
      expect([verdict?.by, verdict?.ticket]).toEqual(theirs);
    });

    it('reset while the other counts: every block is counted or forgiven, none lost, none twice', async () => {
      const key = { rule: freshRule(), repository: 'octo/reset', hour: HOUR };
      const [, ...resets] = await Promise.all([
        Promise.all(Array.from({ length: 12 }, (_, i) => a.blocks.add([key], `run-${i}`))),
        b.blocks.reset(key, 'bob', 'at once'),
        a.blocks.reset(key, 'ada', 'at once'),
      ]);
      const [left = 0] = await a.blocks.counts([key]);
      const forgiven = resets.reduce((sum, reset) => sum + reset.forgiven, 0);
      expect(left + forgiven).toBe(12);
    });

    it('grant the same consent at once: one change', async () => {
      const grant = {
        organisation: `v1:${findingId('both')}`,
        resource: 'audit_logs',
        policyVersion: 1,
        expiresAt: '2027-01-01T00:00:00.000Z',
        by: 'ada',
      } as const;
      await Promise.all([a.consent.recordConsent(grant), b.consent.recordConsent(grant)]);
      expect(await b.consent.history(grant.organisation, grant.resource)).toHaveLength(1);
    });

    it('with two retentions: an event is read until the earlier of its expiry and the reader’s', async () => {
      const long = open(clock, 180);
      const short = open(clock, 30);
      try {
        const rule = freshRule();
        const finding = findingId('kept');
        const ago = (days: number): string => new Date(clock.now() - days * DAY_MS).toISOString();
        await long.fp.recordEvent(sampleEvent({ rule, finding, at: ago(60), run: 'old' }));
        await short.fp.recordEvent(sampleEvent({ rule, finding, at: ago(20), run: 'young' }));
        const seen = async ({ fp }: Node): Promise<readonly (readonly string[])[]> => {
          const windows = await Promise.all([
            fp.getWindowByCount(rule, 9),
            fp.getWindowSince(rule, ago(300)),
            fp.getFindingEvents(finding, 9),
          ]);
          return windows.map((events) => events.map(({ runId }) => runId));
        };
        const inAll = (...run: string[]): readonly string[][] => [run, run, run];
        expect(await seen(long)).toEqual(inAll('young', 'old'));
        expect(await seen(short)).toEqual(inAll('young'));
        clock.advance(15 * DAY_MS);
        expect(await seen(long)).toEqual(inAll('old'));
        expect(await seen(short)).toEqual(inAll());
      } finally {
        clock.set('2026-11-22T12:00:00.000Z');
        await long.close();
        await short.close();
      }
    });
  });
}

/** Rules, findings and counters that nobody else uses, under names that compare. */
function universe(): {
  run(node: Node, actions: readonly Action[]): Promise<unknown>;
  state(node: Node): Promise<object>;
} {
  const rule = freshRule();
  const findings = Array.from({ length: 4 }, (_, i) => findingId(i));
  const key = { rule, repository: 'octo/two', hour: HOUR };
  const act = (node: Node, { kind, finding, run }: Action): Promise<unknown> => {
    const id = findings[finding] as string;
    if (kind === 'record') {
      return node.fp.recordEvent(sampleEvent({ rule, finding: id, run: `run-${run}` }));
    }
    if (kind === 'block') return node.blocks.add([key], `run-${run}`);
    const review = { findingId: id, by: 'ada', ticket: 'T-1' };
    return finding % 2 === 0 ? node.fp.markFalsePositive(review) : node.fp.markTruePositive(review);
  };
  return {
    run: (node, actions) => Promise.all(actions.map((one) => act(node, one))),
    async state({ fp, blocks }) {
      const window = await fp.getWindowByCount(rule, 1000);
      const marked = await fp.falsePositives(findings);
      return {
        events: window
          .map(({ findingId: id, runId, outcome, verdict }) =>
            [findings.indexOf(id), runId, outcome, verdict ?? ''].join(' '),
          )
          .sort(),
        marked: findings.map((id) => marked.has(id)),
        blocks: await blocks.counts([key]),
      };
    },
  };
}
