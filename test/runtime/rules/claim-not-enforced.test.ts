import { describe, expect, it } from '@jest/globals';
import { claimNotEnforced } from '../../../runtime/src/rules/MD-005/claim-not-enforced.js';
import { judged, sides } from './example-sides.js';

const API = 'GET /repos/example-org/ledger/rules/branches/main';
const RULESET = '.github/rulesets/main.json';

describe('MD-005.2: claim-as-code against live', () => {
  it.each([
    [
      'two approvals in the file, one on GitHub',
      [
        'the ruleset "main" says: a pull request needs 2 approvals',
        `${RULESET}:15`,
        'on GitHub a pull request needs 1 approval',
        API,
      ],
    ],
    [
      'a ruleset file that was never applied',
      [
        'the ruleset "main" says: the branch has a merge queue, grouping ALLGREEN; a pull request needs 2 approvals; changes need a pull request; force pushes are blocked',
        `${RULESET}:2`,
        'GitHub enforces nothing of that name for main, and not merge queue, required approvals, pull requests, block of force pushes',
        API,
      ],
    ],
    [
      'a team that may bypass on GitHub and not in the file',
      [
        'the ruleset "main" lets nobody bypass it',
        `${RULESET}:2`,
        'GitHub lets Team 7 bypass it',
        API,
      ],
    ],
    [
      'an approval that GitHub asks for and Terraform does not',
      [
        'the ruleset "main" says: a pull request needs 1 approval',
        'infra/github.tf:2',
        'on GitHub a pull request needs 2 approvals',
        API,
      ],
    ],
  ])('of %s', async (title, expected) => {
    expect(await sides(claimNotEnforced, title)).toEqual(expected);
  });

  it('is high where GitHub protects less, and medium where the file does', async () => {
    const severities = async (title: string): Promise<readonly string[]> =>
      (await judged(claimNotEnforced, title)).findings.map(({ severity }) => severity);
    expect(await severities('two approvals in the file, one on GitHub')).toEqual(['high']);
    expect(await severities('an approval that GitHub asks for and Terraform does not')).toEqual([
      'medium',
    ]);
  });

  it('names the permission, and the line, of what cannot be answered', async () => {
    const hidden = await judged(
      claimNotEnforced,
      'a list of who may bypass that GitHub does not show',
    );
    expect(hidden.unknowns).toMatchObject([
      { subject: 'bypass of main', missing: 'administration: read', place: { path: RULESET } },
    ]);
    const open = await judged(claimNotEnforced, 'a number that Terraform takes from a variable');
    expect(open.unknowns).toMatchObject([
      {
        reason: 'infra/github.tf does not state how many approvals a pull request needs',
        place: { path: 'infra/github.tf', line: 13 },
      },
    ]);
  });
});
