import { describe, expect, it } from '@jest/globals';
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

  it('refuses what has no JSON form', () => {
    expect(() => canonicalJson(undefined)).toThrow('the value has no JSON form');
    expect(() => canonicalJson({ a: Number.NaN })).toThrow();
  });
});
