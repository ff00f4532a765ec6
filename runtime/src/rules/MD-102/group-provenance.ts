import { gapsOf, valueOf, type Facts, type GroupFacts } from '../../facts/index.js';
import type { Evidence, RuleResult, Unknown } from '../finding.js';
import { hiddenQuestion } from '../live.js';
import { branchTitle, queueClaim, queueEvidence } from '../required-checks.js';
import type { Rule } from '../rule.js';
import { evidenceAt, findingOf, type Question, type Violation } from '../violation.js';
import { judgeEntry } from './group-entries.js';
import { groupProvenanceMeta } from './group-provenance-meta.js';

const CHECK = groupProvenanceMeta.id;

/** Whether a group comes from the queue, stands on the branch, and holds only what was approved and green. */
export const groupProvenance: Rule = {
  meta: groupProvenanceMeta,
  judge(facts): RuleResult {
    if (facts.change.mode !== 'merge_group') return { findings: [], unknowns: [], judged: 0 };
    const answers = judgeGroup(facts);
    return {
      findings: answers.flatMap((one) => ('severity' in one ? [findingOf(CHECK, one, true)] : [])),
      unknowns: answers.flatMap((one): readonly Unknown[] =>
        'severity' in one ? [] : [{ ...one, check: CHECK }],
      ),
      judged: 2 + (valueOf(facts.live?.group ?? NONE)?.length ?? 0),
    };
  },
};

const NONE = { state: 'unknown', gaps: [] } as const;

function judgeGroup(facts: Facts): readonly (Violation | Question)[] {
  const { change, live } = facts;
  const group = change.event?.group;
  if (group === undefined) {
    return [
      {
        subject: 'merge group',
        reason: 'no event tells which group of the queue is judged',
        remedy: 'Judge it in a workflow that starts on `merge_group`.',
      },
    ];
  }
  const claim = claimOf(facts);
  const origin = [refOf(group, claim), ancestryOf(facts, group, claim)].flatMap((one) => one ?? []);
  if (live?.group === undefined) return origin;
  const [gap] = gapsOf(live.group);
  const unread = gap === undefined ? [] : [hiddenQuestion('entries of the group', [live.group])];
  const entries = (valueOf(live.group) ?? []).flatMap((entry) =>
    judgeEntry(facts, live, entry, claim),
  );
  return [...origin, ...unread, ...entries];
}

/** The queue as a claim, where a file has it; the event alone says that there is one. */
function claimOf({ head, change }: Facts): Evidence {
  const queue = queueClaim(head);
  const branch = branchTitle(valueOf(change.branch)?.name);
  return queue === undefined
    ? { says: `a merge queue brings changes into ${branch}`, quote: '' }
    : queueEvidence(queue, `queues merges into ${branch}`);
}

const SHORT = 12;
const PREFIX = 'refs/heads/';

function refOf({ headRef, baseRef }: GroupFacts, claim: Evidence): Violation | undefined {
  const base = baseRef.startsWith(PREFIX) ? baseRef.slice(PREFIX.length) : baseRef;
  const made = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d{1,9}-[0-9a-f]{40,64}$/.exec(headRef);
  if (made?.[1] === base) return undefined;
  return {
    subject: 'ref of the group',
    severity: 'high',
    confidence: 'high',
    title: 'the group does not come from the queue of the branch',
    claim,
    reality: evidenceAt(
      made === null
        ? `its ref is ${headRef}, and a queue makes refs/heads/gh-readonly-queue/${base}/pr-<number>-<commit>`
        : `its ref ${headRef} is of the queue of ${made[1] ?? ''}, and it goes to ${base}`,
      undefined,
    ),
    why: 'Nobody but GitHub writes below gh-readonly-queue: what comes from elsewhere was queued by nobody.',
    fix: 'Do not merge it; find out which workflow, or whose token, sent the event.',
  };
}

function ancestryOf(
  { change }: Facts,
  group: GroupFacts,
  claim: Evidence,
): Violation | Question | undefined {
  const subject = 'base of the group';
  const remedy =
    'Fetch the history and judge the group that the event names: `fetch-depth: 0` in actions/checkout.';
  if (change.head !== group.head) {
    return {
      subject,
      reason: `commit ${change.head.slice(0, SHORT)} is judged, and the group is ${group.head.slice(0, SHORT)}`,
      remedy,
    };
  }
  const base = change.base === undefined ? undefined : valueOf(change.base);
  if (change.base?.state !== 'known' || base === undefined) {
    const [gap] = change.base === undefined ? [] : gapsOf(change.base);
    return { subject, reason: gap?.reason ?? 'the base of the group is not here', remedy };
  }
  const commits = valueOf(change.commits) ?? [];
  if (base.commit === group.base || commits.some(({ id }) => id === group.base)) return undefined;
  return {
    subject,
    severity: 'high',
    confidence: 'high',
    title: 'the group does not stand on the branch that it goes to',
    claim,
    reality: evidenceAt(
      `${group.base.slice(0, SHORT)}, its base, is no ancestor of ${group.head.slice(0, SHORT)}; they part at ${base.commit.slice(0, SHORT)}`,
      undefined,
    ),
    why: 'What was tested is not what the branch becomes: a merge of it drops, or repeats, what is there.',
    fix: 'Do not merge it; take the pull requests out of the queue and queue them again.',
  };
}
