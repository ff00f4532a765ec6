import { isMachine, valueOf, type Account, type Facts } from '../../facts/index.js';
import { approvalsOf, whyNotValid } from '../approvals.js';
import { changeRule } from '../change-rule.js';
import {
  ADA,
  approval,
  BOB,
  COPILOT,
  exampleEvent,
  exampleLive,
  examplePull,
} from '../example-live.js';
import { apiEvidence, hiddenQuestion } from '../live.js';
import type { LiveReview, PullFacts } from '../../facts/index.js';
import type { RuleMeta, Told } from '../rule.js';
import { judgeEach, NOTHING_JUDGED, type TreeResult } from '../violation.js';

type Commit = Extract<Facts['change']['commits'], { state: 'known' }>['value'][number];

const base = { 'README.md': 'A ledger.\n' };
const change = { 'README.md': 'A ledger that balances.\n' };
const BOT = 'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>';

function told(
  says: string,
  reviews: (head: string) => readonly LiveReview[],
  author: PullFacts['author'] = COPILOT,
  action?: string,
): { readonly told: Told } {
  return {
    told: {
      says,
      facts: ({ head, base: from }) => {
        const pull = examplePull(author, head, from);
        return {
          event: exampleEvent(pull, action),
          live: exampleLive({
            pull: { state: 'known', value: pull },
            reviews: { state: 'known', value: reviews(head) },
          }),
        };
      },
    },
  };
}

const meta: RuleMeta = {
  id: 'MD-004.1',
  title: 'No accountable human',
  rationale:
    'Somebody must be able to say why a change was made. When machines wrote it, committed it and approved it, nobody can.',
  remedy: 'Let a person with write access approve the head commit.',
  docs: 'docs/rules/MD-004.md#md-0041-no-accountable-human',
  examples: [
    {
      title: 'a bot that opened the pull request, and nobody who approved it',
      answer: 'violation',
      base,
      change,
      author: BOT,
      ...told('The pull request is by a bot; it has no review.', () => []),
    },
    {
      title: 'a bot whose change another bot approved',
      answer: 'violation',
      base,
      change,
      author: BOT,
      ...told('The pull request is by a bot; another bot has approved it.', (head) => [
        approval({ login: 'approver[bot]', id: 9, type: 'Bot' }, head),
      ]),
    },
    {
      title: 'a bot whose change a person approved',
      answer: 'pass',
      base,
      change,
      author: BOT,
      ...told('The pull request is by a bot; bob has approved it.', (head) => [
        approval(BOB, head),
      ]),
    },
    {
      title: 'a commit of a person in the pull request of a bot',
      answer: 'pass',
      base,
      change,
      ...told('The pull request is by a bot; it has no review.', () => []),
    },
    {
      title: 'a commit of a bot in the pull request of a person, who answers for it',
      answer: 'pass',
      base,
      change,
      author: BOT,
      ...told('The pull request is by ada; it has no review.', () => [], ADA),
    },
    {
      title: 'a pull request that was just opened: nobody can have approved it yet',
      answer: 'pass',
      base,
      change,
      author: BOT,
      ...told('A bot has just opened the pull request.', () => [], COPILOT, 'opened'),
    },
    { title: 'GitHub is not asked who approved', answer: 'pass', base, change, author: BOT },
  ],
};

/** Commits of machines in the pull request of a machine, which no person has approved. */
export const accountableHuman = changeRule(meta, judge);

/**
 * Judged where GitHub is asked: without it nothing tells who approved. A person as author, committer or
 * author of the pull request answers for the commit. A committer `web-flow` is nobody.
 */
function judge(facts: Facts): TreeResult {
  const { change: judged, live } = facts;
  if (live?.pull === undefined || judged.event?.action === 'opened') return NOTHING_JUDGED;
  const commits = (valueOf(judged.commits) ?? []).filter(({ parents }) => parents.length < 2);
  const pull = valueOf(live.pull) ?? judged.event?.pull;
  if (pull === undefined || !isMachine(pull.author)) {
    return { ...NOTHING_JUDGED, judged: commits.length };
  }
  const answer = approvalsOf(facts);
  const approvals = valueOf(answer);
  return judgeEach(meta.id, commits, (commit) => {
    if (!isByMachines(commit)) return undefined;
    if (approvals === undefined) return hiddenQuestion(`commit ${commit.id}`, [answer]);
    const { valid, outsiders, unsure, interested } = approvals;
    if ([valid, outsiders, interested].some((list) => list.length > 0)) return undefined;
    if (unsure.length > 0) {
      return hiddenQuestion(
        `commit ${commit.id}`,
        unsure.map(({ mayWrite }) => mayWrite),
      );
    }
    const who = commit.author.account?.login ?? pull.author.login;
    return {
      subject: `commit ${commit.id}`,
      severity: 'high',
      confidence: 'high',
      title: `nobody answers for commit ${commit.id.slice(0, 12)}`,
      claim: {
        says: `pull request ${pull.number} brings commit ${commit.id.slice(0, 12)} into ${live.branch}`,
        quote: '',
      },
      reality: apiEvidence(
        `${who} wrote it, ${pull.author.login} proposes it, and ${whyNotValid(approvals)}`,
        `/repos/${live.repository}/pulls/${pull.number}/reviews`,
      ),
      why: 'When it goes wrong there is no person who decided it, and none who can say why.',
      fix: 'Let a person with write access approve the head commit.',
    };
  });
}

function isByMachines({ author, committer, machines }: Commit): boolean {
  const isBot = (account: Account | undefined, where: 'author' | 'committer'): boolean =>
    (account !== undefined && isMachine(account)) ||
    machines.some((machine) => machine.where === where);
  const nobody = committer.account?.login === 'web-flow' || committer.email === author.email;
  return isBot(author.account, 'author') && (nobody || isBot(committer.account, 'committer'));
}
