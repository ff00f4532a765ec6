import { gapsOf, known, seen, valueOf, type Answer, type Gap } from '../answer.js';
import { pullIn, type EventFacts, type PullFacts } from '../event-facts.js';
import { firstParents, type Commit } from '../git/commits.js';
import { NEEDS, object, type Asker } from './ask.js';
import type { GroupPull, Proposal } from './live.js';
import { partsOf } from './part.js';
import { checkRunsIn, reviewsIn } from './read-live.js';
import { withRights } from './rights.js';

interface Subject {
  readonly branch: string;
  readonly head: string;
  readonly event?: EventFacts;
  readonly commits?: readonly Commit[];
}

/** Commits that GitHub is asked about one by one. */
const MAX_COMMITS = 100;

const PR_REF = /\/pr-(\d{1,9})-[0-9a-f]{40,64}$/;

/**
 * The pull requests of a group: the ref names the last; the others are those of the commits between base
 * and head. What a squash has made has no pull request yet: then the list is not whole.
 */
export async function collectGroup(
  ask: Asker,
  repo: string,
  { head, event, commits = [] }: Subject,
): Promise<Answer<readonly GroupPull[]> | undefined> {
  const { group } = event ?? {};
  const number = Number(PR_REF.exec(group?.headRef ?? '')?.[1]);
  if (group === undefined || !Number.isSafeInteger(number)) return undefined;
  const path = `${repo}/pulls/${number}`;
  const last = ask.get(path, NEEDS.pulls, (body) => pullIn(object(body)));
  const before = firstParents(commits, head).slice(1);
  const others = await Promise.all(
    before.slice(0, MAX_COMMITS).map(async ({ id, parents }) => ({
      id,
      // What a merge brings is its second parent, which the pull request holds.
      pulls: await pullsOf(ask, repo, parents[1] ?? id),
    })),
  );
  const answers = [await last, ...others.map(({ pulls }) => pulls)];
  const gaps: Gap[] = answers.flatMap((answer) => gapsOf(answer));
  const found = new Map<number, PullFacts>();
  const own = valueOf(answers[0] as Answer<PullFacts>);
  if (own !== undefined) found.set(own.number, own);
  for (const { id, pulls } of others) {
    const list = valueOf(pulls) ?? [];
    if (list.length === 0 && pulls.state === 'known') gaps.push(unattributed(id));
    for (const pull of list) found.set(pull.number, pull);
  }
  if (before.length > MAX_COMMITS) gaps.push(unattributed(before[MAX_COMMITS]?.id ?? ''));
  return seen(await Promise.all([...found.values()].map((pull) => entry(ask, repo, pull))), gaps);
}

async function entry(ask: Asker, repo: string, pull: PullFacts): Promise<GroupPull> {
  const [reviews, checkRuns] = await Promise.all([
    ask.list(`${repo}/pulls/${pull.number}/reviews`, NEEDS.pulls, reviewsIn),
    ask.list(
      `${repo}/commits/${pull.head.commit}/check-runs`,
      NEEDS.checks,
      checkRunsIn,
      'check_runs',
    ),
  ]);
  return { pull, reviews: await withRights(ask, repo, reviews), checkRuns };
}

const unattributed = (id: string): Gap => ({
  code: 'github-hidden',
  reason: `which pull request brought commit ${id.slice(0, 12)} into the group cannot be told`,
});

async function pullsOf(
  ask: Asker,
  repo: string,
  commit: string,
): Promise<Answer<readonly PullFacts[]>> {
  return await ask.list(`${repo}/commits/${commit}/pulls`, NEEDS.pulls, (body) =>
    partsOf(body, '').map(pullIn),
  );
}

/**
 * The pull requests of commits that were pushed to the branch. What GitHub has committed itself comes
 * from a merge, a queue or its editor, and is not asked about.
 */
export async function collectProposals(
  ask: Asker,
  repo: string,
  { branch, head, event, commits = [] }: Subject,
): Promise<Answer<readonly Proposal[]> | undefined> {
  const { push } = event ?? {};
  if (push === undefined || push.deleted || push.ref !== `refs/heads/${branch}`) return undefined;
  const asked = firstParents(commits, head).filter(
    ({ committer }) => committer.account?.login !== 'web-flow',
  );
  const answers = await Promise.all(
    asked.slice(0, MAX_COMMITS).map(async ({ id }) => ({
      id,
      pulls: await pullsOf(ask, repo, id),
    })),
  );
  const gaps = answers.flatMap(({ pulls }) => gapsOf(pulls));
  const proposals = answers.flatMap(({ id, pulls }): readonly Proposal[] => {
    const list = valueOf(pulls);
    return list === undefined ? [] : [{ commit: id, pulls: list.map(({ number }) => number) }];
  });
  return gaps.length === 0 ? known(proposals) : seen(proposals, gaps);
}
