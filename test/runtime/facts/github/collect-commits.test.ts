import { describe, expect, it } from '@jest/globals';
import { gapsOf, valueOf } from '../../../../runtime/src/facts/index.js';
import type { EventFacts } from '../../../../runtime/src/facts/event-facts.js';
import type { Commit } from '../../../../runtime/src/facts/git/commits.js';
import { gitHub } from '../../../../runtime/src/facts/github/client.js';
import { collectLive } from '../../../../runtime/src/facts/github/collect-live.js';
import type { LiveFacts } from '../../../../runtime/src/facts/github/live.js';
import { fakeGitHub, type FakeGitHub } from '../../../support/github/index.js';
import type { Pull } from '../../../support/github/state.js';
import { checkRuns, HEAD, ledger, OLD, pull, refuse, ROUTE, world } from './live-world.js';

let fake: FakeGitHub;

const id = (digit: string): string => digit.repeat(40);
const [FIRST, BROUGHT] = [id('1'), id('2')];
const ada1 = { name: 'ada', email: 'ada@acme.test' };
const byGitHub = {
  name: 'GitHub',
  email: 'noreply@github.com',
  account: { login: 'web-flow' },
};
const commit = (one: string, parents: readonly string[], committer: Commit['committer'] = ada1) =>
  ({
    id: one,
    parents,
    author: ada1,
    committer,
    subject: 'x',
    trailers: [],
    machines: [],
    signature: 'none',
  }) satisfies Commit;

/** Pull request 6, whose branch ends with a commit. */
const six = (sha: string): Pull => ({
  ...pull,
  ...{ number: 6, user: 'ada', head: { ref: 'change', sha } },
});

async function live(
  event: EventFacts,
  commits: readonly Commit[],
  change: (github: FakeGitHub) => void = () => undefined,
): Promise<LiveFacts> {
  fake = fakeGitHub(world());
  change(fake);
  const github = gitHub({
    ...{ api: fake.state.api, fetch: fake.fetch, token: 'x', userAgent: 'test', waitMs: 1 },
  });
  return await collectLive(github, {
    repository: 'acme/ledger',
    branch: 'main',
    head: HEAD,
    event,
    commits,
  });
}

describe('the entries of a group', () => {
  const event: EventFacts = {
    name: 'merge_group',
    group: {
      headRef: `refs/heads/gh-readonly-queue/main/pr-7-${OLD}`,
      head: HEAD,
      baseRef: 'refs/heads/main',
      base: OLD,
    },
  };
  const merges = [
    commit(HEAD, [FIRST, id('3')], byGitHub),
    commit(id('3'), [OLD]),
    commit(FIRST, [OLD, BROUGHT], byGitHub),
    commit(BROUGHT, [OLD]),
  ];

  it('are the one of the ref, and those of the merges before it, with reviews and checks', async () => {
    const { group } = await live(event, merges, (github) => {
      ledger(github).pulls.push(six(BROUGHT));
      ledger(github).checkRuns[BROUGHT] = checkRuns;
    });
    expect(group?.state).toBe('known');
    expect(
      valueOf(group ?? { state: 'unknown', gaps: [] })?.map(({ pull: one, reviews, checkRuns }) => [
        one.number,
        valueOf(reviews)?.length,
        valueOf(checkRuns)?.length,
      ]),
    ).toEqual([
      [7, 3, 1],
      [6, 3, 1],
    ]);
  });

  it('are not all known when a squash has no pull request yet', async () => {
    const squashes = [commit(HEAD, [FIRST], byGitHub), commit(FIRST, [OLD], byGitHub)];
    const { group } = await live(event, squashes);
    expect(group?.state).toBe('partial');
    expect(gapsOf(group as never).map(({ reason }) => reason)).toEqual([
      'which pull request brought commit 111111111111 into the group cannot be told',
    ]);
  });

  it('are hidden where GitHub does not show them, with the permission', async () => {
    const { group } = await live(event, [commit(HEAD, [OLD])], (github) =>
      refuse(github, `${ROUTE}/pulls/{pull_number}`, 403),
    );
    expect(gapsOf(group as never)).toMatchObject([{ missing: 'pull-requests: read' }]);
  });

  it('are asked for of groups only', async () => {
    const facts = await live({ name: 'pull_request' }, merges);
    expect(facts).not.toHaveProperty('group');
    expect(facts).not.toHaveProperty('proposals');
  });
});

describe('the pull requests of pushed commits', () => {
  const push = (ref: string): EventFacts => ({
    name: 'push',
    push: { ref, forced: false, deleted: false },
  });
  const commits = [
    commit(HEAD, [FIRST]),
    commit(FIRST, [OLD, BROUGHT], byGitHub),
    commit(BROUGHT, [OLD]),
  ];

  it('are asked for of what the branch gained, and GitHub has not made', async () => {
    const { proposals } = await live(push('refs/heads/main'), commits, (github) => {
      ledger(github).pulls = [six(HEAD)];
    });
    expect(proposals).toEqual({ state: 'known', value: [{ commit: HEAD, pulls: [6] }] });
    expect(fake.requests.filter(({ path }) => path.includes('/pulls')).length).toBe(1);
  });

  it('are not known where GitHub does not show them', async () => {
    const { proposals } = await live(push('refs/heads/main'), commits, (github) =>
      refuse(github, `${ROUTE}/commits/{commit_sha}/pulls`),
    );
    expect(gapsOf(proposals as never)).toMatchObject([{ missing: 'pull-requests: read' }]);
  });

  it('are not asked for where another branch was pushed', async () => {
    expect(await live(push('refs/heads/other'), commits)).not.toHaveProperty('proposals');
  });
});
