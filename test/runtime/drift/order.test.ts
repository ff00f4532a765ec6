import { describe, expect, it } from '@jest/globals';
import type { FieldValue } from '../../../runtime/src/drift/baseline.js';
import { FIELD_KINDS } from '../../../runtime/src/drift/fields.js';
import {
  strictWhenAbsent,
  strictWhenFewer,
  strictWhenLess,
  strictWhenMore,
  strictWhenTrue,
  type Order,
  type Outcome,
} from '../../../runtime/src/drift/order.js';

const MIRRORED: Readonly<Record<Outcome, Outcome>> = {
  same: 'same',
  weakened: 'strengthened',
  strengthened: 'weakened',
  changed: 'changed',
  unknown: 'unknown',
};

/** Values as the fields of a baseline have them, and some that no release wrote. */
const VALUES: readonly (FieldValue | undefined)[] = [
  ...[undefined, true, false, 0, 1, 2, 3],
  ...[
    '',
    'any',
    '15368',
    '1+2',
    'none',
    'HEADGREEN',
    'ALLGREEN',
    'mutable',
    'pinned',
    'open',
    'closed',
  ],
  ...['?', 'contents', 'checks contents', '? contents', '? checks contents', 'checks'],
];
const pairs = VALUES.flatMap((a) => VALUES.map((b) => [a, b] as const));

const orders: readonly (readonly [string, Order])[] = [
  ...FIELD_KINDS.map(({ kind, order }) => [kind, order] as const),
  ['true', strictWhenTrue],
  ['more', strictWhenMore],
  ['fewer', strictWhenFewer],
  ['absent', strictWhenAbsent],
  ['less', strictWhenLess],
];

describe.each(orders)('the order of %s', (_, order) => {
  it('answers the same for what is the same, and mirrored for what is swapped', () => {
    for (const a of VALUES) expect(order(a, a)).toBe('same');
    for (const [a, b] of pairs) expect([a, b, order(b, a)]).toEqual([a, b, MIRRORED[order(a, b)]]);
  });

  it('calls a chain of weakenings a weakening', () => {
    const weakenings = pairs.filter(([a, b]) => order(a, b) === 'weakened');
    expect(weakenings.length).toBeGreaterThan(0);
    for (const [a, b] of weakenings) {
      for (const [, c] of weakenings.filter(([from]) => from === b)) {
        expect([a, b, c, order(a, c)]).toEqual([a, b, c, 'weakened']);
      }
    }
  });
});

describe('words that a set may hold', () => {
  it.each([
    ['contents', 'checks contents', 'weakened'],
    ['checks contents', 'contents', 'strengthened'],
    ['checks', 'contents', 'changed'],
    ['contents checks', 'checks contents', 'same'],
    ['contents', '?', 'unknown'],
    ['?', '?', 'same'],
    ['? contents', '?', 'strengthened'],
    [undefined, '?', 'changed'],
    [undefined, '', 'same'],
    [undefined, '? contents', 'weakened'],
    ['', 'contents', 'weakened'],
  ] as const)('%j to %j is %s', (was, is, outcome) => {
    expect(strictWhenLess(was, is)).toBe(outcome);
  });
});
