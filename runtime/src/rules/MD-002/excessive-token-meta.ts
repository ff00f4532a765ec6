import { job, policyFile, workflowFile } from '../example-files.js';
import { exampleLive } from '../example-live.js';
import type { RuleMeta } from '../rule.js';

type Files = Readonly<Record<string, string>>;

const grants = (
  permissions: string,
  event = 'pull_request_target',
  ...more: readonly string[]
): Files => workflowFile([event], job('triage', `permissions: ${permissions}`, ...more));
const least = policyFile('require: {leastPrivilege: true}');
const calls = (caller: string, callee: string, event: string): Files => ({
  ...workflowFile(
    [event],
    ['call:', `  permissions: ${caller}`, '  uses: ./.github/workflows/called.yml'],
  ),
  '.github/workflows/called.yml': [
    'on: workflow_call',
    'jobs:',
    '  inner:',
    '    runs-on: ubuntu-24.04',
    `    permissions: ${callee}`,
    '    steps:',
    '      - run: npm test',
    '',
  ].join('\n'),
});
const unstated = workflowFile(['issue_comment'], job('triage'));
const byDefault = (
  defaultPermissions: 'read' | 'write',
): Pick<RuleMeta['examples'][number], 'told'> => ({
  told: {
    says: `A token that no workflow limits may ${defaultPermissions}.`,
    facts: () => ({
      live: exampleLive({
        workflows: { state: 'known', value: { defaultPermissions, mayApprove: false } },
      }),
    }),
  },
});

export const excessiveTokenMeta: RuleMeta = {
  id: 'MD-002.3',
  title: 'Excessive token',
  rationale:
    '`pull_request_target`, `issue_comment` and `workflow_run` run with the full token for what anybody sends. A token that may write code, runs, checks or statuses is then one injection away from a stranger.',
  remedy:
    'Give each job a `permissions` block with the scopes that it needs. Split what needs to write into a job that reads nothing from outside.',
  docs: 'docs/rules/MD-002.md#md-0023-excessive-token',
  examples: [
    {
      title: 'a token that may write everything, for a pull request of anybody',
      answer: 'violation',
      base: grants('write-all'),
    },
    {
      title: 'a token that may write code, for a comment of anybody',
      answer: 'violation',
      base: grants('{contents: write, issues: write}', 'issue_comment'),
    },
    {
      title: 'nothing stated, in a repository whose default is to write',
      answer: 'violation',
      base: unstated,
      ...byDefault('write'),
    },
    {
      title: 'a called workflow that asks for more than its caller has',
      answer: 'violation',
      base: calls('{contents: read}', '{contents: write}', 'pull_request_target'),
    },
    {
      title: 'a token that may write everything, where least privilege is claimed (low)',
      answer: 'violation',
      base: { ...grants('write-all', 'push'), ...least },
    },
    {
      title: 'a token that may write everything on a push, where nothing is claimed',
      answer: 'pass',
      base: grants('write-all', 'push'),
    },
    {
      title: 'a token that may label and comment',
      answer: 'pass',
      base: grants('{pull-requests: write, issues: write, contents: read}'),
    },
    {
      title: 'a job that the event does not start',
      answer: 'pass',
      base: {
        '.github/workflows/ci.yml': grants(
          '{contents: write}',
          'push',
          "if: github.event_name == 'push'",
        )['.github/workflows/ci.yml']?.replace(
          '  push:\n',
          '  push:\n  pull_request_target:\n',
        ) as string,
      },
    },
    {
      title: 'a job that names what it needs on a push, where least privilege is claimed',
      answer: 'pass',
      base: { ...grants('{contents: write}', 'push'), ...least },
    },
    {
      title: 'a block of the job that takes back that of the workflow',
      answer: 'pass',
      base: {
        '.github/workflows/ci.yml': `permissions: write-all\n${grants('{issues: write}')['.github/workflows/ci.yml'] as string}`,
      },
    },
    {
      title: 'nothing stated, in a repository whose default is to read',
      answer: 'pass',
      base: unstated,
      ...byDefault('read'),
    },
    {
      title: 'nothing stated where least privilege is claimed, and GitHub is not asked',
      answer: 'unknown',
      base: { ...unstated, ...least },
    },
  ],
};
