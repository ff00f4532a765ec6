import { gapsOf, valueOf, type Tree } from '../../facts/index.js';
import { job, rulesetFile, workflowFile } from '../example-files.js';
import { activeClaims, queueClaim, queueEvidence, requirements } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import { evidenceAt, judgeEach, NOTHING_JUDGED, treeRule, type TreeResult } from '../violation.js';

const ci = workflowFile(['pull_request', 'merge_group'], job('test'));
const queueOnly = rulesetFile({ contexts: [], queue: true });

const meta: RuleMeta = {
  id: 'MD-102.2',
  title: 'Vacuous queue',
  rationale:
    'A merge queue waits for required checks and for nothing else. Without one it merges every entry at once and only looks like a gate.',
  remedy: 'Require the checks that an entry must pass, in the ruleset of the queue or beside it.',
  docs: 'docs/rules/MD-102.md#md-1022-vacuous-queue',
  examples: [
    {
      title: 'a queue and no required check',
      answer: 'violation',
      base: { ...ci, ...queueOnly },
    },
    {
      title: 'a queue whose checks a second claim requires',
      answer: 'pass',
      base: {
        ...ci,
        ...queueOnly,
        '.github/branch-protection.json':
          '{"required_status_checks": {"strict": false, "contexts": ["test"]}}\n',
      },
    },
    {
      title: 'no required check and no queue',
      answer: 'pass',
      base: { ...ci, ...rulesetFile({ contexts: [] }) },
    },
    {
      title: 'a second claim that cannot be read',
      answer: 'unknown',
      base: { ...ci, ...queueOnly, '.github/rulesets/checks.json': '{' },
    },
  ],
};

/** A queue that has nothing to wait for. */
export const vacuousQueue: Rule = treeRule(meta, judge);

function judge(tree: Tree): TreeResult {
  const queue = queueClaim(tree);
  if (queue === undefined) return NOTHING_JUDGED;
  return judgeEach(meta.id, [queue], () => {
    if (requirements(tree).length > 0) return undefined;
    if (activeClaims(tree).some((claim) => claim.foreignWorkflows)) return undefined;
    const subject = queue.name ?? queue.path;
    const [gap] = gapsOf(tree.claims);
    const unclear = (valueOf(tree.claims) ?? []).find(({ about }) => about === 'unknown');
    if (gap !== undefined || unclear !== undefined) {
      const reason = gap?.reason ?? `${unclear?.path ?? ''} may be about this branch`;
      return {
        subject,
        reason: `no claim that could be read requires a check, and one is not clear: ${reason}`,
        remedy: 'Correct the claim named.',
        place: queueEvidence(queue).place ?? queue.at.place,
      };
    }
    return {
      subject,
      severity: 'high',
      // What is not committed may still be in force.
      confidence: 'medium',
      title: 'the merge queue has no check to wait for',
      claim: queueEvidence(queue),
      reality: evidenceAt('no claim in force for the branch requires a status check', queue.at),
      why: 'An entry of the queue is merged as soon as it is there, tested or not.',
      fix: `Add a rule \`required_status_checks\` to ${queue.path} with the checks that an entry must pass.`,
    };
  });
}
