import { job, policyFile, rulesetFile, workflowFile } from '../example-files.js';
import { exampleLive, hidden, liveRuleset } from '../example-live.js';
import type { RuleMeta, Told } from '../rule.js';

type Files = Readonly<Record<string, string>>;

const AUTHOR = "github.event.pull_request.user.login == 'dependabot[bot]'";
const METADATA = ['- id: metadata', `  uses: dependabot/fetch-metadata@${'0'.repeat(40)}`] as const;
const merge = (...lines: readonly string[]): Files =>
  workflowFile(
    ['pull_request'],
    [
      'merge:',
      '  runs-on: ubuntu-24.04',
      `  if: ${AUTHOR}`,
      '  steps:',
      ...lines.map((line) => `    ${line}`),
    ],
  );
const RUN = 'run: gh pr merge --auto --squash "$PR"';
const update = (kind: string, operator = '=='): string =>
  `- if: steps.metadata.outputs.update-type ${operator} 'version-update:semver-${kind}'`;
const required = rulesetFile({ contexts: ['test'] });
const patches = policyFile('autonomy: {autoMerge: [patch]}');
const told = (says: string, parts: Parameters<typeof exampleLive>[0]): { readonly told: Told } => ({
  told: { says, facts: () => ({ live: exampleLive(parts) }) },
});

export const unguardedMergeMeta: RuleMeta = {
  id: 'MD-002.5',
  title: 'Auto-merge without guard',
  rationale:
    'Auto-merge waits for what the branch requires. Where that is nothing, or where it takes updates that the policy keeps for people, a bot changes the program and nobody has looked.',
  remedy:
    'Require a check of the branch, and let the merge ask for the kind of the update: only those that `autonomy.autoMerge` names.',
  docs: 'docs/rules/MD-002.md#md-0025-auto-merge-without-guard',
  examples: [
    {
      title: 'every update, where the policy allows patches',
      answer: 'violation',
      base: { ...merge(`- ${RUN}`), ...required, ...patches },
    },
    {
      title: 'all but major updates, where the policy allows patches',
      answer: 'violation',
      base: {
        ...merge(...METADATA, update('major', '!='), `  ${RUN}`),
        ...required,
        ...patches,
      },
    },
    {
      title: 'a merge where GitHub requires nothing',
      answer: 'violation',
      base: merge(`- ${RUN}`),
      ...told('GitHub requires no check and no approval.', {}),
    },
    {
      title: 'the kind of update that the policy allows',
      answer: 'pass',
      base: { ...merge(...METADATA, update('patch'), `  ${RUN}`), ...required, ...patches },
    },
    {
      title: 'every update, with a required check and no policy about kinds',
      answer: 'pass',
      base: { ...merge(`- ${RUN}`), ...required },
    },
    {
      title: 'a merge where the organisation requires a check',
      answer: 'pass',
      base: merge(`- ${RUN}`),
      ...told('GitHub requires the check `test` in a ruleset of the organisation.', {
        claims: {
          state: 'known',
          value: [liveRuleset({ contexts: ['test'], level: 'organization' })],
        },
      }),
    },
    {
      title: 'a job for bots that merges nothing',
      answer: 'pass',
      base: { ...merge('- run: gh pr edit "$PR" --add-label dependencies'), ...patches },
    },
    {
      title: 'a merge that a person asks for',
      answer: 'pass',
      base: {
        ...workflowFile(
          ['workflow_dispatch'],
          job('release').map((line) => line.replace('npm test', 'gh pr merge "$PR"')),
        ),
        ...patches,
      },
    },
    {
      title: 'a protection that GitHub does not show',
      answer: 'unknown',
      base: merge(`- ${RUN}`),
      ...told('GitHub does not show the branch protection.', {
        claims: hidden('administration: read'),
      }),
    },
    {
      title: 'nothing committed, and GitHub is not asked',
      answer: 'unknown',
      base: merge(`- ${RUN}`),
    },
  ],
};
