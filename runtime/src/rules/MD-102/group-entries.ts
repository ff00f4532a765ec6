import {
  known,
  valueOf,
  type Facts,
  type GroupPull,
  type LiveCheck,
  type LiveFacts,
} from '../../facts/index.js';
import { approvalsOf, whyNotValid } from '../approvals.js';
import type { Evidence } from '../finding.js';
import { apiEvidence, apiPath, hiddenQuestion } from '../live.js';
import { namesContext, policyOf } from '../policy-in-force.js';
import { quoted } from '../reported.js';
import { requiredApprovals } from '../required-approvals.js';
import type { Question, Violation } from '../violation.js';

/** Whether one pull request of a group was approved and green at the commit that was queued. */
export function judgeEntry(
  facts: Facts,
  live: LiveFacts,
  entry: GroupPull,
  claim: Evidence,
): readonly (Violation | Question)[] {
  const subject = `pull request ${entry.pull.number}`;
  if (live.claims.state !== 'known') return [hiddenQuestion(subject, [live.claims])];
  return [...approved(facts, live, entry, claim), ...green(facts, live, entry, claim)];
}

function approved(
  facts: Facts,
  live: LiveFacts,
  { pull, reviews }: GroupPull,
  claim: Evidence,
): readonly (Violation | Question)[] {
  const required = requiredApprovals(live);
  if (required === undefined || required.count === 0) return [];
  const subject = `pull request ${pull.number}`;
  // Commits of a group are of all its entries: who wrote another one may well approve this one.
  const alone = { ...facts.change, commits: known([]) };
  const answer = approvalsOf({
    ...facts,
    change: alone,
    live: { ...live, pull: known(pull), reviews },
  });
  const approvals = valueOf(answer);
  if (approvals === undefined) return [hiddenQuestion(subject, [answer])];
  const { valid, unsure } = approvals;
  if (valid.length >= required.count) return [];
  if (valid.length + unsure.length >= required.count) {
    return [
      hiddenQuestion(
        subject,
        unsure.map(({ mayWrite }) => mayWrite),
      ),
    ];
  }
  return [
    {
      subject: `${subject} is not approved`,
      severity: 'high',
      confidence: 'high',
      title: `${subject} is in the group with ${valid.length} of ${required.count} approvals of its head commit`,
      claim: { ...claim, says: `${claim.says}, and ${required.evidence.says}` },
      reality: apiEvidence(
        `of ${pull.head.commit.slice(0, 12)}, which was queued: ${whyNotValid(approvals)}`,
        apiPath(live, `pulls/${pull.number}/reviews`),
      ),
      why: 'The group brings in what nobody else has read as it is.',
      fix: 'Take the pull request out of the queue, let somebody approve its head commit, and queue it again.',
    },
  ];
}

const GREEN: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);

function green(
  facts: Facts,
  live: LiveFacts,
  { pull, checkRuns }: GroupPull,
  claim: Evidence,
): readonly (Violation | Question)[] {
  const required = (valueOf(live.claims) ?? []).flatMap((one) => one.claim.checks);
  if (required.length === 0) return [];
  const runs = valueOf(checkRuns);
  const subject = `checks of pull request ${pull.number}`;
  if (runs === undefined) return [hiddenQuestion(subject, [checkRuns])];
  const red: string[] = [];
  const open: string[] = [];
  for (const { context, app } of required) {
    const own = runs.filter(
      (run) => run.name === context && (app === undefined || run.app === app),
    );
    if (own.some(isGreen)) continue;
    if (own.length > 0 && own.every(({ status }) => status === 'completed')) red.push(context);
    else if (own.length > 0 || !namesContext(policyOf(facts).externalContexts, context)) {
      open.push(context);
    }
  }
  const at = pull.head.commit;
  const path = apiPath(live, `commits/${at}/check-runs`);
  const questions: readonly Question[] =
    open.length === 0
      ? []
      : [
          {
            subject,
            reason: `no run of ${names(open)} on ${at.slice(0, 12)} has ended; a commit status may have answered`,
            remedy:
              'Look at the pull request; list contexts of commit statuses under `externalContexts` of .phase-mirror.yml.',
          },
        ];
  if (red.length === 0) return questions;
  return [
    ...questions,
    {
      subject: `pull request ${pull.number} is not green`,
      severity: 'high',
      confidence: 'high',
      title: `pull request ${pull.number} is in the group and ${names(red)} failed on it`,
      claim: { ...claim, says: `${claim.says}, and ${live.branch} requires ${names(red)}` },
      reality: apiEvidence(`${names(red)} failed on ${at.slice(0, 12)}, which was queued`, path),
      why: 'What fails alone was queued all the same: somebody went past the required checks.',
      fix: 'Take the pull request out of the queue until its checks are green.',
    },
  ];
}

const isGreen = ({ status, conclusion }: LiveCheck): boolean =>
  status === 'completed' && GREEN.has(conclusion ?? '');

const names = (contexts: readonly string[]): string =>
  [...new Set(contexts)].map(quoted).join(', ');
