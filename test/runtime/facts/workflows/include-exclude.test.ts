import { describe, expect, it } from '@jest/globals';
import { names, withMatrix } from './names.js';

describe('include and exclude', () => {
  it.each([
    [
      'exclude drops what matches in all its keys',
      ['os: [l, m]', 'v: [1, 2]', 'exclude: [{os: l, v: 2}]'],
      ['build (l, 1)', 'build (m, 1)', 'build (m, 2)'],
    ],
    [
      'exclude with one key drops a row',
      ['os: [l, m]', 'v: [1, 2]', 'exclude: [{os: l}]'],
      ['build (m, 1)', 'build (m, 2)'],
    ],
    [
      'exclude compares without case',
      ['os: [Linux, mac]', 'exclude: [{os: LINUX}]'],
      ['build (mac)'],
    ],
    [
      'exclude compares a number with its text',
      ['v: [10, 12]', "exclude: [{v: '10'}]"],
      ['build (12)'],
    ],
    [
      'exclude looks into nested values',
      ['v: [{a: 1, b: 2}, {a: 1, b: 3}]', 'exclude: [{v: {b: 2}}]'],
      ['build (1, 3)'],
    ],
    [
      'a matching include adds no suffix',
      ['os: [l, m]', 'include: [{os: l, extra: yes}]'],
      ['build (l)', 'build (m)'],
    ],
    [
      'an include without a vector key extends all',
      ['os: [l, m]', 'include: [{extra: 1}]'],
      ['build (l)', 'build (m)'],
    ],
    [
      'an unmatched include stands alone, with all its values',
      ['os: [l]', 'include: [{os: w, extra: 1}]'],
      ['build (l)', 'build (w, 1)'],
    ],
    [
      'its vector keys come first',
      ['os: [l]', 'include: [{extra: 1, os: w}]'],
      ['build (l)', 'build (w, 1)'],
    ],
    [
      'an include never brings an excluded one back under its name',
      ['os: [l, m]', 'exclude: [{os: m}]', 'include: [{os: m, again: true}]'],
      ['build (l)', 'build (m, true)'],
    ],
    [
      'include alone is a list of jobs',
      ['include: [{os: l, v: 1}, {os: m}]'],
      ['build (l, 1)', 'build (m)'],
    ],
    ['keys are compared without case', ['os: [l]', 'include: [{OS: l, extra: 1}]'], ['build (l)']],
    [
      'a value that an include added can be replaced by a later one',
      ['os: [l]', 'include: [{c: 1}, {c: 2}]'],
      ['build (l)'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(names(withMatrix(...lines))).toEqual(expected);
  });

  it('follows the example of the documentation', () => {
    const text = withMatrix(
      'fruit: [apple, pear]',
      'animal: [cat, dog]',
      'include:',
      '  - color: green',
      '  - {color: pink, animal: cat}',
      '  - {fruit: apple, shape: circle}',
      '  - {fruit: banana}',
      '  - {fruit: banana, animal: cat}',
    ).replace(
      '    strategy',
      '    name: ${{ matrix.fruit }}-${{ matrix.animal }}-${{ matrix.color }}-${{ matrix.shape }}\n    strategy',
    );
    expect(names(text)).toEqual([
      'apple-cat-pink-circle',
      'apple-dog-green-circle',
      'pear-cat-pink-',
      'pear-dog-green-',
      'banana---',
      'banana-cat--',
    ]);
  });

  it('marks what an exclude that is not known may drop', () => {
    expect(names(withMatrix('os: [l, m]', 'exclude: [{os: "${{ vars.NOT }}"}]'))).toEqual([
      '?build (l)',
      '?build (m)',
    ]);
    expect(names(withMatrix('os: [l, m]', 'exclude: ${{ fromJSON(vars.NOT) }}'))).toEqual([
      '?build (l)',
      '?build (m)',
    ]);
  });

  it('adds a pattern for an include that is not known', () => {
    expect(names(withMatrix('os: [l]', 'include: ${{ fromJSON(vars.MORE) }}'))).toEqual([
      'build (l)',
      '?build (*)',
    ]);
  });

  it('does not trust a matrix that GitHub refuses', () => {
    expect(names(withMatrix('os: []'))).toEqual(['?build (*)']);
    expect(names(withMatrix('os: [l]', 'exclude: [{arch: x}]'))).toEqual(['?build (*)']);
    expect(names(withMatrix('os: linux'))).toEqual(['?build (*)']);
  });
});
