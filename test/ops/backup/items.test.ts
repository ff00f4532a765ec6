import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { itemDigest, setDigest, type Item } from '../../../ops/backup/items.js';

describe('the digest of an item', () => {
  const item: Item = { pk: { S: 'a' }, tags: { SS: ['x', 'y'] }, list: { L: [{ N: '1' }] } };

  it('is the same in whatever order attributes and the members of sets come', () => {
    expect(
      itemDigest({ list: { L: [{ N: '1' }] }, tags: { SS: ['y', 'x'] }, pk: { S: 'a' } }),
    ).toBe(itemDigest(item));
  });

  it.each<[string, Item]>([
    ['another value', { ...item, pk: { S: 'b' } }],
    ['another type', { ...item, pk: { N: '1' } }],
    ['an attribute more', { ...item, more: { BOOL: true } }],
    ['a list in another order', { ...item, list: { L: [{ N: '2' }, { N: '1' }] } }],
    ['bytes for text', { ...item, pk: { B: new Uint8Array([97]) } }],
  ])('is another one for %s', (_, other) => {
    expect(itemDigest(other)).not.toBe(itemDigest(item));
  });
});

describe('the digest of a set of items', () => {
  const digest = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('hex'));
  const of = (digests: readonly string[]): string => {
    const sum = setDigest();
    for (const one of digests) sum.add(one);
    return sum.value();
  };

  it('does not depend on the order, and changes with every item', () => {
    fc.assert(
      fc.property(fc.uniqueArray(digest, { minLength: 1, maxLength: 20 }), digest, (all, more) => {
        expect(of([...all].reverse())).toBe(of(all));
        if (/[1-9a-f]/.test(more)) expect(of([...all, more])).not.toBe(of(all));
      }),
    );
  });
});
