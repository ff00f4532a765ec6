import { describe, expect, it } from '@jest/globals';
import { breaker, type Judged } from '../../../runtime/src/policy/breaker.js';
import type { BlockCounter, BlockKey } from '../../../runtime/src/stores/ports.js';
import { testClock } from '../../contract/samples.js';

/** A counter of fixed counts, by rule and hour, that tells what it was asked to add. */
function counting(counts: Readonly<Record<string, number>>, afterAdd = 0) {
  const added: (readonly BlockKey[])[] = [];
  const counter = {
    counts: (keys: readonly BlockKey[]) =>
      Promise.resolve(keys.map(({ rule, hour }) => counts[`${rule} ${hour.slice(-2)}`] ?? 0)),
    add: (keys: readonly BlockKey[]) => {
      added.push(keys);
      return Promise.resolve(keys.map(() => afterAdd));
    },
  } as unknown as BlockCounter;
  return { counter, added };
}

const block: Judged = { rule: 'MD-001', outcome: 'block' };
const options = { clock: testClock(), repository: 'octo/example', threshold: 2 };

describe('the breaker', () => {
  it('judges each rule by its own hours', async () => {
    const { counter } = counting({
      'MD-001 12': 3,
      'MD-002 11': 3,
      'MD-102 11': 9,
      'MD-102 12': 2,
    });
    const reading = await breaker({ ...options, counter }).read([
      'MD-001',
      'MD-002',
      'MD-003',
      'MD-102',
    ]);
    expect(['MD-001', 'MD-002', 'MD-003', 'MD-102', 'ZZ-999'].map((r) => reading.state(r))).toEqual(
      ['degraded', 'recovered', 'closed', 'recovered', 'closed'],
    );
  });

  it('asks no counter to add nothing', async () => {
    const { counter, added } = counting({});
    const it = breaker({ ...options, counter });
    const reading = await it.read(['MD-001']);
    const nothing: Judged[] = [
      { ...block, outcome: 'warn' },
      { ...block, exempt: true },
    ];
    expect(await it.count(reading, nothing, 'run-1')).toEqual({ keys: [], opened: [] });
    expect(added).toEqual([]);
  });

  it.each([
    ['closed, at the first block above the threshold', {}, 3, ['MD-001']],
    ['closed, at the threshold', {}, 2, []],
    ['closed, at one more than the first', {}, 4, []],
    ['degraded already', { 'MD-001 12': 9 }, 3, []],
  ])('opens when it was %s', async (_, counts, afterAdd, opened) => {
    const { counter } = counting(counts, afterAdd);
    const it = breaker({ ...options, counter });
    expect((await it.count(await it.read(['MD-001']), [block], 'run-1')).opened).toEqual(opened);
  });
});
