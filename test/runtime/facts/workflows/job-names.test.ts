import { describe, expect, it } from '@jest/globals';
import { names, oneJob, withMatrix } from './names.js';

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
