import { describe, expect, it } from '@jest/globals';
import { fitOf, type Held } from '../../../ops/terraform/unwritten-fit.js';

const held = (serial: number, content: string, lineage = 'ours'): Held => ({
  serial,
  content,
  lineage,
  digest: `${serial} ${content}`,
});
const base = held(5, 'before');
const kept = held(7, 'applied');

describe('a state that an apply could not write', () => {
  it.each([
    ['the bucket has what it had then', held(5, 'before'), base, 'put'],
    ['what the bucket had then is not known', held(5, 'before'), undefined, 'put'],
    ['the bucket has none any more', undefined, base, 'put'],
    ['it was written after all', held(7, 'applied'), base, 'there already'],
    ['it was written, and a serial later says the same', held(8, 'applied'), base, 'there already'],
  ] as const)('when %s: %s', (_, stored, then, kind) => {
    expect(fitOf(kept, stored, then)).toEqual({ kind });
  });

  it.each([
    ['of another lineage', held(1, 'before', 'theirs'), base, /lineage is ours, .* theirs/],
    ['as high, with another content', held(7, 'theirs'), base, /serial is 7, .* 7: somebody/],
    ['higher, with another content', held(9, 'theirs'), undefined, /serial is 7, .* 9: somebody/],
    ['lower, and not what it was', held(6, 'theirs'), base, /follows serial 5, .* serial 6/],
    ['with the same content under a lower serial than it was', held(4, 'x'), base, /serial 5/],
  ] as const)('does not fit one %s', (_, stored, then, why) => {
    expect(fitOf(kept, stored, then)).toEqual({
      kind: 'refused',
      why: expect.stringMatching(why) as unknown,
    });
  });
});
