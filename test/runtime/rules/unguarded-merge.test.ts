import { describe, expect, it } from '@jest/globals';
import { policyFile, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { unguardedMerge } from '../../../runtime/src/rules/MD-002/unguarded-merge.js';
import { sides } from './example-sides.js';
import { judge } from './judge.js';

const CI = '.github/workflows/ci.yml';

describe('MD-002.5: claim and reality', () => {
  it.each<readonly [string, readonly string[]]>([
    [
      'all but major updates, where the policy allows patches',
      [
        '.phase-mirror.yml says that bots merge patch updates by themselves, and no others',
        '.phase-mirror.yml:1',
        `the step of merge in ${CI} merges minor updates as well`,
        `${CI}:12`,
      ],
    ],
    [
      'a merge where GitHub requires nothing',
      [
        `${CI} merges updates of bots by itself`,
        `${CI}:9`,
        'no rule that is in force for main requires a check or an approval',
        'GET /repos/example-org/ledger/rules/branches/main',
      ],
    ],
  ])('%s', async (title, expected) => {
    expect(await sides(unguardedMerge, title)).toEqual(expected);
  });
});

describe('MD-002.5: what a step merges', () => {
  const T = 'version-update:semver-';
  it.each([
    [`- {if: "steps.m.outputs.update-type == '${T}minor'", run: gh pr merge "$PR"}`, 1],
    [
      `- {if: "contains(fromJSON('[\\"${T}patch\\"]'), steps.m.outputs.update-type)", run: gh pr merge "$PR"}`,
      0,
    ],
    [
      `- {if: "steps.m.outputs.update-type != '${T}major' && steps.m.outputs.update-type != '${T}minor'", run: gh pr merge "$PR"}`,
      0,
    ],
    [
      '- {env: {T: "${{ steps.m.outputs.update-type }}"}, run: ./may-merge && gh pr merge "$PR"}',
      0,
    ],
    ['- {uses: fastify/github-action-merge-dependabot@v3, with: {target: minor}}', 1],
    ['- {uses: fastify/github-action-merge-dependabot@v3, with: {target: patch}}', 0],
    ['- {uses: fastify/github-action-merge-dependabot@v3}', 1],
    ['- run: gh pr merge --disable-auto "$PR"', 0],
    ['- run: echo "gh pr merge"', 0],
  ])('%s', async (step, findings) => {
    const base = {
      ...workflowFile(
        ['pull_request_target'],
        [
          'merge:',
          '  runs-on: ubuntu-24.04',
          "  if: github.event.pull_request.user.login == 'dependabot[bot]'",
          '  steps:',
          `    ${step}`,
        ],
      ),
      ...rulesetFile({ contexts: ['test'] }),
      ...policyFile('autonomy: {autoMerge: [digest, patch]}'),
    };
    expect((await judge(unguardedMerge, { base })).findings).toHaveLength(findings);
  });
});
