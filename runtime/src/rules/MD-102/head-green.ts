import type { Facts, Tree } from '../../facts/index.js';
import { job, policyFile, rulesetFile, workflowFile } from '../example-files.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import { claimTitle, queueClaim } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import { evidenceAt, judgeEach, NOTHING_JUDGED, treeRule, type TreeResult } from '../violation.js';

const ci = workflowFile(['pull_request', 'merge_group'], job('test'));
const queue = (parameters: Readonly<Record<string, string | number>>): Record<string, string> =>
  rulesetFile({ contexts: ['test'], queue: parameters });
const verified = policyFile('require:', '  everyEntryVerified: true');

const meta: RuleMeta = {
  id: 'MD-102.3',
  title: 'Only the head of a group is green',
  rationale:
    'With HEADGREEN a group is merged when its last entry is green; the entries before it may be red on their own and still reach the branch.',
  remedy: 'Set the grouping strategy to ALLGREEN, or merge one entry at a time.',
  docs: 'docs/rules/MD-102.md#md-1023-only-the-head-of-a-group-is-green',
  examples: [
    {
      title: 'HEADGREEN where the policy says that every entry is verified',
      answer: 'violation',
      base: { ...ci, ...queue({ grouping_strategy: 'HEADGREEN' }), ...verified },
    },
    {
      title: 'HEADGREEN with one entry a merge',
      answer: 'pass',
      base: {
        ...ci,
        ...queue({ grouping_strategy: 'HEADGREEN', max_entries_to_merge: 1 }),
        ...verified,
      },
    },
    {
      title: 'ALLGREEN',
      answer: 'pass',
      base: { ...ci, ...queue({ grouping_strategy: 'ALLGREEN' }), ...verified },
    },
    {
      title: 'HEADGREEN where nothing else is claimed',
      answer: 'pass',
      base: { ...ci, ...queue({ grouping_strategy: 'HEADGREEN' }) },
    },
  ],
};

/** A queue that merges entries which were not green themselves, against the policy. */
export const headGreen: Rule = treeRule(meta, judge);

function judge(tree: Tree, facts: Facts): TreeResult {
  const claim = queueClaim(tree);
  if (claim?.mergeQueue === undefined || !policyOf(facts).require.everyEntryVerified) {
    return NOTHING_JUDGED;
  }
  const { groupingStrategy, maxEntriesToMerge } = claim.mergeQueue;
  return judgeEach(meta.id, [claim], () => {
    if (groupingStrategy?.value !== 'HEADGREEN' || maxEntriesToMerge?.value === 1) return undefined;
    const entries =
      maxEntriesToMerge === undefined ? 'several entries' : `${maxEntriesToMerge.value} entries`;
    return {
      subject: claim.name ?? claim.path,
      severity: 'medium',
      confidence: 'high',
      title: 'the merge queue merges entries that were not verified',
      claim: policyEvidence(facts, '/require/everyEntryVerified', 'every entry is verified'),
      reality: evidenceAt(
        `${claimTitle(claim)} merges up to ${entries} when only the last is green`,
        groupingStrategy,
      ),
      why: 'A commit reaches the branch whose own checks failed, so a later bisection or revert lands on a broken state.',
      fix: `Set \`grouping_strategy\` to ALLGREEN in ${claim.path}, or \`max_entries_to_merge\` to 1.`,
    };
  });
}
