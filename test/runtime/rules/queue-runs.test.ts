import { describe, expect, it } from '@jest/globals';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { queueSkip } from '../../../runtime/src/rules/MD-102/queue-skip.js';
import { queueTimeout } from '../../../runtime/src/rules/MD-102/queue-timeout.js';
import { selfCancellingQueue } from '../../../runtime/src/rules/MD-102/self-cancelling-queue.js';
import type { Files } from '../../support/repository.js';
import { judge } from './judge.js';

const CI = '.github/workflows/ci.yml';
const RULESET = '.github/rulesets/main.json';
const ci = (...jobs: readonly (readonly string[])[]): Files =>
  workflowFile(['pull_request', 'merge_group'], jobs.flat());
const queue = (
  parameters: Readonly<Record<string, string | number>> = {},
  contexts: readonly string[] = ['test'],
): Files => rulesetFile({ contexts, queue: parameters });

describe('MD-102.4: fail-open in the queue', () => {
  const conditional = (condition: string): Files => ({
    ...ci(job('test', `if: ${JSON.stringify(condition)}`)),
    ...queue(),
  });

  it('is told at the condition', async () => {
    const { findings } = await judge(queueSkip, {
      base: conditional("github.event_name == 'pull_request'"),
    });
    expect(findings).toMatchObject([
      {
        severity: 'high',
        subject: 'test',
        claim: { place: { path: RULESET, line: 20 } },
        reality: {
          says: 'the `if` of test is false in the queue, so the job is skipped there and counts as success',
          place: { path: CI, line: 8 },
        },
      },
    ]);
  });

  it('is told of a job behind one that the queue leaves out', async () => {
    const { findings } = await judge(queueSkip, {
      base: {
        ...ci(job('changes', 'if: github.head_ref'), job('test', 'needs: changes')),
        ...queue(),
      },
    });
    expect(findings).toMatchObject([
      {
        subject: 'test',
        reality: { says: expect.stringContaining('the `if` of changes'), place: { line: 8 } },
      },
    ]);
  });

  it.each([
    "github.event_name == 'merge_group' || github.event.pull_request.draft == false",
    "startsWith(github.ref, 'refs/heads/gh-readonly-queue/') || github.event.pull_request",
    'always()',
    // Not known: MD-001.5 asks about it.
    "github.actor != 'x'",
  ])('is none with if: %s', async (condition) => {
    expect((await judge(queueSkip, { base: conditional(condition) })).findings).toEqual([]);
  });

  it('is none where the job does nothing on pull requests either: that is no loss in the queue', async () => {
    const idle = job('test').map((line) => line.replace('npm test', 'echo ok'));
    expect((await judge(queueSkip, { base: { ...ci(idle), ...queue() } })).findings).toEqual([]);
  });

  it('is none where a twin runs in the queue', async () => {
    const base = {
      ...conditional("github.event_name == 'pull_request'"),
      '.github/workflows/queue.yml':
        'on: merge_group\njobs:\n  test: {runs-on: x, steps: [{run: make}]}\n',
    };
    expect((await judge(queueSkip, { base })).findings).toEqual([]);
  });
});

describe('MD-102.5: a self-cancelling queue', () => {
  const grouped = (group: string, cancel: string, at: 'workflow' | 'job' = 'workflow'): Files => {
    const lines = ['concurrency:', `  group: ${group}`, `  cancel-in-progress: ${cancel}`];
    const text = String((at === 'job' ? ci(job('test', ...lines)) : ci(job('test')))[CI]);
    return {
      [CI]: at === 'job' ? text : text.replace('jobs:', `${lines.join('\n')}\njobs:`),
    };
  };

  it('shows the group as it is in the queue', async () => {
    const { findings } = await judge(selfCancellingQueue, {
      base: {
        ...grouped('ci-${{ github.event_name }}-${{ github.head_ref }}', 'true'),
        ...queue(),
      },
    });
    expect(findings).toMatchObject([
      {
        severity: 'high',
        subject: CI,
        claim: { place: { path: RULESET, line: 26 } },
        reality: {
          says: 'in the queue the concurrency group is "ci-merge_group-" for every entry, and `cancel-in-progress` is on',
          place: { path: CI, line: 6 },
        },
      },
    ]);
  });

  it('is told of the block of a job', async () => {
    const { findings } = await judge(selfCancellingQueue, {
      base: { ...grouped('test', 'true', 'job'), ...queue() },
    });
    expect(findings).toMatchObject([{ subject: `${CI} test`, reality: { place: { line: 9 } } }]);
  });

  it.each([
    ['ci-${{ github.ref }}', 'true'],
    ['ci-${{ github.sha }}', 'true'],
    ['ci-${{ github.event.merge_group.head_sha || github.head_ref }}', 'true'],
    ['ci-${{ github.head_ref || github.run_id }}', 'true'],
    ['ci', 'false'],
    ['ci', "${{ github.event_name != 'merge_group' }}"],
    ['ci', "${{ github.actor == 'x' }}"],
  ])('is none with group %s, cancelling %s', async (group, cancel) => {
    const base = { ...grouped(group, cancel), ...queue() };
    expect((await judge(selfCancellingQueue, { base })).findings).toEqual([]);
  });

  it('is none where the queue builds one entry at a time, unless pull requests share the group', async () => {
    const one = queue({ max_entries_to_build: 1 });
    const apart = { ...grouped('ci-${{ github.head_ref }}', 'true'), ...one };
    expect((await judge(selfCancellingQueue, { base: apart })).findings).toEqual([]);
    const shared = { ...grouped('ci', 'true'), ...one };
    expect((await judge(selfCancellingQueue, { base: shared })).findings).toHaveLength(1);
  });

  it('is none in a workflow that no required check comes from', async () => {
    const base = {
      ...ci(job('test')),
      '.github/workflows/other.yml':
        'on: merge_group\nconcurrency: {group: x, cancel-in-progress: true}\njobs:\n  other: {runs-on: x}\n',
      ...queue(),
    };
    expect((await judge(selfCancellingQueue, { base })).findings).toEqual([]);
  });
});

describe('MD-102.6: a queue that gives up', () => {
  const hour = queue({ check_response_timeout_minutes: 60 });

  it('adds up the jobs that wait for each other', async () => {
    const { findings } = await judge(queueTimeout, {
      base: {
        ...ci(
          job('lint', 'timeout-minutes: 5'),
          job('build', 'timeout-minutes: 40'),
          job('test', 'needs: [lint, build]', 'timeout-minutes: 30'),
        ),
        ...hour,
      },
    });
    expect(findings).toMatchObject([
      {
        severity: 'medium',
        subject: `${CI} test`,
        claim: {
          says: 'the ruleset "main" waits 60 minutes for a check',
          quote: expect.stringContaining('check_response_timeout_minutes'),
        },
        reality: {
          says: 'the jobs may take 70 minutes: build 40 + test 30',
          place: { path: CI, line: 19 },
        },
      },
    ]);
  });

  it('counts what a caller waits for, and what it calls', async () => {
    const { findings } = await judge(queueTimeout, {
      base: {
        ...ci(job('build', 'timeout-minutes: 40'), [
          'ci:',
          '  needs: build',
          '  uses: ./.github/workflows/called.yml',
        ]),
        '.github/workflows/called.yml':
          'on: workflow_call\njobs:\n  a: {runs-on: x, timeout-minutes: 15}\n  b: {runs-on: x, needs: a, timeout-minutes: 10}\n',
        ...queue({ check_response_timeout_minutes: 60 }, ['ci / b']),
      },
    });
    expect(findings[0]?.reality.says).toBe('the jobs may take 65 minutes: build 40 + a 15 + b 10');
  });

  it.each([
    ['an expression', 'timeout-minutes: ${{ vars.MINUTES }}'],
    ['a shorter one', 'timeout-minutes: 59.5'],
  ])('is none with %s', async (_, line) => {
    expect(
      (await judge(queueTimeout, { base: { ...ci(job('test', line)), ...hour } })).findings,
    ).toEqual([]);
  });
});
