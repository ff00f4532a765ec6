import { describe, expect, it } from '@jest/globals';
import { job, rulesetFile } from '../../../runtime/src/rules/example-files.js';
import { phantomContext } from '../../../runtime/src/rules/MD-001/phantom-context.js';
import { claiming, judge } from './judge.js';

const LONG =
  'A name that is longer than the one hundred characters that GitHub shows of it, so that it is cut there';
const matrix = (...lines: readonly string[]): readonly string[] => [
  'strategy:',
  '  matrix:',
  ...lines.map((l) => `    ${l}`),
];

describe('the diagnosis of a phantom context', () => {
  it.each([
    [
      'the id of a named job',
      'build',
      job('build', 'name: Build and test'),
      'that is the id of the job build',
      '"Build and test"',
    ],
    [
      'the id of a named matrix job',
      'build (20)',
      job('build', 'name: Build', ...matrix('node: [20]')),
      'that is the id of the job build',
      '"Build (20)"',
    ],
    [
      'the id of a job named by an expression',
      'build',
      job('build', 'name: on ${{ matrix.os }}', ...matrix('os: [l, m]')),
      'that is the id of the job build',
      '"on l", "on m"',
    ],
    [
      'a matrix without its suffix',
      'build',
      job('build', ...matrix('os: [l, m]')),
      'has a matrix',
      '"build (l)", "build (m)"',
    ],
    [
      'a named matrix without its suffix',
      'Unit',
      job('build', 'name: Unit', ...matrix('os: [l]')),
      'has a matrix',
      '"Unit (l)"',
    ],
    [
      'a combination that is not in the matrix',
      'build (w)',
      job('build', ...matrix('os: [l, m]')),
      'no such combination',
      '"build (l)", "build (m)"',
    ],
    [
      'the name of the workflow',
      'CI',
      job('build'),
      'names the workflow .github/workflows/ci.yml',
      '"build"',
    ],
    ['the file of the workflow', 'ci.yml', job('build'), 'names the workflow', '"build"'],
    [
      'the workflow before the name',
      'CI / build',
      job('build'),
      'only shown around the name',
      '"build"',
    ],
    [
      'the event behind the name',
      'CI / build (pull_request)',
      job('build'),
      'only shown around the name',
      '"build"',
    ],
    [
      'the whole of a name that is cut',
      LONG,
      job('build', `name: ${LONG}`),
      'cuts a name at 100 characters',
      `"${LONG.slice(0, 97)}..."`,
    ],
    [
      'a version that YAML rounds',
      'build (3.10)',
      job('build', ...matrix('python: [3.10]')),
      'a YAML number loses its last zero',
      '"build (3.1)"',
    ],
    ['another letter case', 'BUILD', job('build'), 'only letter case differs', '"build"'],
    [
      'other spaces',
      'build(l)',
      job('build', ...matrix('os: [l]')),
      'only spaces differ',
      '"build (l)"',
    ],
    [
      'the template of a matrix job',
      'test (${{ matrix.os }})',
      job('build', 'name: test (${{ matrix.os }})', 'if: vars.RUN', ...matrix('os: [l]')),
      'only while it is skipped',
      '"test (l)"',
    ],
  ])('%s', async (_, context, jobs, reality, fix) => {
    const { findings, unknowns } = await judge(phantomContext, {
      base: claiming(context, jobs, 15368),
    });
    expect(unknowns).toEqual([]);
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    expect(finding).toMatchObject({
      check: 'MD-001.1',
      severity: 'high',
      introduced: false,
      subject: context,
      title: `required check ${JSON.stringify(context)} is never reported`,
      claim: {
        says: `the ruleset "main" requires the check ${JSON.stringify(context)}`,
        place: { path: '.github/rulesets/main.json' },
      },
      reality: { place: { path: '.github/workflows/ci.yml' } },
    });
    expect(finding?.reality.says).toContain(reality);
    expect(finding?.fix).toContain(fix);
    expect(finding?.claim.quote).toContain(JSON.stringify(context).slice(0, 80));
  });

  const library = {
    '.github/workflows/lib.yml':
      'on: workflow_call\njobs:\n  unit:\n    name: Unit\n    runs-on: x\n',
  };
  const call = ['checks:', '  name: Checks', '  uses: ./.github/workflows/lib.yml'];

  it.each([
    ['the caller alone', 'Checks', 'calls a reusable workflow', '.github/workflows/lib.yml'],
    [
      'the callee alone',
      'Unit',
      'is called by .github/workflows/ci.yml',
      '.github/workflows/lib.yml',
    ],
    ['ids on both sides', 'checks / unit', 'that is the id', '.github/workflows/lib.yml'],
    ['an id on one side', 'Checks / unit', 'that is the id', '.github/workflows/lib.yml'],
  ])('%s of a reusable workflow', async (_, context, reality, path) => {
    const { findings } = await judge(phantomContext, {
      base: { ...claiming(context, call), ...library },
    });
    expect(findings).toMatchObject([
      {
        subject: context,
        reality: { place: { path } },
        fix: expect.stringContaining('"Checks / Unit"') as never,
      },
    ]);
    expect(findings[0]?.reality.says).toContain(reality);
  });

  it.each([
    ['another event', '  schedule:\n    - cron: "0 3 * * *"\n', 'on schedule only', 5],
    ['another branch', '  pull_request:\n    branches: [dev]\n', 'filter keeps it away', 3],
    ['pushes to main only', '  push:\n    branches: [main]\n', 'filter keeps it away', 3],
    ['the merge queue only', '  merge_group:\n', 'on merge_group only', 3],
  ])('a check of %s', async (_, on, reality) => {
    const files = {
      '.github/workflows/ci.yml': `name: CI\non:\n${on}jobs:\n  nightly: {runs-on: x}\n`,
      ...rulesetFile({ contexts: ['nightly'] }),
    };
    const { findings } = await judge(phantomContext, { base: files });
    expect(findings[0]?.reality.says).toContain(reality);
    expect(findings[0]?.reality.place?.line).toBe(3);
    expect(findings[0]?.fix).toContain('Let .github/workflows/ci.yml start on pull requests');
  });
});
