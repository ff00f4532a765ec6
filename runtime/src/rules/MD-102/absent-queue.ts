import {
  gapsOf,
  valueOf,
  type BranchClaim,
  type Facts,
  type LiveFacts,
} from '../../facts/index.js';
import { adrEvidence, decisionsInForce } from '../decisions.js';
import type { Evidence, RuleResult } from '../finding.js';
import { apiEvidence, apiPath, hiddenQuestion } from '../live.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import { activeClaims, branchTitle, claimTitle, queueClaim } from '../required-checks.js';
import type { Rule } from '../rule.js';
import { evidenceAt, findingOf, type Question, type Violation } from '../violation.js';
import { absentQueueMeta } from './absent-queue-meta.js';

const CHECK = absentQueueMeta.id;

/** A merge queue that policy or ADR speak of, and the branch has not. */
export const absentQueue: Rule = {
  meta: absentQueueMeta,
  judge(facts): RuleResult {
    const claim = claimOf(facts);
    if (claim === undefined) return { findings: [], unknowns: [], judged: 0 };
    const answer = judgeBranch(facts, claim);
    if (answer === undefined) return { findings: [], unknowns: [], judged: 1 };
    return 'severity' in answer
      ? { findings: [findingOf(CHECK, answer, false)], unknowns: [], judged: 1 }
      : { findings: [], unknowns: [{ ...answer, check: CHECK }], judged: 1 };
  },
};

/** Who says that merges go through a queue: the policy first, else an ADR in force. */
function claimOf(facts: Facts): Evidence | undefined {
  const says = 'merges go through a merge queue';
  if (policyOf(facts).require.mergeQueue) return policyEvidence(facts, '/require/mergeQueue', says);
  for (const { adr, revoked } of decisionsInForce(facts)) {
    const at = adr.enforces?.mergeQueue;
    if (at !== undefined && !revoked) return adrEvidence(adr, says, at);
  }
  return undefined;
}

function judgeBranch(facts: Facts, claim: Evidence): Violation | Question | undefined {
  const { live, head, change } = facts;
  // A group of a queue is judged: there is one.
  if (change.mode === 'merge_group') return undefined;
  return live === undefined ? judgeFiles(facts, claim, queueClaim(head)) : judgeLive(live, claim);
}

function judgeLive(live: LiveFacts, claim: Evidence): Violation | Question | undefined {
  const { branch } = live;
  const claims = (valueOf(live.claims) ?? []).map((one) => one.claim);
  if (claims.some(({ mergeQueue }) => mergeQueue !== undefined)) return undefined;
  if (live.claims.state !== 'known') return hiddenQuestion(branch, [live.claims]);
  if (claims.some(({ kind }) => kind === 'branch-protection')) return classicQuestion(branch);
  return absent(
    branch,
    claim,
    apiEvidence(
      `no rule that is in force for ${branch} makes a merge queue`,
      apiPath(live, `rules/branches/${branch}`),
    ),
    'high',
  );
}

function judgeFiles(
  { head, change }: Facts,
  claim: Evidence,
  queue: BranchClaim | undefined,
): Violation | Question | undefined {
  if (queue !== undefined) return undefined;
  const branch = branchTitle(valueOf(change.branch)?.name);
  const claims = valueOf(head.claims) ?? [];
  const active = activeClaims(head);
  if (active.some(({ kind }) => kind === 'branch-protection')) return classicQuestion(branch);
  const idle = claims.find(
    ({ mergeQueue, about, enforcement }) =>
      mergeQueue !== undefined && about === 'yes' && enforcement !== 'active',
  );
  const [gap] = gapsOf(head.claims);
  const unclear = claims.find(({ about }) => about === 'unknown');
  if (gap !== undefined || unclear !== undefined) {
    return {
      subject: branch,
      reason: `no claim that could be read makes a merge queue, and one is not clear: ${gap?.reason ?? unclear?.path ?? ''}`,
      remedy: 'Correct the claim named, or run with --live.',
    };
  }
  if (idle !== undefined) {
    const state = idle.enforcement === 'evaluate' ? 'only evaluated' : 'disabled';
    const { mergeQueue } = idle;
    return absent(
      branch,
      claim,
      evidenceAt(
        `${claimTitle(idle)}, which has a queue, is ${state}, and no other claim has one`,
        mergeQueue ?? idle.at,
      ),
      // What is not committed may still be in force.
      'medium',
    );
  }
  return {
    subject: branch,
    reason: `no file in force says that ${branch} has a merge queue`,
    remedy: 'Run with --live, or commit the ruleset as .github/rulesets/<name>.json.',
  };
}

/** Its JSON does not show the queue that a classic protection can have. */
const classicQuestion = (branch: string): Question => ({
  subject: branch,
  reason: `the branch protection of ${branch} does not show whether it makes a merge queue`,
  remedy: 'Make the queue in a ruleset, which shows it, and commit its export.',
});

function absent(
  branch: string,
  claim: Evidence,
  reality: Evidence,
  confidence: Violation['confidence'],
): Violation {
  return {
    subject: branch,
    severity: 'high',
    confidence,
    title: `${branch} has no merge queue`,
    claim,
    reality,
    why: 'Changes that were tested apart are merged one after the other, and nobody tests what they make together.',
    fix: `Add a rule \`merge_queue\` to an active ruleset of ${branch}, or take the claim back.`,
  };
}
