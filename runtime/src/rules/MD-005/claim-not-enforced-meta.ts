import type { BranchClaim } from '../../facts/index.js';
import { job, rulesetFile, workflowFile, type ExampleRuleset } from '../example-files.js';
import { exampleLive, hidden, liveRuleset, type ExampleLiveRuleset } from '../example-live.js';
import type { RuleMeta, Told } from '../rule.js';

const ci = workflowFile(['pull_request', 'merge_group'], job('test'));
const claimed = (parts: Partial<ExampleRuleset> = {}): Readonly<Record<string, string>> => ({
  ...ci,
  ...rulesetFile({ contexts: ['test'], approvals: 2, ...parts }),
});
function told(
  says: string,
  ruleset: ExampleLiveRuleset,
  more: Partial<BranchClaim> = {},
): { readonly told: Told } {
  const live = liveRuleset({ contexts: ['test'], ...ruleset });
  const value = [{ ...live, claim: { ...live.claim, ...more } }];
  return {
    told: { says, facts: () => ({ live: exampleLive({ claims: { state: 'known', value } }) }) },
  };
}
const place = liveRuleset({}).claim.at.place;
const team: BranchClaim['bypass'] = [{ kind: 'Team', id: 7, mode: 'always', place, quote: '' }];
/** Terraform states a whole ruleset: whom it does not name may not bypass. */
const NOBODY = { bypass: [] };
const TERRAFORM = (count: string): string =>
  [
    'resource "github_repository_ruleset" "main" {',
    '  name        = "main"',
    '  repository  = "ledger"',
    '  target      = "branch"',
    '  enforcement = "active"',
    '  conditions {',
    '    ref_name {',
    '      include = ["~DEFAULT_BRANCH"]',
    '      exclude = []',
    '    }',
    '  }',
    '  rules {',
    '    pull_request {',
    ...(count === '' ? [] : [`      required_approving_review_count = ${count}`]),
    '    }',
    '  }',
    '}',
    '',
  ].join('\n');
/** A remote that names the repository, so that the resource is known to be about it. */
const ofLedger = { remote: 'https://github.com/example-org/ledger.git' };

export const claimNotEnforcedMeta: RuleMeta = {
  id: 'MD-005.2',
  title: 'Claim-as-code against live',
  rationale:
    'A ruleset file, `settings.yml` or Terraform protects nothing until it is applied, and somebody can take back by hand what it set. The file is then a promise that GitHub does not keep.',
  remedy: 'Apply the file to GitHub, or commit what GitHub enforces. Contexts are MD-001.9.',
  docs: 'docs/rules/MD-005.md#md-0052-claim-as-code-against-live',
  examples: [
    {
      title: 'two approvals in the file, one on GitHub',
      answer: 'violation',
      base: claimed(),
      ...told('GitHub requires one approval in the ruleset `main`.', { approvals: 1 }),
    },
    {
      title: 'a ruleset file that was never applied',
      answer: 'violation',
      base: claimed({ queue: true, forcePushes: 'blocked' }),
      ...told('GitHub has another ruleset, `checks`, in force.', { name: 'checks' }),
    },
    {
      title: 'a team that may bypass on GitHub and not in the file',
      answer: 'violation',
      base: claimed({ bypass: [] }),
      ...told('GitHub lets team 7 bypass the ruleset `main`.', { approvals: 2 }, { bypass: team }),
    },
    {
      title: 'an approval that GitHub asks for and Terraform does not',
      answer: 'violation',
      base: { ...ci, 'infra/github.tf': TERRAFORM('1') },
      ...ofLedger,
      ...told('GitHub requires two approvals in the ruleset `main`.', { approvals: 2 }, NOBODY),
    },
    {
      title: 'the same on both sides',
      answer: 'pass',
      base: claimed(),
      ...told('GitHub requires two approvals.', { approvals: 2 }),
    },
    {
      title: 'approvals that the organisation requires',
      answer: 'pass',
      base: claimed(),
      ...told('GitHub requires two approvals in a ruleset of the organisation.', {
        approvals: 2,
        level: 'organization',
        name: 'all',
      }),
    },
    {
      title: 'more approvals than the file, in a ruleset of the organisation',
      answer: 'pass',
      base: claimed({ approvals: 0 }),
      ...told('GitHub requires two approvals in a ruleset of the organisation.', {
        approvals: 2,
        level: 'organization',
        name: 'main',
      }),
    },
    {
      title: 'a change of the file: it is in force only once it is merged',
      answer: 'pass',
      base: claimed({ approvals: 1 }),
      change: claimed(),
      ...told('GitHub requires one approval.', { approvals: 1 }),
    },
    {
      title: 'a number that Terraform leaves to the default of the provider',
      answer: 'pass',
      base: { ...ci, 'infra/github.tf': TERRAFORM('') },
      ...ofLedger,
      ...told('GitHub requires a pull request without approvals.', { approvals: 0 }, NOBODY),
    },
    {
      title: 'a number that Terraform takes from a variable',
      answer: 'unknown',
      base: { ...ci, 'infra/github.tf': TERRAFORM('var.approvals') },
      ...ofLedger,
      ...told('GitHub requires one approval.', { approvals: 1 }, NOBODY),
    },
    {
      title: 'protections that GitHub does not show: hidden is not absent',
      answer: 'unknown',
      base: claimed(),
      told: {
        says: 'GitHub does not show them.',
        facts: () => ({ live: exampleLive({ claims: hidden('administration: read') }) }),
      },
    },
    {
      title: 'a list of who may bypass that GitHub does not show',
      answer: 'unknown',
      base: claimed({ bypass: [] }),
      ...told('GitHub requires two approvals.', { approvals: 2 }),
    },
  ],
};
