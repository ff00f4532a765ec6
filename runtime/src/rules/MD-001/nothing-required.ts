import { valueOf, type Facts } from '../../facts/index.js';
import { job, policyFile, rulesetFile, workflowFile } from '../example-files.js';
import { exampleLive, hidden, liveRuleset } from '../example-live.js';
import type { RuleResult } from '../finding.js';
import { apiEvidence, apiPath, hiddenQuestion, liveContexts } from '../live.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import { branchTitle, requirements } from '../required-checks.js';
import type { Rule, RuleMeta, Told } from '../rule.js';
import { findingOf, type Question, type Violation } from '../violation.js';

const ci = workflowFile(['pull_request'], job('test'));
const policy = policyFile('require:', '  checks: true');
const told = (says: string, parts: Parameters<typeof exampleLive>[0]): { readonly told: Told } => ({
  told: { says, facts: () => ({ live: exampleLive(parts) }) },
});

const meta: RuleMeta = {
  id: 'MD-001.10',
  title: 'Nothing required',
  rationale:
    'Checks that nothing requires inform and do not protect: a red one is merged like a green one. Where the policy says that checks are required, the branch has to require at least one.',
  remedy:
    'Require the checks of the branch in a ruleset, or drop `require.checks` from .phase-mirror.yml.',
  docs: 'docs/rules/MD-001.md#md-00110-nothing-required',
  examples: [
    {
      title: 'a policy that wants checks, on a branch that requires none',
      answer: 'violation',
      base: { ...ci, ...policy },
      ...told('GitHub requires no check.', {}),
    },
    {
      title: 'rules of which none requires a check',
      answer: 'violation',
      base: { ...ci, ...policy },
      ...told('GitHub requires an approval and no check.', {
        claims: { state: 'known', value: [liveRuleset({ approvals: 1 })] },
      }),
    },
    {
      title: 'a check that the organisation requires',
      answer: 'pass',
      base: { ...ci, ...policy },
      ...told('GitHub requires the check `test` in a ruleset of the organisation.', {
        claims: {
          state: 'known',
          value: [liveRuleset({ contexts: ['test'], level: 'organization' })],
        },
      }),
    },
    {
      title: 'a committed ruleset with a check, where GitHub is not asked',
      answer: 'pass',
      base: { ...ci, ...policy, ...rulesetFile({ contexts: ['test'] }) },
    },
    {
      title: 'no policy that wants checks',
      answer: 'pass',
      base: ci,
      ...told('GitHub requires no check.', {}),
    },
    {
      title: 'a protection that GitHub does not show',
      answer: 'unknown',
      base: { ...ci, ...policy },
      ...told('GitHub does not show the branch protection.', {
        claims: hidden('administration: read'),
      }),
    },
    {
      title: 'nothing committed, and GitHub is not asked',
      answer: 'unknown',
      base: { ...ci, ...policy },
    },
  ],
};

/** A branch that requires no check although the policy says that its branches do. */
export const nothingRequired: Rule = { meta, judge };

function judge(facts: Facts): RuleResult {
  if (!policyOf(facts).require.checks) return { findings: [], unknowns: [], judged: 0 };
  const answer = judgeBranch(facts);
  if (answer === undefined) return { findings: [], unknowns: [], judged: 1 };
  return 'severity' in answer
    ? { findings: [findingOf(meta.id, answer, false)], unknowns: [], judged: 1 }
    : { findings: [], unknowns: [{ ...answer, check: meta.id }], judged: 1 };
}

function judgeBranch(facts: Facts): Violation | Question | undefined {
  const { live, head, change } = facts;
  const branch = branchTitle(valueOf(change.branch)?.name);
  if (live === undefined) {
    if (requirements(head).length > 0) return undefined;
    return {
      subject: branch,
      reason: `no file in force says which checks ${branch} requires`,
      remedy: 'Run with --live, or commit the ruleset as .github/rulesets/<name>.json.',
    };
  }
  if (liveContexts(live).size > 0) return undefined;
  if (live.claims.state !== 'known') return hiddenQuestion(branch, [live.claims]);
  return {
    subject: branch,
    severity: 'high',
    confidence: 'high',
    title: `${branch} requires no check`,
    claim: policyEvidence(facts, '/require/checks', 'branches have required checks'),
    reality: apiEvidence(
      `no rule that is in force for ${live.branch} requires a check`,
      apiPath(live, `rules/branches/${live.branch}`),
    ),
    why: `A red check stops nothing: whoever may merge into ${branch} merges.`,
    fix: `Require the checks of ${branch} in a ruleset (Settings, Rules).`,
  };
}
