import { expect, it } from '@jest/globals';
import { verifiedAfter, type Change } from './verified.js';

/** What somebody changed, the promise that it breaks (end of its id), and what the row says. */
export type Broken = readonly [what: string, change: Change, id: string, says: RegExp];

/** One test a case: the change fails its promise and no other, and the row says what to type. */
export function eachFailsItsPromise(cases: readonly Broken[]): void {
  it.each(cases)('%s fails its promise and no other', async (_what, change, id, says) => {
    const { bad } = await verifiedAfter(change);
    expect(bad.map((row) => row.id.slice(-id.length))).toEqual([id]);
    expect(bad[0]?.outcome).toBe('fail');
    expect(bad[0]?.evidence).toMatch(says);
    expect(bad[0]?.remedy).toBeTruthy();
  });
}
