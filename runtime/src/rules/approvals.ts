import {
  gapsOf,
  isMachine,
  sameAccount,
  valueOf,
  type Account,
  type Answer,
  type Facts,
  type LiveReview,
  type PullFacts,
} from '../facts/index.js';

/** What became of the reviews of a pull request: the latest word of each reviewer. */
export interface Approvals {
  readonly pull: PullFacts;
  /** Of people who may write, at the head commit, who neither wrote nor asked for the change. */
  readonly valid: readonly LiveReview[];
  /** Of people at an older commit. */
  readonly stale: readonly LiveReview[];
  /** Of who wrote the change or asked an agent for it. */
  readonly interested: readonly LiveReview[];
  readonly machines: readonly LiveReview[];
  /** Of people who may not write. */
  readonly outsiders: readonly LiveReview[];
  /** Would be valid, if their right to write were known. */
  readonly unsure: readonly LiveReview[];
}

/** The approvals of the pull request judged; unknown answers hold why. */
export function approvalsOf(facts: Facts): Answer<Approvals> {
  const { change, live } = facts;
  const pull =
    live?.pull !== undefined && live.pull.state === 'known' ? live.pull.value : change.event?.pull;
  const reviews = live?.reviews;
  if (pull === undefined || reviews === undefined) {
    const reason =
      live === undefined
        ? 'GitHub was not asked who reviewed'
        : 'no event names the pull request whose reviews would answer';
    return {
      state: 'unknown',
      gaps: [{ code: 'github-hidden', reason, missing: 'pull-requests: read' }],
    };
  }
  const list = valueOf(reviews);
  if (list === undefined) return { state: 'unknown', gaps: gapsOf(reviews) };
  const interested = interestedIn(facts, pull);
  const approvals = latest(list).filter(({ state }) => state === 'approved');
  const sorted = new Map<keyof Approvals, LiveReview[]>();
  for (const review of approvals) {
    const kind = kindOf(review, pull, interested);
    sorted.set(kind, [...(sorted.get(kind) ?? []), review]);
  }
  const of = (kind: keyof Approvals): readonly LiveReview[] => sorted.get(kind) ?? [];
  return {
    state: 'known',
    value: {
      pull,
      valid: of('valid'),
      stale: of('stale'),
      interested: of('interested'),
      machines: of('machines'),
      outsiders: of('outsiders'),
      unsure: of('unsure'),
    },
  };
}

function kindOf(
  { author, commit, mayWrite }: LiveReview,
  pull: PullFacts,
  interested: readonly Account[],
): Exclude<keyof Approvals, 'pull'> {
  if (isMachine(author)) return 'machines';
  if (interested.some((account) => sameAccount(account, author))) return 'interested';
  if (commit !== pull.head.commit) return 'stale';
  if (mayWrite.state !== 'known') return 'unsure';
  return mayWrite.value ? 'valid' : 'outsiders';
}

/** A comment leaves an approval standing; a dismissal and a demand for changes do not. */
function latest(reviews: readonly LiveReview[]): readonly LiveReview[] {
  const last = new Map<string, LiveReview>();
  for (const review of reviews) {
    if (review.state === 'commented' || review.state === 'pending') continue;
    last.set(String(review.author.id ?? review.author.login.toLowerCase()), review);
  }
  return [...last.values()];
}

/** Who wrote the change, and who asked an agent for it: an agent's pull request is assigned to them. */
function interestedIn({ change }: Facts, pull: PullFacts): readonly Account[] {
  // Who brings a branch up to date writes nothing of the change.
  const commits = (valueOf(change.commits) ?? []).filter(({ parents }) => parents.length < 2);
  const writers = commits.flatMap(({ author, trailers, machines }) => [
    ...(author.account === undefined ? [] : [author.account]),
    ...(machines.length === 0
      ? []
      : trailers.flatMap(({ key, account }) =>
          account !== undefined && /^co-authored-by$/i.test(key) ? [account] : [],
        )),
  ]);
  const askers = isMachine(pull.author) ? pull.assignees : [];
  return [pull.author, ...askers, ...writers].filter((account) => account.login !== 'web-flow');
}

/** Why approvals do not count, in a sentence; empty where there is none at all. */
export function whyNotValid(approvals: Approvals): string {
  const parts = [
    part(approvals.stale, 'of an older commit'),
    part(approvals.interested, 'of somebody who wrote the change or asked for it'),
    part(approvals.machines, 'of a machine'),
    part(approvals.outsiders, 'of somebody who may not write'),
  ].filter((text) => text !== '');
  return parts.length === 0 ? 'nobody has approved' : `approved only by ${parts.join(', ')}`;
}

const part = (reviews: readonly LiveReview[], what: string): string =>
  reviews.length === 0
    ? ''
    : `${reviews.map(({ author }) => author.login).join(' and ')} (${what})`;
