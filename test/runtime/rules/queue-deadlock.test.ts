import { describe, expect, it } from '@jest/globals';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { queueDeadlock } from '../../../runtime/src/rules/MD-102/queue-deadlock.js';
import { judge } from './judge.js';

const queue = rulesetFile({ contexts: ['build'], queue: true });
const ci = (...events: readonly string[]): Record<string, string> =>
  workflowFile(events, job('build'));
const CLASSIC = {
  '.github/branch-protection.json':
    '{"required_status_checks": {"strict": false, "contexts": ["build"]}}',
};

describe('a queue deadlock', () => {
  it('names the workflow that does not start in the queue, at its trigger', async () => {
    const { findings } = await judge(queueDeadlock, { base: { ...ci('pull_request'), ...queue } });
    expect(findings).toMatchObject([
      {
        check: 'MD-102.1',
        severity: 'high',
        confidence: 'high',
        subject: 'build',
        claim: {
          says: 'the ruleset "main" requires the check "build" and queues merges',
          place: { path: '.github/rulesets/main.json' },
        },
        reality: {
          says: '.github/workflows/ci.yml starts on pull_request, not on merge_group',
          place: { path: '.github/workflows/ci.yml', line: 3 },
          quote: '  pull_request:',
        },
        fix: 'Add `merge_group:` to the `on` of .github/workflows/ci.yml.',
      },
    ]);
  });

  it.each([
    ['the queue', { ...ci('pull_request'), ...rulesetFile({ contexts: ['build'] }) }, queue],
    ['the requirement', ci('pull_request'), queue],
    [
      'a workflow without merge_group',
      { ...ci('pull_request', 'merge_group'), ...queue },
      ci('pull_request'),
    ],
  ])('is critical when the change brings %s', async (_, base, change) => {
    expect((await judge(queueDeadlock, { base, change })).findings).toMatchObject([
      { severity: 'critical', introduced: true },
    ]);
  });

  it('is high when it stood there before', async () => {
    const { findings } = await judge(queueDeadlock, {
      base: { ...ci('pull_request'), ...queue },
      change: { 'a.txt': '1' },
    });
    expect(findings).toMatchObject([{ severity: 'high', introduced: false }]);
  });

  it('is told in a merge group even where no claim has a queue', async () => {
    const { findings } = await judge(queueDeadlock, {
      base: { ...ci('pull_request'), ...rulesetFile({ contexts: ['build'] }) },
      mode: 'merge_group',
    });
    expect(findings[0]?.claim.says).toContain('the change is judged in a merge group');
  });

  it('names both claims when another one has the queue', async () => {
    const { findings } = await judge(queueDeadlock, {
      base: { ...ci('pull_request'), ...CLASSIC, ...rulesetFile({ contexts: [], queue: true }) },
    });
    expect(findings[0]?.claim.says).toBe(
      'the branch protection in .github/branch-protection.json requires the check "build", and the ruleset "main" queues merges',
    );
  });

  it('is told for the workflow that a phantom context was meant for', async () => {
    const jobs = job('build', 'name: Build and test');
    const phantom = { ...workflowFile(['pull_request'], jobs), ...queue };
    expect((await judge(queueDeadlock, { base: phantom })).findings).toMatchObject([
      { subject: 'build', confidence: 'medium' },
    ]);
    const started = { ...workflowFile(['pull_request', 'merge_group'], jobs), ...queue };
    expect((await judge(queueDeadlock, { base: started })).findings).toEqual([]);
  });
});

describe('no deadlock', () => {
  it.each([
    ['merge_group', ci('pull_request', 'merge_group')],
    [
      'a twin in another workflow',
      {
        ...ci('pull_request'),
        '.github/workflows/queue.yml': 'on: merge_group\njobs:\n  build: {runs-on: x}\n',
      },
    ],
    ['a push to every branch', ci('push')],
    [
      'a job that is skipped there',
      {
        '.github/workflows/ci.yml':
          'on: [pull_request, merge_group]\njobs:\n  build: {runs-on: x, if: "github.event_name == \'pull_request\'"}\n',
      },
    ],
  ])('with %s', async (_, files) => {
    const { findings, unknowns, judged } = await judge(queueDeadlock, {
      base: { ...files, ...queue },
    });
    expect([findings, unknowns, judged]).toEqual([[], [], 1]);
  });

  it('without a queue', async () => {
    const { findings, unknowns } = await judge(queueDeadlock, {
      base: { ...ci('pull_request'), ...CLASSIC },
    });
    expect([findings, unknowns]).toEqual([[], []]);
  });

  it('for the check of another app: MD-001.1 tells that', async () => {
    const { findings, unknowns } = await judge(queueDeadlock, {
      base: { ...ci('pull_request'), ...rulesetFile({ contexts: ['cla'], app: 7, queue: true }) },
    });
    expect([findings, unknowns]).toEqual([[], []]);
  });
});

describe('a queue that is not known', () => {
  const twins = {
    ...ci('pull_request'),
    ...CLASSIC,
    '.github/workflows/queue.yml': 'on: merge_group\njobs:\n  other: {runs-on: x}\n',
  };

  it('is a question where a classic protection hides it and a workflow hints at it', async () => {
    const { findings, unknowns } = await judge(queueDeadlock, { base: twins });
    expect(findings).toEqual([]);
    expect(unknowns[0]?.reason).toContain('does not say whether main has a merge queue');
  });

  it('is none when everything is reported there anyway', async () => {
    const { unknowns } = await judge(queueDeadlock, {
      base: { ...ci('pull_request', 'merge_group'), ...CLASSIC },
    });
    expect(unknowns).toEqual([]);
  });

  it.each([
    ['in the queue', ['pull_request', 'merge_group']],
    ['on pull requests', ['pull_request']],
  ])('a name that is computed %s is a question', async (_, events) => {
    const computed = workflowFile(events, job('build', 'name: ${{ vars.NAME }}'));
    expect((await judge(queueDeadlock, { base: { ...computed, ...queue } })).unknowns).toHaveLength(
      1,
    );
  });
});
