import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, digestOf } from '../../../runtime/src/facts/digest.js';

describe('canonical JSON', () => {
  it('sorts names and keeps the order of lists', () => {
    expect(canonicalJson({ b: [2, 1], a: null })).toBe('{"a":null,"b":[2,1]}');
    expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }));
  });

  it('writes half a surrogate pair as U+FFFD, in names and values', () => {
    expect(canonicalJson({ 'n\ud800': ['v\udc00', '😀', 1, null] })).toBe(
      '{"n\ufffd":["v\ufffd","😀",1,null]}',
    );
  });

  it('is, for any data, what another implementation of RFC 8785 writes', () => {
    const text = fc.string({ unit: 'binary' });
    const names = fc.oneof(text, fc.constantFrom('10', '9', '', '__proto__', 'toJSON', '\\ud800'));
    const { data } = fc.letrec<{ data: unknown }>((tie) => ({
      data: fc.oneof(
        { depthSize: 'small' },
        fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
        fc.constantFrom(null, undefined, 1e21, -0, '\\ud800', '\u2028"\\'),
        fc.array(tie('data')),
        fc.dictionary(names, tie('data')),
      ),
    }));
    fc.assert(
      fc.property(data, (value) => {
        fc.pre(value !== undefined);
        const expected = canonicalize(value) as string;
        expect(canonicalJson(value)).toBe(expected);
        expect(digestOf(value)).toBe(createHash('sha256').update(expected).digest('hex'));
      }),
    );
  });

  it('is the same whether it goes on in one piece or in many', () => {
    const value = Array.from({ length: 3_000 }, (_, i) => ({ text: 'é'.repeat(i % 90), name: i }));
    expect(canonicalJson(value)).toBe(canonicalize(value));
    expect(digestOf(value)).toBe(createHash('sha256').update(canonicalJson(value)).digest('hex'));
  });

  it('refuses what has no JSON form', () => {
    expect(() => canonicalJson(undefined)).toThrow('the value has no JSON form');
    expect(() => canonicalJson({ a: Number.NaN })).toThrow();
  });
});
