import { valueOf, type Facts } from '../../facts/index.js';
import { approvalsOf, whyNotValid } from '../approvals.js';
import { changeRule } from '../change-rule.js';
import { ADA, approval, BOB } from '../example-live.js';
import { reviewed } from '../example-pull.js';
import { apiEvidence, apiPath, hiddenQuestion } from '../live.js';
import { requiredApprovals } from '../required-approvals.js';
import type { RuleMeta } from '../rule.js';
import { judgeEach, NOTHING_JUDGED, type TreeResult } from '../violation.js';

const base = { 'README.md': 'A ledger.\n' };
const change = { 'README.md': 'A ledger that balances.\n' };
const BY_BOB = 'bob <2+bob@users.noreply.github.com>';

const meta: RuleMeta = {
  id: 'MD-004.2',
  title: 'Approval missing, stale, or by an author',
  rationale:
    'GitHub counts an approval of an older commit unless it is told to dismiss it, and that of somebody who pushed to the branch. Then what is merged is not what somebody else has read.',
  remedy:
    'Let somebody approve the head commit who wrote nothing of it; switch on `dismiss_stale_reviews_on_push` and `require_last_push_approval`.',
  docs: 'docs/rules/MD-004.md#md-0042-approval-missing-stale-or-by-an-author',
  examples: [
    {
      title: 'an approval of an older commit that GitHub counts',
      answer: 'violation',
      base,
      change,
      ...reviewed({
        says: 'One approval is required; bob has approved an older commit, and pushes dismiss nothing.',
        reviews: (_, older) => [approval(BOB, older)],
      }),
    },
    {
      title: 'an approval of somebody who wrote a commit of the change',
      answer: 'violation',
      base,
      change,
      author: BY_BOB,
      ...reviewed({
        says: 'One approval is required; bob has approved what he wrote himself.',
        reviews: (head) => [approval(BOB, head)],
      }),
    },
    {
      title: 'merged without the approval that is required',
      answer: 'violation',
      base,
      change,
      ...reviewed({ says: 'One approval is required; it is merged and has none.', merged: true }),
    },
    {
      title: 'a dismissal after the approval, on a merged pull request',
      answer: 'violation',
      base,
      change,
      ...reviewed({
        says: 'One approval is required; bob approved and it was dismissed; it is merged.',
        merged: true,
        reviews: (head) => [approval(BOB, head), { ...approval(BOB, head), state: 'dismissed' }],
      }),
    },
    {
      title: 'an approval of the head commit',
      answer: 'pass',
      base,
      change,
      ...reviewed({
        says: 'One approval is required; bob has approved the head commit.',
        reviews: (head) => [approval(BOB, head)],
      }),
    },
    {
      title: 'an older approval where a push dismisses it: GitHub waits for a new one',
      answer: 'pass',
      base,
      change,
      ...reviewed({
        says: 'One approval is required, and a push dismisses it; bob approved an older commit.',
        dismissStale: true,
        reviews: (_, older) => [approval(BOB, older)],
      }),
    },
    {
      title: 'no approval yet: GitHub holds the pull request itself',
      answer: 'pass',
      base,
      change,
      ...reviewed({ says: 'One approval is required; there is none, and it is open.' }),
    },
    {
      title: 'no approval required',
      answer: 'pass',
      base,
      change,
      ...reviewed({ says: 'No approval is required.', approvals: 0, author: ADA, merged: true }),
    },
  ],
};

/** Approvals that GitHub counts and that are not of the head commit, or not of somebody else. */
export const staleApproval = changeRule(meta, judge);

function judge(facts: Facts): TreeResult {
  const { live } = facts;
  const required = live === undefined ? undefined : requiredApprovals(live);
  if (live?.reviews === undefined || required === undefined) return NOTHING_JUDGED;
  const answer = approvalsOf(facts);
  const approvals = valueOf(answer);
  const subject = `pull request ${approvals?.pull.number ?? facts.change.event?.pull?.number ?? 0}`;
  return judgeEach(meta.id, [required], ({ count, dismissStale, evidence }) => {
    if (approvals === undefined) return hiddenQuestion(subject, [answer]);
    const { valid, unsure, stale, interested, machines, pull } = approvals;
    if (valid.length >= count) return undefined;
    if (valid.length + unsure.length >= count) {
      return hiddenQuestion(
        subject,
        unsure.map(({ mayWrite }) => mayWrite),
      );
    }
    const kept = dismissStale ? [] : stale;
    const counted = [valid, unsure, kept, interested, machines].flat().length;
    // Short of the count GitHub itself holds the pull request: there is nothing to say before it merges.
    if (!pull.merged && counted < count) return undefined;
    // That a machine's approval counts is told by MD-002.2.
    if (!pull.merged && stale.length + interested.length === 0) return undefined;
    return {
      subject,
      severity: 'high',
      confidence: 'high',
      title: `${subject} has ${valid.length} of ${count} approvals of its head commit by somebody else`,
      claim: evidence,
      reality: apiEvidence(
        `${whyNotValid(approvals)}${pull.merged ? ', and it is merged' : ''}`,
        apiPath(live, `pulls/${pull.number}/reviews`),
      ),
      why: 'What goes in is not what somebody who did not write it has read.',
      fix: 'Let somebody else approve the head commit; dismiss approvals on push from now on.',
    };
  });
}
