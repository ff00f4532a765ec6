import { describe, expect, it } from '@jest/globals';
import { gapsOf, valueOf } from '../../../../runtime/src/facts/index.js';
import { gitHub } from '../../../../runtime/src/facts/github/client.js';
import {
  collectLive,
  type LiveSubject,
} from '../../../../runtime/src/facts/github/collect-live.js';
import type { LiveFacts } from '../../../../runtime/src/facts/github/live.js';
import { fakeGitHub, type FakeGitHub } from '../../../support/github/index.js';
import type { Operation } from '../../../support/github/operations.js';
import { ada, copilot, event, HEAD, ledger, OLD } from './live-world.js';
import { MAIN, pull, refuse, REPO, ROUTE, world } from './live-world.js';

const RULES = `${ROUTE}/rules/branches/{branch}`;
const RULESET = `${ROUTE}/rulesets/{ruleset_id}`;
const SUITES = `${ROUTE}/rulesets/rule-suites`;
const PROTECTION = `${ROUTE}/branches/{branch}/protection`;
const WORKFLOW = `${ROUTE}/actions/permissions/workflow`;
const RUNS = `${ROUTE}/commits/{ref}/check-runs`;
const PULL = `${ROUTE}/pulls/{pull_number}`;
const RIGHT = `${ROUTE}/collaborators/{username}/permission`;

type Change = (github: FakeGitHub) => void;

const asked = (fake: FakeGitHub, subject: Partial<LiveSubject>): Promise<LiveFacts> =>
  collectLive(
    gitHub({
      ...{ api: fake.state.api, fetch: fake.fetch, token: 'x', userAgent: 'test', waitMs: 1 },
    }),
    { repository: 'acme/ledger', branch: 'main', head: HEAD, ...subject },
  );

function live(change: Change = () => undefined): Promise<LiveFacts> {
  const fake = fakeGitHub(world());
  change(fake);
  return asked(fake, { event });
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
        name: 'everywhere',
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

  it.each<readonly [string, Change, string | undefined]>([
    ['the ruleset itself is hidden', (github) => refuse(github, RULESET), undefined],
    ['only its list is', (github) => (github.state.administers = false), 'main'],
  ])('takes a hidden bypass list for hidden, not for empty: %s', async (_, change, name) => {
    const shown = valueOf((await live(change)).claims)?.[0]?.claim;
    expect(shown).not.toHaveProperty('bypass');
    expect(shown?.name).toBe(name);
    expect(shown?.checks).toHaveLength(2);
  });

  it.each<readonly [string, Change, string]>([
    [
      'nobody but an administrator sees the protection',
      ({ state }) => (state.administers = false),
      'partial',
    ],
    [
      'the branch says that it has none',
      (github) => {
        github.state.administers = false;
        Object.assign(ledger(github), { protection: {}, rulesets: [] });
      },
      'known',
    ],
    [
      'only rulesets protect the branch',
      (github) => {
        github.state.administers = false;
        ledger(github).protection = {};
      },
      'known',
    ],
    [
      'an administrator hears that there is none',
      (github) => (ledger(github).protection = {}),
      'known',
    ],
    ['the protection fails', (github) => refuse(github, PROTECTION, 500), 'partial'],
    ['the rules are hidden', (github) => refuse(github, RULES, 403), 'partial'],
  ])('tells hidden from absent: %s', async (_, change, state) => {
    const { claims } = await live(change);
    expect(claims.state).toBe(state);
    if (state === 'partial') expect(gapsOf(claims)[0]?.reason).toContain(`GET ${REPO}/`);
  });

  it('names the permission that is missing', async () => {
    const facts = await live((github) => {
      github.state.administers = false;
      refuse(github, `${PULL}/reviews`, 403);
      refuse(github, RIGHT);
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
    const { reviews } = await live((github) => refuse(github, RIGHT));
    expect(valueOf(reviews as NonNullable<typeof reviews>)?.[2]).toMatchObject({
      state: 'approved',
      mayWrite: { state: 'unknown', gaps: [{ missing: 'metadata: read' }] },
    });
  });

  it.each<readonly [Operation, unknown, keyof LiveFacts]>([
    [RULES, [{ type: 'deletion' }], 'claims'],
    [RULES, [{ type: 'deletion', ruleset_id: 1, ruleset_source_type: 'Moon' }], 'claims'],
    [
      RULES,
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
    [PROTECTION, { unknown: 1 }, 'claims'],
    [`${ROUTE}/codeowners/errors`, [], 'codeownersErrors'],
    [
      WORKFLOW,
      { default_workflow_permissions: 'all', can_approve_pull_request_reviews: true },
      'workflows',
    ],
    [WORKFLOW, { default_workflow_permissions: 'read' }, 'workflows'],
    [SUITES, [{ id: 'x' }], 'bypasses'],
    [RUNS, { check_runs: [1] }, 'checkRuns'],
    [PULL, null, 'pull'],
    [`${PULL}/reviews`, [{ user: ada, state: 'LIKED', commit_id: HEAD }], 'reviews'],
  ])('does not know what %s answers in another form: %j', async (on, body, key) => {
    const odd = { status: 200, text: JSON.stringify(body) };
    const facts = await live((github) => github.fail(odd, { on, times: Infinity }));
    expect(gapsOf(facts[key] as never)).toMatchObject([{ code: 'github-malformed' }]);
  });

  it('asks nothing about a pull request where there is none, and encodes names', async () => {
    const fake = fakeGitHub();
    const facts = await asked(fake, { branch: 'release/{1}:x' });
    expect(facts).not.toHaveProperty('pull');
    expect(facts).not.toHaveProperty('reviews');
    expect(facts.claims.state).toBe('unknown');
    expect(fake.requests.every(({ path }) => path.startsWith(`${REPO}/`))).toBe(true);
    expect(fake.writes()).toEqual([]);
    expect(fake.requests.map(({ path }) => path)).toContain(
      `${REPO}/branches/release%2F%7B1%7D%3Ax/protection`,
    );
  });

  it('asks in two rounds, however many rulesets and reviewers there are', async () => {
    const many = Array.from({ length: 30 }, (_, i) => i);
    const people = many.map((i) => ({ login: `person-${i}`, id: 1000 + i, type: 'User' }));
    const rules = [{ type: 'deletion' }];
    const reviews = people.map(({ login: user }, id) => ({
      ...{ id, user, state: 'APPROVED', commit_id: HEAD },
    }));
    const fake = fakeGitHub({
      users: Object.fromEntries(people.map((one) => [one.login, one])),
      repos: {
        'acme/ledger': {
          rulesets: many.map((i) => ({
            id: i + 1,
            enforcement: 'active',
            conditions: MAIN,
            rules,
          })),
          pulls: [{ ...pull, reviews }],
        },
      },
    });
    await asked(fake, { event });
    const operations = fake.requests.map(({ operation }) => operation);
    const second: readonly Operation[] = [RULESET, RIGHT];
    expect(operations.findIndex((one) => second.includes(one))).toBe(9);
    expect(operations.slice(9).every((one) => second.includes(one))).toBe(true);
    expect(operations).toHaveLength(9 + 60);
  });
});
