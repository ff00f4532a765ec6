import { afterEach, describe, expect, it } from '@jest/globals';
import type { components } from '@octokit/openapi-types';
import { gapsOf, valueOf } from '../../../../runtime/src/facts/index.js';
import type { EventFacts } from '../../../../runtime/src/facts/event-facts.js';
import type { Commit } from '../../../../runtime/src/facts/git/commits.js';
import { gitHub } from '../../../../runtime/src/facts/github/client.js';
import { collectLive } from '../../../../runtime/src/facts/github/collect-live.js';
import type { LiveFacts } from '../../../../runtime/src/facts/github/live.js';
import {
  fakeGitHub,
  REPO,
  routesOf,
  type FakeGitHub,
  type FakeRoute,
} from '../../../support/fake-github.js';
import { ada, HEAD, OLD, world } from './live-world.js';

let fake: FakeGitHub | undefined;
afterEach(() => fake?.close());

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

/** As GitHub lists the pull requests of a commit. */
type Listed = Pick<
  components['schemas']['pull-request-simple'],
  'number' | 'draft' | 'labels' | 'assignees'
> & { readonly user: typeof ada; readonly head: object; readonly base: object };
const pull = (number: number): Listed => ({
  number,
  draft: false,
  labels: [],
  assignees: [],
  user: ada,
  head: { ref: 'change', sha: BROUGHT },
  base: { ref: 'main', sha: OLD },
});

async function live(
  event: EventFacts,
  commits: readonly Commit[],
  changed: Record<string, FakeRoute> = {},
): Promise<LiveFacts> {
  fake = await fakeGitHub({ ...routesOf(world, HEAD), ...changed });
  const github = gitHub({ api: fake.api, token: 'x', userAgent: 'test', waitMs: 1 });
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
    const { group } = await live(event, merges, {
      [`${REPO}/commits/${BROUGHT}/pulls`]: { body: [pull(6)] },
      [`${REPO}/pulls/6/reviews`]: { body: world.reviews },
      [`${REPO}/commits/${BROUGHT}/check-runs`]: { body: world.checkRuns },
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
    const { group } = await live(event, squashes, {
      [`${REPO}/commits/${FIRST}/pulls`]: { body: [] },
    });
    expect(group?.state).toBe('partial');
    expect(gapsOf(group as never).map(({ reason }) => reason)).toEqual([
      'which pull request brought commit 111111111111 into the group cannot be told',
    ]);
  });

  it('are hidden where GitHub does not show them, with the permission', async () => {
    const { group } = await live(event, [commit(HEAD, [OLD])], {
      [`${REPO}/pulls/7`]: { status: 403, body: { message: 'Resource not accessible' } },
    });
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
    const { proposals } = await live(push('refs/heads/main'), commits, {
      [`${REPO}/commits/${HEAD}/pulls`]: { body: [pull(6)] },
    });
    expect(proposals).toEqual({ state: 'known', value: [{ commit: HEAD, pulls: [6] }] });
    expect(fake?.asked.filter((path) => path.includes('/pulls')).length).toBe(1);
  });

  it('are not known where GitHub does not show them', async () => {
    const { proposals } = await live(push('refs/heads/main'), commits);
    expect(gapsOf(proposals as never)).toMatchObject([{ missing: 'pull-requests: read' }]);
  });

  it('are not asked for where another branch was pushed', async () => {
    expect(await live(push('refs/heads/other'), commits)).not.toHaveProperty('proposals');
  });
});
