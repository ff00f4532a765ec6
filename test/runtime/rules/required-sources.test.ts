import { describe, expect, it } from '@jest/globals';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { duplicateEmitters } from '../../../runtime/src/rules/MD-001/duplicate-emitters.js';
import { unpinnedSource } from '../../../runtime/src/rules/MD-001/unpinned-source.js';
import { weakenedCheck } from '../../../runtime/src/rules/MD-001/weakened-check.js';
import type { Files } from '../../support/repository.js';
import { judge } from './judge.js';

const CI = '.github/workflows/ci.yml';
const RULESET = '.github/rulesets/main.json';
const ci = (...jobs: readonly (readonly string[])[]): Files =>
  workflowFile(['pull_request'], jobs.flat());
const requiring = (...contexts: readonly string[]): Files => rulesetFile({ contexts });

describe('MD-001.6: an unpinned source', () => {
  it('is one finding a claim, at its first open check and at the permission', async () => {
    const { findings } = await judge(unpinnedSource, {
      base: { ...ci(job('a', 'permissions:', '  checks: write')), ...requiring('a', 'b') },
    });
    expect(findings).toMatchObject([
      {
        severity: 'medium',
        subject: 'main',
        claim: {
          says: 'the ruleset "main" requires "a", "b" from any source',
          place: { line: 20 },
        },
        reality: { place: { path: CI, line: 7 }, quote: '    permissions:' },
        fix: expect.stringContaining('"integration_id": 15368'),
      },
    ]);
  });

  it.each([
    [
      'a block of the job replaces that of the workflow',
      'permissions: write-all',
      'permissions: {}',
    ],
    [
      'a scope that is not named is none',
      'permissions: {checks: write}',
      'permissions: {contents: read}',
    ],
    ['read-all', 'permissions: read-all', ''],
  ])('is none: %s', async (_, top, own) => {
    const base = {
      [CI]: `on: pull_request\n${top}\njobs:\n  a:\n    runs-on: x\n    ${own}\n`,
      ...requiring('a'),
    };
    expect((await judge(unpinnedSource, { base })).findings).toEqual([]);
  });
});

describe('MD-001.7: duplicate emitters', () => {
  const two = (step: string): Files => ({
    ...ci(job('test')),
    '.github/workflows/b.yml': `on: pull_request\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: ${step}\n`,
    ...requiring('test'),
  });

  it('names both, at the idle one', async () => {
    expect((await judge(duplicateEmitters, { base: two('echo ok') })).findings).toMatchObject([
      {
        severity: 'medium',
        claim: { place: { line: 20 } },
        reality: { place: { path: '.github/workflows/b.yml', line: 3 } },
      },
    ]);
  });

  it.each([
    ["echo 'a; b' && make", 0],
    ['"echo $(make)"', 0],
    ['"exit 1"', 0],
    ['"true # nothing"', 0],
    ['"true"', 1],
    [`'echo "all good" >> $GITHUB_STEP_SUMMARY'`, 1],
    [`'echo "ok" >> "$GITHUB_OUTPUT"'`, 1],
    ['"echo x > src/version"', 0],
    ['"|\\n          set -e\\n          # talk\\n          echo hi"', 0],
  ])('takes run: %s for idle: %i', async (step, findings) => {
    expect((await judge(duplicateEmitters, { base: two(step) })).findings).toHaveLength(findings);
  });

  it('looks into a composite action of the repository', async () => {
    const local = (step: string): Files => ({
      ...ci(job('test')),
      '.github/workflows/b.yml':
        'on: pull_request\njobs:\n  test:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/test\n',
      '.github/actions/test/action.yml': `runs: {using: composite, steps: [{run: ${step}, shell: sh}]}\n`,
      ...requiring('test'),
    });
    const [idle, real] = await Promise.all(
      ['echo ok', 'make'].map((step) => judge(duplicateEmitters, { base: local(step) })),
    );
    expect([idle?.findings.length, real?.findings.length]).toEqual([1, 0]);
  });

  it('is information where GitHub documents the twin', async () => {
    const [shadow] = duplicateEmitters.meta.examples.filter((e) => e.title.includes('opposite'));
    const { findings } = await judge(duplicateEmitters, { base: shadow?.base ?? {} });
    expect(findings).toMatchObject([{ severity: 'info' }]);
  });
});

describe('MD-001.8: a check weakened by the change', () => {
  const base = { ...ci(job('test')), ...requiring('test') };

  it('says what was taken away, and where', async () => {
    const change = ci([...job('test').slice(0, -1), '    - run: echo soon']);
    expect((await judge(weakenedCheck, { base, change })).findings).toMatchObject([
      {
        severity: 'high',
        introduced: true,
        subject: 'test',
        claim: { place: { path: RULESET, line: 20 } },
        reality: {
          says: 'the change leaves the job test without a step that can fail',
          place: { path: CI, line: 5 },
        },
      },
    ]);
  });

  it('sees a need excused, whose failure its gate then takes for success', async () => {
    const gate = job('gate', 'needs: test', 'if: always()', 'env: {R: "${{ toJSON(needs) }}"}');
    const { findings } = await judge(weakenedCheck, {
      base: { ...ci(job('test'), gate), ...requiring('gate') },
      change: ci(job('test', 'continue-on-error: true'), gate),
    });
    expect(findings).toMatchObject([
      { subject: 'gate', reality: { place: { path: CI, line: 7 } } },
    ]);
  });

  it.each([
    [
      'the check of a required job stays red with continue-on-error on the job',
      ci(job('test', 'continue-on-error: true')),
    ],
    ['a step that was excused before', { 'a.txt': '1' }],
    ['another version of an action', ci([...job('test'), '    - uses: a/b@v2'])],
  ])('is none: %s', async (_, change) => {
    expect((await judge(weakenedCheck, { base, change })).findings).toEqual([]);
  });

  it('has a place in the tree with the change when claim and job are gone', async () => {
    const { findings } = await judge(weakenedCheck, {
      base: { ...ci(job('test'), job('lint')), ...requiring('test', 'lint') },
      change: { ...ci(job('lint')), ...requiring('lint') },
    });
    expect(findings).toMatchObject([{ subject: 'test', place: { path: RULESET, line: 2 } }]);
  });
});
