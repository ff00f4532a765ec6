import { job, rulesetFile, workflowFile } from '../example-files.js';
import type { RuleMeta } from '../rule.js';

const ruleset = (
  change: Partial<Parameters<typeof rulesetFile>[0]> = {},
): ReturnType<typeof rulesetFile> =>
  rulesetFile({ contexts: ['build', 'test'], approvals: 2, bypass: [], queue: true, ...change });
const READS = ['permissions:', '  contents: read'];
const workflow = (
  events: readonly string[] = ['pull_request', 'merge_group'],
  ...extra: readonly string[]
): ReturnType<typeof workflowFile> =>
  workflowFile(events, [...job('build', ...READS), ...job('test', ...READS, ...extra)]);
const accepted = { ...workflow(), ...ruleset() };
const TEAM = { actor_id: 7, actor_type: 'Team', bypass_mode: 'always' };
const renamed = Object.fromEntries(
  Object.values(ruleset()).map((text) => [
    '.github/rulesets/protect.json',
    text.replace('"name": "main"', '"name": "protect"'),
  ]),
);

export const weakenedSettingMeta: RuleMeta = {
  id: 'MD-005.1',
  title: 'Setting weakened',
  rationale:
    'A protection is rarely removed at once: an approval less, a check that is not required any more, one more actor who may bypass. Each change is small and looks reasonable; only a comparison with what was accepted shows where it went.',
  remedy:
    'Put the setting back; or look at the whole drift (`phase-mirror baseline diff`) and accept it with a new baseline.',
  docs: 'docs/rules/MD-005.md#md-0051-setting-weakened',
  examples: [
    {
      title: 'a check that is not required any more',
      answer: 'violation',
      accepted,
      base: { ...accepted, ...ruleset({ contexts: ['build'] }) },
    },
    {
      title: 'fewer approvals',
      answer: 'violation',
      accepted,
      base: { ...accepted, ...ruleset({ approvals: 1 }) },
    },
    {
      title: 'a queue that tests only the last of a group',
      answer: 'violation',
      accepted,
      base: { ...accepted, ...ruleset({ queue: { grouping_strategy: 'HEADGREEN' } }) },
    },
    {
      title: 'one more who may bypass',
      answer: 'violation',
      accepted,
      base: { ...accepted, ...ruleset({ bypass: [TEAM] }) },
    },
    {
      title: 'the same as accepted',
      answer: 'pass',
      accepted,
      base: accepted,
    },
    {
      title: 'a ruleset with another name and another file, and equal rules',
      answer: 'pass',
      accepted,
      base: { ...workflow(), ...renamed },
    },
    {
      title: 'a file that does not show who may bypass',
      answer: 'unknown',
      accepted,
      base: {
        ...workflow(),
        ...rulesetFile({ contexts: ['build', 'test'], approvals: 2, queue: true }),
      },
    },
  ],
};

export const grownSurfaceMeta: RuleMeta = {
  id: 'MD-005.3',
  title: 'Workflow surface grew',
  rationale:
    'A workflow that starts on `pull_request_target`, a token that may write, a secret that was not used before, an action of somebody new: each widens what a stranger’s change can reach, and none of it shows in the settings of the branch.',
  remedy:
    'Take the trigger, the permission or the action away, pin it to a commit, or accept it with a new baseline.',
  docs: 'docs/rules/MD-005.md#md-0053-workflow-surface-grew',
  examples: [
    {
      title: 'a workflow that now starts on what strangers send',
      answer: 'violation',
      accepted,
      base: { ...accepted, ...workflow(['pull_request', 'merge_group', 'pull_request_target']) },
    },
    {
      title: 'a token that may write now',
      answer: 'violation',
      accepted,
      base: {
        ...accepted,
        ...workflowFile(
          ['pull_request', 'merge_group'],
          [...job('build', ...READS), ...job('test', 'permissions:', '  contents: write')],
        ),
      },
    },
    {
      title: 'a secret that no workflow used before',
      answer: 'violation',
      accepted,
      base: { ...accepted, ...workflow(undefined, 'env:', '  TOKEN: ${{ secrets.DEPLOY_TOKEN }}') },
    },
    {
      title: 'the same as accepted',
      answer: 'pass',
      accepted,
      base: accepted,
    },
    {
      title: 'a job whose token was stated, and is not any more',
      answer: 'unknown',
      accepted,
      base: {
        ...accepted,
        ...workflowFile(
          ['pull_request', 'merge_group'],
          [...job('build', ...READS), ...job('test')],
        ),
      },
    },
  ],
};

export const magnitudeMeta: RuleMeta = {
  id: 'MD-005.4',
  title: 'Drift magnitude',
  rationale:
    'One number for how far the branch is from what was accepted: the weighted share of weakened fields over compared ones, from 0 to 1. What is not known does not count. Above the threshold of the environment (`drift_magnitude`, 0.3 unless an operator sets another) L0 refuses the judgement.',
  remedy: 'Mend what MD-005.1 and MD-005.3 name; the number follows.',
  docs: 'docs/rules/MD-005.md#md-0054-drift-magnitude',
  examples: [
    {
      title: 'one check of two is not required any more',
      answer: 'violation',
      accepted,
      base: { ...accepted, ...ruleset({ contexts: ['build'] }) },
    },
    { title: 'nothing is weaker', answer: 'pass', accepted, base: accepted },
    {
      title: 'one check and one approval more than accepted: stricter is no drift',
      answer: 'pass',
      accepted,
      base: { ...accepted, ...ruleset({ contexts: ['build', 'test', 'lint'], approvals: 3 }) },
    },
  ],
};

export const untrustedBaselineMeta: RuleMeta = {
  id: 'MD-005.5',
  title: 'Baseline that cannot be trusted',
  rationale:
    'A comparison is worth what it compares with: a baseline of last year, one that was captured from the very change that it judges, or one whose content is not what its hash says, tells nothing.',
  remedy:
    'Restore a version that is sound (`phase-mirror baseline show --versions`, `phase-mirror baseline restore`), or capture and publish a new one from the protected branch.',
  docs: 'docs/rules/MD-005.md#md-0055-baseline-that-cannot-be-trusted',
  examples: [
    {
      title: 'a stored baseline that is not what its hash says',
      answer: 'violation',
      accepted: 'broken',
      base: accepted,
    },
    { title: 'a baseline of today', answer: 'pass', accepted, base: accepted },
    {
      title: 'a baseline of today that the branch has drifted from: that is MD-005.1',
      answer: 'pass',
      accepted,
      base: { ...accepted, ...ruleset({ approvals: 1 }) },
    },
  ],
};

export const noBaselineMeta: RuleMeta = {
  id: 'MD-005.6',
  title: 'No baseline',
  rationale:
    'Where nothing was ever accepted nothing can have drifted, and where the baseline cannot be read nobody knows. Neither is a pass: who removes the baseline would otherwise remove the question.',
  remedy: 'Publish a first baseline: `phase-mirror baseline publish --expect none`.',
  docs: 'docs/rules/MD-005.md#md-0056-no-baseline',
  examples: [
    {
      title: 'no baseline was ever published',
      answer: 'unknown',
      accepted: 'nothing',
      base: accepted,
    },
    { title: 'there is a baseline', answer: 'pass', accepted, base: accepted },
  ],
};
