import {
  valueOf,
  type BranchClaim,
  type Facts,
  type ReportedCheck,
  type Tree,
} from '../../facts/index.js';
import type { Evidence, Finding, RuleResult, Unknown } from '../finding.js';
import { nearestMiss } from '../MD-001/near-miss.js';
import { noClaims } from '../no-claims.js';
import {
  checksAreIncomplete,
  placeOfCheck,
  quoted,
  reachFor,
  reportedBy,
  triggerOf,
  workflowAt,
} from '../reported.js';
import {
  branchTitle,
  claimEvidence,
  claimTitle,
  question,
  queueClaim,
  requires,
  type Requirement,
} from '../required-checks.js';
import { queueOf } from '../queue.js';
import { ownRequirements } from '../judge-required.js';
import type { Rule } from '../rule.js';
import { claimedBefore, evidenceAt, findingOf, judgeEach, type Question } from '../violation.js';
import { queueDeadlockMeta } from './meta.js';

const CHECK = 'MD-102.1';

/** A required context that nothing reports for the merge queue: every group waits until it times out. */
export const queueDeadlock: Rule = { meta: queueDeadlockMeta, judge };

function judge(facts: Facts): RuleResult {
  const { head } = facts;
  const absent = noClaims(CHECK, facts, 'whether it has a merge queue');
  if (absent !== undefined) return { findings: [], unknowns: [absent], judged: 0 };
  const queue = queueOf(facts);
  if (queue === 'no') return { findings: [], unknowns: [], judged: 0 };
  const required = ownRequirements(head);
  const result = judgeEach(CHECK, required, (requirement) => judgeOne(facts, requirement));
  const { violations: findings, unknowns, judged } = result;
  if (queue === 'yes') return { findings, unknowns, judged };
  return {
    findings: [],
    unknowns: findings.length === 0 ? [] : [hiddenQueue(facts, findings)],
    judged,
  };
}

function hiddenQueue({ change }: Facts, findings: readonly Finding[]): Unknown {
  const branch = branchTitle(valueOf(change.branch)?.name);
  const contexts = findings.map((f) => quoted(f.subject)).join(', ');
  return {
    check: CHECK,
    subject: branch,
    reason: `a classic branch protection does not say whether ${branch} has a merge queue; with one, nothing would report ${contexts} there`,
    remedy: 'Commit a ruleset with the rule `merge_queue`, or add `merge_group` to the workflows.',
  };
}

function judgeOne(facts: Facts, requirement: Requirement): Finding | Question | undefined {
  const { head } = facts;
  const { context } = requirement;
  const queued = reportedBy(head, context, 'mergeGroup');
  if (queued.state === 'yes') return undefined;
  if (queued.state === 'perhaps') {
    return question(
      requirement,
      queued.reason,
      'Give the job a name that is known before it runs.',
    );
  }
  const proposed = reportedBy(head, context, 'pullRequest');
  if (proposed.state === 'perhaps') {
    return question(
      requirement,
      proposed.reason,
      'Give the job a name that is known before it runs.',
    );
  }
  if (proposed.state === 'yes') {
    // A file that could not be read may hold a twin of the job for the queue.
    const confident = !checksAreIncomplete(head);
    return finding(
      facts,
      requirement,
      proposed.by[0] as ReportedCheck,
      confident ? 'high' : 'medium',
    );
  }
  // Nothing reports it on pull requests either: MD-001.1 tells. What is left to say here is when
  // the workflow that was meant would not start in the queue, once the name is corrected.
  const miss = nearestMiss(requirement, head);
  if (miss === undefined || miss.hint || reachFor(miss.check, 'mergeGroup') === 'yes')
    return undefined;
  const meant = miss.names.some((name) => reportedBy(head, name, 'mergeGroup').state !== 'no');
  return meant ? undefined : finding(facts, requirement, miss.check, 'medium');
}

function finding(
  facts: Facts,
  requirement: Requirement,
  check: ReportedCheck,
  confidence: Finding['confidence'],
): Finding {
  const { context } = requirement;
  const { head } = facts;
  const branch = branchTitle(valueOf(facts.change.branch)?.name);
  const required = claimEvidence(requirement);
  const queue = queueClaim(head);
  const claim: Evidence = {
    ...required,
    says: `${required.says}${queueClause(queue, requirement)}`,
  };
  const introduced = isIntroduced(facts, context);
  return findingOf(
    CHECK,
    {
      subject: context,
      severity: introduced ? 'critical' : 'high',
      confidence,
      title: `required check ${quoted(context)} is not reported in the merge queue`,
      claim,
      reality: evidenceAt(
        `${check.workflow} starts on ${triggersOf(head, check.workflow)}, not on merge_group`,
        triggerOf(head, check) ?? placeOfCheck(head, check),
      ),
      why: `The queue waits for the check until it times out and then throws the pull request out, so nothing merges into ${branch}.`,
      fix: `Add \`merge_group:\` to the \`on\` of ${check.workflow}.`,
    },
    introduced,
  );
}

function queueClause(queue: BranchClaim | undefined, { claims }: Requirement): string {
  if (queue === undefined) return ', and the change is judged in a merge group';
  return queue.path === claims[0]?.claim.path
    ? ' and queues merges'
    : `, and ${claimTitle(queue)} queues merges`;
}

function triggersOf(tree: Tree, path: string): string {
  return (workflowAt(tree, path)?.triggers ?? []).map((t) => t.event).join(', ');
}

/** The change requires the check, starts the queue, or takes `merge_group` away. */
function isIntroduced(facts: Facts, context: string): boolean {
  const before = claimedBefore(facts);
  if (before === undefined) return false;
  if (!requires(before, context) || queueClaim(before) === undefined) return true;
  return reportedBy(before, context, 'mergeGroup').state === 'yes';
}
