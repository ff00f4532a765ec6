import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  canBe,
  concat,
  cutSegment,
  displayName,
  joinPieces,
  joinSegments,
  piecesOf,
} from '../../../../runtime/src/facts/workflows/check-name.js';

describe('pieces of a name', () => {
  it('hold what is known, with a gap between two of them', () => {
    expect(piecesOf(['a', undefined, 'b'])).toEqual(['a', 'b']);
    expect(piecesOf([undefined])).toEqual(['', '']);
    expect(piecesOf(['a'])).toEqual(['a']);
    expect(displayName(['build (', ')'])).toBe('build (*)');
  });

  it('are joined without losing a gap', () => {
    expect(concat(['a'], ['b', 'c'], ['d'])).toEqual(['ab', 'cd']);
    expect(joinPieces([['x'], ['', '']], ', ')).toEqual(['x, ', '']);
    expect(joinSegments([['call (', ')'], ['unit']])).toEqual(['call (', ') / unit']);
  });

  it('are cut only when nothing is unknown', () => {
    expect(cutSegment(['a'.repeat(101)])).toEqual([`${'a'.repeat(97)}...`]);
    expect(cutSegment(['a'.repeat(101), 'b'])).toEqual(['a'.repeat(101), 'b']);
  });
});

describe('what a context can be', () => {
  it.each([
    [[['build']], 'build', true],
    [[['build']], 'Build', false],
    [[['build (', ')']], 'build (20)', true],
    [[['build (', ')']], 'build', false],
    [[['build (', ')']], 'build (', false],
    [[['', '']], 'anything', true],
    [[['a', 'b', 'c']], 'a-b-c', true],
    [[['a', 'b', 'c']], 'a-c', false],
    [[['call'], ['', '']], 'call / unit', true],
    [[['call'], ['', '']], 'other / unit', false],
    [[['aXb', 'bXa']], 'aXbXa', false],
    [[['test (', ')']], `test (${'x'.repeat(91)}...`, true],
    [[['test (', ')']], 'test (x', false],
  ] as const)('%j, %s: %s', (segments, context, expected) => {
    expect(canBe(segments, context)).toBe(expected);
  });

  it('is every text that the gaps can be filled with', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '/', '(', '.'), maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.array(word, { minLength: 4, maxLength: 4 }),
        (pieces, fill) => {
          const text = pieces
            .map((piece, i) => (i === 0 ? piece : `${fill[i - 1] ?? ''}${piece}`))
            .join('');
          expect(canBe([pieces], text)).toBe(true);
        },
      ),
    );
  });
});
