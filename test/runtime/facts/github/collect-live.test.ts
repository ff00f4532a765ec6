import { afterEach, describe, expect, it } from '@jest/globals';
import { gapsOf, valueOf } from '../../../../runtime/src/facts/index.js';
import type { EventFacts } from '../../../../runtime/src/facts/event-facts.js';
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
import { ada, copilot, event, HEAD, OLD, world } from './live-world.js';

let fake: FakeGitHub | undefined;
afterEach(() => fake?.close());

async function live(
  changed: Record<string, FakeRoute | undefined> = {},
  subject: { readonly event?: EventFacts } = { event },
): Promise<LiveFacts> {
  const routes = Object.fromEntries(
    Object.entries({ ...routesOf(world, HEAD), ...changed }).filter(([, route]) => route),
  ) as Record<string, FakeRoute>;
  fake = await fakeGitHub(routes);
  const github = gitHub({ api: fake.api, token: 'x', userAgent: 'test', waitMs: 1 });
  return await collectLive(github, {
    repository: 'acme/ledger',
    branch: 'main',
    head: HEAD,
    ...subject,
  });
}

describe('what GitHub says now', () => {
  it('is known in full to a token that may see all', async () => {
    const facts = await live();
    expect(facts).toMatchObject({
      repository: 'acme/ledger',
      branch: 'main',
      codeownersErrors: { state: 'known', value: [{ line: 3, kind: 'Unknown owner' }] },
      workflows: { state: 'known', value: { defaultPermissions: 'read', mayApprove: false } },
      bypasses: { state: 'known', value: [{ id: 9, commit: OLD, actor: 'ada' }] },
      checkRuns: { state: 'known', value: [{ name: 'build', conclusion: 'success' }] },
      pull: { state: 'known', value: { author: copilot, assignees: [ada] } },
    });
    expect(facts.reviews).toEqual({
      state: 'known',
      value: [
        {
          author: ada,
          state: 'changes_requested',
          commit: OLD,
          mayWrite: { state: 'known', value: true },
        },
        {
          author: copilot,
          state: 'commented',
          commit: HEAD,
          mayWrite: { state: 'known', value: false },
        },
        { author: ada, state: 'approved', commit: HEAD, mayWrite: { state: 'known', value: true } },
      ],
    });
  });

  it('has rulesets of every level and the classic protection, in the form of claims', async () => {
    const { claims } = await live();
    expect(claims.state).toBe('known');
    expect(
      valueOf(claims)?.map(({ claim, level, id, pointers }) => ({
        level,
        id,
        name: claim.name,
        contexts: claim.checks.map(({ context }) => context),
        pointers,
      })),
    ).toEqual([
      {
        level: 'repository',
        id: 1,
        name: 'main',
        contexts: ['lint', 'build'],
        pointers: [
          '/0/parameters/required_status_checks/0',
          '/0/parameters/required_status_checks/1',
        ],
      },
      {
        level: 'organization',
        id: 2,
        name: undefined,
        contexts: ['scan'],
        pointers: ['/1/parameters/required_status_checks/0'],
      },
      {
        level: 'classic',
        id: undefined,
        name: undefined,
        contexts: ['old'],
        pointers: ['/required_status_checks/checks/0'],
      },
    ]);
    expect(valueOf(claims)?.[0]?.claim).toMatchObject({
      path: `${REPO}/rules/branches/main`,
      enforcement: 'active',
      strict: true,
      pullRequest: { approvals: 2, codeOwners: true, dismissStale: true },
      bypass: [{ kind: 'RepositoryRole', id: 5 }],
    });
  });

  it('takes a hidden bypass list for hidden, not for empty', async () => {
    const shown = await live({ [`${REPO}/rulesets/1`]: undefined });
    expect(valueOf(shown.claims)?.[0]?.claim).not.toHaveProperty('bypass');
    expect(valueOf(shown.claims)?.[0]?.claim.checks).toHaveLength(2);
  });

  it.each<readonly [string, Record<string, FakeRoute | undefined>, string]>([
    [
      'nobody but an administrator sees the protection',
      { [`${REPO}/branches/main/protection`]: undefined },
      'partial',
    ],
    [
      'the branch says that it has none',
      {
        [`${REPO}/branches/main/protection`]: undefined,
        [`${REPO}/branches/main`]: {
          body: { name: 'main', protected: false, protection: { enabled: false } },
        },
      },
      'known',
    ],
    [
      'only rulesets protect the branch',
      {
        [`${REPO}/branches/main/protection`]: undefined,
        [`${REPO}/branches/main`]: {
          body: { name: 'main', protected: true, protection: { enabled: false } },
        },
      },
      'known',
    ],
    [
      'an administrator hears that there is none',
      {
        [`${REPO}/branches/main/protection`]: {
          status: 404,
          body: { message: 'Branch not protected' },
        },
      },
      'known',
    ],
    [
      'the protection fails',
      { [`${REPO}/branches/main/protection`]: { status: 500, body: {} } },
      'partial',
    ],
    [
      'the rules are hidden',
      { [`${REPO}/rules/branches/main`]: { status: 403, body: {} } },
      'partial',
    ],
  ])('tells hidden from absent: %s', async (_, routes, state) => {
    const { claims } = await live(routes);
    expect(claims.state).toBe(state);
    if (state === 'partial') expect(gapsOf(claims)[0]?.reason).toContain(`GET ${REPO}/`);
  });

  it('names the permission that is missing', async () => {
    const facts = await live({
      [`${REPO}/branches/main/protection`]: undefined,
      [`${REPO}/actions/permissions/workflow`]: {
        status: 403,
        body: { message: 'Resource not accessible by integration' },
      },
      [`${REPO}/rulesets/rule-suites`]: undefined,
      [`${REPO}/pulls/7/reviews`]: { status: 403, body: { message: 'no' } },
      [`${REPO}/collaborators/ada/permission`]: undefined,
    });
    expect(gapsOf(facts.workflows)).toEqual([
      {
        code: 'github-hidden',
        reason: `GET ${REPO}/actions/permissions/workflow: status 403, Resource not accessible by integration`,
        missing: 'administration: read',
      },
    ]);
    expect(gapsOf(facts.bypasses)[0]).toMatchObject({ missing: 'administration: read' });
    expect(gapsOf(facts.claims)[0]).toMatchObject({ missing: 'administration: read' });
    expect(gapsOf(facts.reviews as never)[0]).toMatchObject({ missing: 'pull-requests: read' });
  });

  it('leaves the right of one reviewer unknown without losing the review', async () => {
    const { reviews } = await live({ [`${REPO}/collaborators/ada/permission`]: undefined });
    expect(valueOf(reviews as NonNullable<typeof reviews>)?.[2]).toMatchObject({
      state: 'approved',
      mayWrite: { state: 'unknown', gaps: [{ missing: 'metadata: read' }] },
    });
  });

  it.each<readonly [string, unknown, keyof LiveFacts]>([
    [`${REPO}/rules/branches/main`, [{ type: 'deletion' }], 'claims'],
    [
      `${REPO}/rules/branches/main`,
      [{ type: 'deletion', ruleset_id: 1, ruleset_source_type: 'Moon' }],
      'claims',
    ],
    [
      `${REPO}/rules/branches/main`,
      [
        {
          type: 'required_status_checks',
          ruleset_id: 1,
          ruleset_source_type: 'Repository',
          parameters: { required_status_checks: [{}] },
        },
      ],
      'claims',
    ],
    [`${REPO}/branches/main/protection`, { unknown: 1 }, 'claims'],
    [`${REPO}/codeowners/errors`, [], 'codeownersErrors'],
    [
      `${REPO}/actions/permissions/workflow`,
      { default_workflow_permissions: 'all', can_approve_pull_request_reviews: true },
      'workflows',
    ],
    [`${REPO}/actions/permissions/workflow`, { default_workflow_permissions: 'read' }, 'workflows'],
    [`${REPO}/rulesets/rule-suites`, [{ id: 'x' }], 'bypasses'],
    [`${REPO}/commits/${HEAD}/check-runs`, { check_runs: [1] }, 'checkRuns'],
    [`${REPO}/pulls/7`, null, 'pull'],
    [`${REPO}/pulls/7/reviews`, [{ user: ada, state: 'LIKED', commit_id: HEAD }], 'reviews'],
  ])('does not know what %s answers in another form: %j', async (path, body, key) => {
    const facts = await live({ [path]: { body, odd: true } });
    expect(gapsOf(facts[key] as never)).toMatchObject([{ code: 'github-malformed' }]);
  });

  it('asks nothing about a pull request where there is none, and encodes names', async () => {
    fake = await fakeGitHub({});
    const github = gitHub({ api: fake.api, token: 'x', userAgent: 'test', waitMs: 1 });
    const facts = await collectLive(github, {
      repository: 'acme/ledger',
      branch: 'release/{1}:x',
      head: HEAD,
    });
    expect(facts).not.toHaveProperty('pull');
    expect(facts).not.toHaveProperty('reviews');
    expect(facts.claims.state).toBe('unknown');
    expect(fake.asked.every((line) => line.startsWith('GET /repos/acme/ledger/'))).toBe(true);
    expect(fake.asked).toContain(`GET ${REPO}/branches/release%2F%7B1%7D%3Ax/protection`);
  });

  it('asks in two rounds, however many rulesets and reviewers there are', async () => {
    const [rule] = world.rules;
    const many = Array.from({ length: 30 }, (_, i) => ({ ...rule, ruleset_id: i + 1 }));
    const reviews = Array.from({ length: 30 }, (_, i) => ({
      id: i,
      user: { login: `person-${i}`, id: 1000 + i, type: 'User' },
      state: 'APPROVED',
      commit_id: HEAD,
    }));
    await live({
      [`${REPO}/rules/branches/main`]: { body: many },
      [`${REPO}/pulls/7/reviews`]: { body: reviews },
    });
    const second = /rulesets\/\d+|collaborators/;
    const asked = fake?.asked ?? [];
    const first = asked.findIndex((line) => second.test(line));
    expect(first).toBe(9);
    expect(asked.slice(first).every((line) => second.test(line))).toBe(true);
    expect(asked).toHaveLength(9 + 60);
  });
});
