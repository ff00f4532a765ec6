import type { BranchClaim, BypassActor, Facts, Tree } from '../../facts/index.js';
import { job, policyFile, rulesetFile, workflowFile } from '../example-files.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import { activeClaims, claimTitle } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import {
  evidenceAt,
  judgeEach,
  NOTHING_JUDGED,
  treeRule,
  type Question,
  type TreeResult,
  type Violation,
} from '../violation.js';

const ci = workflowFile(['pull_request'], job('test'));
const strict = policyFile('require:', '  noBypass: true');
const admins = [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }];

const meta: RuleMeta = {
  id: 'MD-102.7',
  title: 'Bypass against the policy',
  rationale:
    'A ruleset binds nobody whom it lets bypass. Where the policy says that queue, checks and review hold for everybody, one such actor makes that untrue.',
  remedy:
    'Empty `bypass_actors` of the ruleset, or drop `require.noBypass` from .phase-mirror.yml.',
  docs: 'docs/rules/MD-102.md#md-1027-bypass-against-the-policy',
  examples: [
    {
      title: 'administrators who may always bypass, against the policy',
      answer: 'violation',
      base: { ...ci, ...rulesetFile({ contexts: ['test'], bypass: admins }), ...strict },
    },
    {
      title: 'nobody may bypass',
      answer: 'pass',
      base: { ...ci, ...rulesetFile({ contexts: ['test'], bypass: [] }), ...strict },
    },
    {
      title: 'a bypass that no policy forbids',
      answer: 'pass',
      base: { ...ci, ...rulesetFile({ contexts: ['test'], bypass: admins }) },
    },
    {
      title: 'a ruleset that does not show who may bypass: hidden is not absent',
      answer: 'unknown',
      base: { ...ci, ...rulesetFile({ contexts: ['test'] }), ...strict },
    },
  ],
};

/** Who may bypass queue, checks or review although the policy forbids it. */
export const bypass: Rule = treeRule(meta, judge);

function judge(tree: Tree, facts: Facts): TreeResult {
  if (!policyOf(facts).require.noBypass) return NOTHING_JUDGED;
  const claims = activeClaims(tree).filter(
    ({ mergeQueue, pullRequest, checks }) =>
      mergeQueue !== undefined || pullRequest !== undefined || checks.length > 0,
  );
  return judgeEach(meta.id, claims, (claim) => judgeOne(facts, claim));
}

function judgeOne(facts: Facts, claim: BranchClaim): Violation | Question | undefined {
  const subject = claim.name ?? claim.path;
  if (claim.bypass === undefined) {
    return {
      subject,
      reason: `${claim.path} does not show who may bypass it`,
      remedy:
        'Export the ruleset as somebody with write access, so that it has `bypass_actors`; for a branch protection state `enforce_admins`.',
      place: claim.at.place,
      missing: 'administration: read',
    };
  }
  const [first] = claim.bypass;
  if (first === undefined) return undefined;
  return {
    subject,
    severity: 'high',
    confidence: 'high',
    title: `${claimTitle(claim)} can be bypassed`,
    claim: policyEvidence(facts, '/require/noBypass', 'nobody may bypass queue, checks or review'),
    reality: evidenceAt(
      `${claimTitle(claim)} lets ${claim.bypass.map(actorTitle).join(', ')} bypass it`,
      first,
    ),
    why: 'What these actors merge needs no check, no review and no place in the queue.',
    fix: `Take the actors out of ${claim.path}, or give them a way that leaves a trace, such as a ruleset of their own with \`pull_request\` mode, and say so in the policy.`,
  };
}

function actorTitle({ kind, id, mode }: BypassActor): string {
  const who = id === undefined ? kind : `${kind} ${id}`;
  return mode === 'pull_request' ? `${who} (pull requests only)` : who;
}
