import { describe, expect, it } from '@jest/globals';
import { names, skippedNames, withMatrix } from './names.js';

describe('a skipped job', () => {
  it('reports its template when its matrix is never expanded', () => {
    const text = withMatrix('os: [l, m]').replace(
      '    strategy',
      "    name: test (${{ matrix.os }})\n    if: github.event_name == 'push'\n    strategy",
    );
    expect(names(text)).toEqual(['test (${{ matrix.os }})']);
    expect(names(text, { event: 'push' })).toEqual(['test (l)', 'test (m)']);
  });

  it('reports its bare id without an expression', () => {
    const text = withMatrix('os: [l]').replace('    strategy', '    if: false\n    strategy');
    expect(names(text)).toEqual(['build']);
  });

  it('may report either when its condition is not known', () => {
    const text = withMatrix('os: [l]').replace('    strategy', '    if: vars.RUN\n    strategy');
    expect(names(text)).toEqual(['build (l)']);
    expect(skippedNames(text)).toEqual(['build']);
  });

  it.each([
    ["github.event_name == 'pull_request'", 'yes'],
    ["github.event_name != 'pull_request'", 'no'],
    ['${{ always() }}', 'yes'],
    ['!cancelled()', 'yes'],
    ['failure()', 'no'],
    ["'' || vars.X", 'perhaps'],
    ['vars.X && false', 'no'],
    ['github.event.pull_request.draft == false', 'perhaps'],
    ['github.event.merge_group.head_ref', 'no'],
    ["startsWith(github.base_ref, 'MA') && contains('abc', 'B')", 'yes'],
    ["endsWith(github.head_ref, 'x')", 'perhaps'],
    ["contains(fromJSON('[1, 2]'), 2)", 'yes'],
    ["text ${{ github.event_name == 'push' }}", 'yes'],
    ['(1 < 2) == !(2 <= 1)', 'yes'],
    ["github['event_name'] >= 'pull'", 'yes'],
    ['github.event.labels.*.name', 'perhaps'],
    ['hashFiles(1)', 'perhaps'],
  ])('if: %s → %s', (condition, runs) => {
    const text = withMatrix('os: [l]').replace(
      '    strategy',
      `    if: ${JSON.stringify(condition)}\n    strategy`,
    );
    const expected = { yes: ['build (l)'], perhaps: ['build (l)'], no: ['build'] }[runs];
    expect(names(text)).toEqual(expected);
    expect(skippedNames(text)).toEqual(runs === 'perhaps' ? ['build'] : []);
  });

  it('takes what needs it along, unless that always runs', () => {
    const text = `on: pull_request
jobs:
  a: {runs-on: x, if: false}
  b: {runs-on: x, needs: a, strategy: {matrix: {v: [1]}}}
  c: {runs-on: x, needs: [a, b], if: always(), strategy: {matrix: {v: [1]}}}
  d: {runs-on: x, needs: c, strategy: {matrix: {v: [1]}}}
`;
    expect(names(text)).toEqual(['a', 'b', 'c (1)', 'd (1)']);
    expect(skippedNames(text)).toEqual(['d']);
  });
});
