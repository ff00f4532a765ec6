import { describe, expect, it } from '@jest/globals';
import { names, oneJob, skippedNames, withMatrix } from './names.js';

const long = (n: number): string => 'x'.repeat(n);

describe('the name of a job', () => {
  it.each([
    ['its id without a name', oneJob(), ['build']],
    ['its name', oneJob('name: Build and test'), ['Build and test']],
    ['its id when the name is empty', oneJob("name: ''"), ['build']],
    ['its id when the name is null', oneJob('name:'), ['build']],
    ['a number as YAML reads it', oneJob('name: 3.10'), ['3.1']],
    ['a boolean as text', oneJob('name: true'), ['true']],
    ['text in quotes as it stands', oneJob("name: '3.10'"), ['3.10']],
    ['a quoted literal in braces', oneJob("name: ${{ 'Build' }}"), ['Build']],
    ['an apostrophe in a literal', oneJob("name: ${{ 'it''s' }}"), ["it's"]],
    [
      'the event in an expression',
      oneJob('name: on ${{ github.event_name }}'),
      ['on pull_request'],
    ],
    [
      'the id when an expression is empty',
      oneJob('name: ${{ github.event.merge_group.head_sha }}'),
      ['build'],
    ],
    ['braces inside a literal', oneJob("name: a ${{ format('{0}', '}}') }}"), ['a }}']],
    [
      'unknown parts as a pattern',
      oneJob('name: ${{ vars.NAME }} on ${{ github.base_ref }}'),
      ['?* on main'],
    ],
    ['cut at 100 characters', oneJob(`name: ${long(101)}`), [`${long(97)}...`]],
    ['whole at 100 characters', oneJob(`name: ${long(100)}`), [long(100)]],
  ])('is %s', (_, workflow, expected) => {
    expect(names(workflow)).toEqual(expected);
  });
});

describe('the names of a matrix', () => {
  it.each([
    [
      'the first key slowest',
      withMatrix('os: [linux, mac]', 'node: [20, 22]'),
      ['build (linux, 20)', 'build (linux, 22)', 'build (mac, 20)', 'build (mac, 22)'],
    ],
    [
      'with a fixed name: suffixed',
      withMatrix('os: [linux]').replace('    strategy', '    name: Unit\n    strategy'),
      ['Unit (linux)'],
    ],
    [
      'with an expression in the name: no suffix',
      withMatrix('os: [linux, mac]').replace(
        '    strategy',
        '    name: on ${{ matrix.os }}\n    strategy',
      ),
      ['on linux', 'on mac'],
    ],
    [
      'a name that evaluates to nothing: the default',
      withMatrix('os: [linux]').replace(
        '    strategy',
        '    name: ${{ matrix.none }}\n    strategy',
      ),
      ['build (linux)'],
    ],
    [
      'numbers as YAML 1.2 core reads them',
      withMatrix('v: [3.10, 1.0, 0x1F, 0o17, 1e3, .5]'),
      ['build (3.1)', 'build (1)', 'build (31)', 'build (15)', 'build (1000)', 'build (0.5)'],
    ],
    [
      'large and small numbers as .NET writes them',
      withMatrix('v: [1e15, 123456789012345678, 1e-5, 1e-6]'),
      ['build (1E+15)', 'build (1.23456789012346E+17)', 'build (1E-05)', 'build (1E-06)'],
    ],
    ['booleans', withMatrix('v: [true, false]'), ['build (true)', 'build (false)']],
    ['`on` and `yes` are text', withMatrix('v: [on, yes]'), ['build (on)', 'build (yes)']],
    [
      'empty and null leaves left out',
      withMatrix("v: ['', null, a]", 'w: [1]'),
      ['build (1)', 'build (1)', 'build (a, 1)'],
    ],
    ['nothing left: no suffix', withMatrix("v: ['']"), ['build']],
    [
      'nested values flattened depth first',
      withMatrix('v:', '  - {a: 1, b: [x, {c: y}]}', '  - [p, [q]]'),
      ['build (1, x, y)', 'build (p, q)'],
    ],
    ['cut at 100 with the suffix', withMatrix(`v: [${long(100)}]`), [`build (${long(90)}...`]],
    [
      'a vector that is an expression of literals',
      withMatrix(`v: \${{ fromJSON('["a", 3.10]') }}`),
      ['build (a)', 'build (3.1)'],
    ],
    [
      'expressions as elements',
      withMatrix('v: ["${{ github.event_name }}", other]'),
      ['build (pull_request)', 'build (other)'],
    ],
    [
      'an element that is not known',
      withMatrix('v: ["${{ vars.A }}", b]'),
      ['?build (*)', 'build (b)'],
    ],
    [
      'a vector that is not known',
      withMatrix('a: [x, y]', 'v: ${{ fromJSON(needs.s.outputs.v) }}'),
      ['?build (x, *)', '?build (y, *)'],
    ],
    [
      'a key that is an expression',
      withMatrix('${{ insert }}: ${{ fromJSON(vars.M) }}'),
      ['?build (*)'],
    ],
  ])('%s', (_, workflow, expected) => {
    expect(names(workflow)).toEqual(expected);
  });

  it('is a pattern when the whole matrix is computed', () => {
    const computed = oneJob('strategy:', '  matrix: ${{ fromJSON(needs.set.outputs.m) }}');
    expect(names(computed)).toEqual(['?build (*)']);
    expect(
      names(computed.replace('    strategy', '    name: Test ${{ matrix.os }}!\n    strategy')),
    ).toEqual(['?Test *!']);
    expect(
      names(
        computed.replace('    strategy', '    name: All of ${{ github.event_name }}\n    strategy'),
      ),
    ).toEqual(['All of pull_request']);
  });

  it('is a pattern when the whole strategy is computed', () => {
    expect(names(oneJob('strategy: ${{ fromJSON(vars.S) }}'))).toEqual(['?build (*)']);
  });

  it('knows job-index and job-total', () => {
    const text = withMatrix('v: [a, b]').replace(
      '    strategy',
      '    name: ${{ strategy.job-index }} of ${{ strategy.job-total }}\n    strategy',
    );
    expect(names(text)).toEqual(['0 of 2', '1 of 2']);
    expect(names(oneJob('name: ${{ strategy.job-index }} of ${{ strategy.job-total }}'))).toEqual([
      '0 of 1',
    ]);
  });

  it('does not build a product of a million', () => {
    const vector = `[${Array.from({ length: 100 }, (_, i) => i).join(',')}]`;
    expect(names(withMatrix(`a: ${vector}`, `b: ${vector}`, `c: ${vector}`))).toEqual([
      '?build (*)',
    ]);
  });
});

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
