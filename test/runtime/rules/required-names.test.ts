import { describe, expect, it } from '@jest/globals';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { filteredWorkflow } from '../../../runtime/src/rules/MD-001/filtered-workflow.js';
import { skippableMatrix } from '../../../runtime/src/rules/MD-001/skippable-matrix.js';
import type { Files } from '../../support/repository.js';
import { judge } from './judge.js';

const CI = '.github/workflows/ci.yml';
const RULESET = '.github/rulesets/main.json';
const MATRIX = ['strategy:', '  matrix:', '    os: [linux, mac]'];
const ci = (...jobs: readonly (readonly string[])[]): Files =>
  workflowFile(['pull_request'], jobs.flat());
const requiring = (...contexts: readonly string[]): Files => rulesetFile({ contexts });

describe('MD-001.2: a skippable matrix', () => {
  it('is one finding a job, at its claim and at its condition', async () => {
    const { findings, judged } = await judge(skippableMatrix, {
      base: {
        ...ci(job('test', 'if: github.event.pull_request.draft == false', ...MATRIX)),
        ...requiring('test (linux)', 'test (mac)'),
      },
    });
    expect(judged).toBe(2);
    expect(findings).toMatchObject([
      {
        check: 'MD-001.2',
        severity: 'high',
        subject: 'test',
        introduced: false,
        claim: {
          place: { path: RULESET, line: 20 },
          quote: expect.stringContaining('test (linux)'),
        },
        reality: {
          says: 'its `if` can leave the job out, and then "test (linux)", "test (mac)" never appears',
          place: { path: CI, line: 7 },
          quote: '    if: github.event.pull_request.draft == false',
        },
      },
    ]);
  });

  it('is told of a caller that may be left out: what it calls then reports nothing', async () => {
    const { findings } = await judge(skippableMatrix, {
      base: {
        ...ci(['ci:', '  if: github.actor != 0', '  uses: ./.github/workflows/called.yml']),
        '.github/workflows/called.yml': 'on: workflow_call\njobs:\n  test: {runs-on: x}\n',
        ...requiring('ci / test'),
      },
    });
    expect(findings).toMatchObject([{ subject: 'ci / test', reality: { place: { line: 6 } } }]);
  });

  it('keeps its fingerprint when a value is added to the matrix', async () => {
    const base = (os: string): Files => ({
      ...ci(job('test', 'if: github.actor != 0', 'strategy:', '  matrix:', `    os: [${os}]`)),
      ...requiring('test (linux)'),
    });
    const [first, second] = await Promise.all([
      judge(skippableMatrix, { base: base('linux') }),
      judge(skippableMatrix, { base: base('arm, linux') }),
    ]);
    expect(first.findings).toHaveLength(1);
    expect(second.findings[0]?.fingerprint).toBe(first.findings[0]?.fingerprint);
  });
});

describe('MD-001.3: a filtered required workflow', () => {
  const filtered = (filter: string): Files => ({
    [CI]: `on:\n  pull_request:\n    ${filter}\njobs:\n  a: {runs-on: x}\n  b: {runs-on: x}\n`,
  });

  it('is one finding a workflow, with a file that starts none', async () => {
    const { findings } = await judge(filteredWorkflow, {
      base: { ...filtered('paths: [src/**, docs/**]'), ...requiring('a', 'b') },
    });
    expect(findings).toMatchObject([
      {
        subject: CI,
        title: 'required check "a", "b" is not reported for every change',
        claim: { place: { path: RULESET, line: 20 } },
        reality: {
          says: `\`paths\` keeps ${CI} from starting, for example for a change of README.md alone`,
          place: { path: CI, line: 3, column: 5 },
        },
      },
    ]);
  });

  it('is introduced by the change that adds the filter', async () => {
    const { findings } = await judge(filteredWorkflow, {
      base: { [CI]: 'on:\n  pull_request:\njobs:\n  a: {runs-on: x}\n', ...requiring('a') },
      change: filtered("paths-ignore: ['**.md']"),
    });
    expect(findings).toMatchObject([{ introduced: true, severity: 'high' }]);
  });

  it.each([
    ["paths-ignore: ['*.nothing-of-the-kind']", 'file.nothing-of-the-kind'],
    ["paths: ['**', '!LICENSE']", 'LICENSE'],
    ["paths: ['*', '*/**', '!vendor/**']", 'vendor/folder/file'],
  ])('%s: %s alone starts nothing', async (filter, file) => {
    const { findings } = await judge(filteredWorkflow, {
      base: { ...filtered(filter), ...requiring('a') },
    });
    expect(findings[0]?.reality.says).toContain(`a change of ${file} alone`);
  });

  it.each([
    ['a push to every branch beside it', 'on:\n  push:\n  pull_request:\n    paths: [src/**]\n'],
    ['types only', 'on:\n  pull_request:\n    types: [opened, synchronize]\n'],
    ['paths that between them name everything', "on:\n  pull_request:\n    paths: ['*', '*/**']\n"],
  ])('is none with %s', async (_, on) => {
    const base = { [CI]: `${on}jobs:\n  a: {runs-on: x}\n`, ...requiring('a') };
    expect((await judge(filteredWorkflow, { base })).findings).toEqual([]);
  });
});
