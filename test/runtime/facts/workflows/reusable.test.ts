import { describe, expect, it } from '@jest/globals';
import { checks, names, skippedNames } from './names.js';

const called = (jobs: string, inputs = ''): string =>
  `on:\n  workflow_call:\n${inputs === '' ? '' : `    inputs:\n${inputs}`}\njobs:\n${jobs}`;
const caller = (...lines: readonly string[]): string =>
  `on: [pull_request]\njobs:\n  call:\n    uses: ./.github/workflows/lib.yml\n${lines.map((l) => `    ${l}\n`).join('')}`;
const LIB = called('  lint: {runs-on: x}\n  unit: {runs-on: x, name: Unit tests}\n');

describe('checks of a reusable workflow', () => {
  it('have the segments of caller and callee, and the caller alone reports nothing', () => {
    expect(names(caller(), { files: { 'lib.yml': LIB } })).toEqual([
      'call / lint',
      'call / Unit tests',
    ]);
    expect(names(caller('name: Checks'), { files: { 'lib.yml': LIB } })).toEqual([
      'Checks / lint',
      'Checks / Unit tests',
    ]);
  });

  it('multiply matrices of both sides', () => {
    const lib = called('  unit: {runs-on: x, strategy: {matrix: {node: [20, 22]}}}\n');
    expect(
      names(caller('strategy: {matrix: {os: [linux, mac]}}'), { files: { 'lib.yml': lib } }),
    ).toEqual([
      'call (linux) / unit (20)',
      'call (linux) / unit (22)',
      'call (mac) / unit (20)',
      'call (mac) / unit (22)',
    ]);
  });

  it('cut each segment by itself before joining', () => {
    const long = 'y'.repeat(120);
    const lib = called(`  unit: {runs-on: x, name: ${long}}\n`);
    const cut = `${'y'.repeat(97)}...`;
    expect(names(caller(`name: ${long}`), { files: { 'lib.yml': lib } })).toEqual([
      `${cut} / ${cut}`,
    ]);
  });

  it('nest, with a matrix on every level', () => {
    const inner = called('  z: {runs-on: x, strategy: {matrix: {v: [1]}}}\n');
    const middle = called(
      '  y: {uses: ./.github/workflows/inner.yml, strategy: {matrix: {v: [2]}}}\n',
    );
    expect(
      names(caller('strategy: {matrix: {v: [3]}}'), {
        files: { 'lib.yml': middle, 'inner.yml': inner },
      }),
    ).toEqual(['call (3) / y (2) / z (1)']);
  });

  it('read inputs: given, default, and empty by type', () => {
    const lib = called(
      '  u: {runs-on: x, name: "${{ inputs.a }}|${{ inputs.b }}|${{ inputs.s }}|${{ inputs.n }}|${{ inputs.f }}"}\n',
      '      a: {type: string}\n      b: {type: string, default: std}\n      s: {type: string}\n      n: {type: number}\n      f: {type: boolean}\n',
    );
    expect(names(caller('with: {A: 3.10}'), { files: { 'lib.yml': lib } })).toEqual([
      'call / 3.1|std||0|false',
    ]);
    expect(
      names(caller('with: {a: "${{ github.event_name }}"}'), { files: { 'lib.yml': lib } }),
    ).toEqual(['call / pull_request|std||0|false']);
    expect(names(caller('with: {a: "${{ vars.A }}"}'), { files: { 'lib.yml': lib } })).toEqual([
      '?call / *|std||0|false',
    ]);
    expect(names(caller('with: "${{ fromJSON(vars.A) }}"'), { files: { 'lib.yml': lib } })).toEqual(
      ['?call / *|*|*|*|*'],
    );
  });

  it('pass the matrix of the caller on as an input', () => {
    const lib = called(
      '  u: {runs-on: x, name: "on ${{ inputs.os }}"}\n',
      '      os: {type: string}\n',
    );
    const text = caller('strategy: {matrix: {os: [l, m]}}', 'with: {os: "${{ matrix.os }}"}');
    expect(names(text, { files: { 'lib.yml': lib } })).toEqual([
      'call (l) / on l',
      'call (m) / on m',
    ]);
  });

  it('see the event and the workflow of the caller', () => {
    const lib = called(
      '  u: {runs-on: x, name: "${{ github.workflow }} ${{ github.event_name }}"}\n',
    );
    expect(names(`name: Outer\n${caller()}`, { files: { 'lib.yml': lib } })).toEqual([
      'call / Outer pull_request',
    ]);
  });

  it('are one name, the caller, while the caller is skipped', () => {
    expect(names(caller('if: false'), { files: { 'lib.yml': LIB } })).toEqual(['call']);
    const perhaps = caller('if: vars.RUN');
    expect(skippedNames(perhaps, { files: { 'lib.yml': LIB } })).toEqual(['call']);
    expect(checks(perhaps, { files: { 'lib.yml': LIB } }).checks.map((c) => c.when)).toEqual([
      'run',
      'run',
      'skipped',
    ]);
  });

  it.each([
    ['a remote workflow', 'org/repo/.github/workflows/x.yml@v1', []],
    ['a file that is not there', './.github/workflows/none.yml', ['does not exist']],
    ['a file outside the folder', './../secret.yml', ['is not in .github/workflows']],
    ['a path that climbs', './.github/workflows/../../x.yml', ['does not exist']],
    ['a workflow that cannot be called', './.github/workflows/plain.yml', ['no workflow_call']],
  ])('are a pattern for %s', (_, uses, problems) => {
    const text = caller().replace('./.github/workflows/lib.yml', uses);
    const answer = checks(text, { files: { 'plain.yml': 'on: push\njobs:\n  a: {runs-on: x}\n' } });
    expect(names(text, { files: { 'plain.yml': 'on: push\njobs:\n  a: {runs-on: x}\n' } })).toEqual(
      ['?call / *'],
    );
    expect(answer.gaps).toHaveLength(problems.length);
    problems.forEach((problem, i) => expect(answer.gaps[i]).toContain(problem));
  });

  it('end where a workflow calls itself, or a circle of them', () => {
    const self = called('  a: {uses: ./.github/workflows/lib.yml}\n');
    const answer = checks(caller(), { files: { 'lib.yml': self } });
    expect(answer.gaps).toEqual(['./.github/workflows/lib.yml calls itself']);
    const ring = {
      'lib.yml': called('  a: {uses: ./.github/workflows/b.yml}\n'),
      'b.yml': called('  b: {uses: ./.github/workflows/lib.yml}\n'),
    };
    expect(names(caller(), { files: ring })).toEqual(['?call / a / b / *']);
  });

  it('allow nine levels below the first and no more', () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        i === 0 ? 'lib.yml' : `l${i}.yml`,
        called(
          i < 11 ? `  j${i}: {uses: ./.github/workflows/l${i + 1}.yml}\n` : '  end: {runs-on: x}\n',
        ),
      ]),
    );
    expect(checks(caller(), { files }).gaps).toEqual([
      './.github/workflows/l9.yml is called more than 9 levels deep',
    ]);
  });

  it('stop at a number that no person reads', () => {
    const wide = (next: string): string =>
      called(Array.from({ length: 20 }, (_, i) => `  j${i}: {${next}}\n`).join(''));
    const files = {
      'lib.yml': wide('uses: ./.github/workflows/b.yml'),
      'b.yml': wide('uses: ./.github/workflows/c.yml'),
      'c.yml': wide('uses: ./.github/workflows/d.yml'),
      'd.yml': wide('runs-on: x'),
    };
    const answer = checks(caller(), { files });
    expect(answer.checks.length).toBeLessThan(2_100);
    expect(answer.gaps.some((gap) => gap.includes('more than 2000 checks'))).toBe(true);
  });

  it('are not certain when GitHub refuses the file called', () => {
    const lib = called('  u: {runs-on: x, needs: none}\n');
    expect(names(caller(), { files: { 'lib.yml': lib } })).toEqual(['?call / u']);
  });
});
