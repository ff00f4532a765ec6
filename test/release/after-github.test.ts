import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { closedBy } from '../../release/after/completed.js';
import { afterwards } from '../../release/after/index.js';
import type { GitHubDesk } from '../../release/github/desk.js';
import type { Step } from '../../release/pipeline/step.js';
import { fakeGitHub, serve, type FakeGitHub } from '../support/github/index.js';
import type { Issue, Milestone } from '../support/github/state.js';
import type { TestRepository } from '../support/repository.js';
import { afterSite, released, runbooksThat, step as stepOf } from './support/after-site.js';

const AT = '2026-01-01T00:00:00Z';
const issue = (number: number, more: Partial<Issue> = {}): Issue => ({
  ...{ id: 100 + number, number, title: `#${number}`, body: null, state: 'open' },
  ...{ state_reason: null, labels: [], assignees: [], milestone: null, user: 'ada', comments: [] },
  ...{ created_at: AT, updated_at: AT, closed_at: null },
  ...more,
});
const milestone = (number: number, title: string): Milestone => ({
  ...{ number, id: number, title, description: null, state: 'open', due_on: null },
  ...{ created_at: AT, updated_at: AT, closed_at: null },
});

let repo: TestRepository;
let fake: FakeGitHub;
let api: string;
let close: () => Promise<void>;
beforeAll(() => {
  repo = released();
});
beforeEach(async () => {
  await close?.();
  fake = fakeGitHub({
    repos: {
      'acme/ledger': {
        issues: [
          ...[3, 4, 5, 8, 9].map((number) => issue(number)),
          issue(6, { state: 'closed', state_reason: 'completed', closed_at: AT }),
        ],
        milestones: [milestone(1, '1.0.0'), milestone(2, 'v1.1.0')],
      },
    },
  });
  ({ api, close } = await serve(fake));
});
afterAll(() => close());

const step = (id: string, given: Parameters<typeof afterSite>[1] = {}): Step => {
  const { site } = afterSite(repo, { api, ...given });
  return stepOf(afterwards(site, runbooksThat().runbooks), id);
};
const held = () => fake.state.repos.get('acme/ledger');
const open = (): readonly number[] =>
  (held()?.issues ?? []).filter(({ state }) => state === 'open').map(({ number }) => number);

describe('what a text closes', () => {
  it.each([
    ['Closes #1, closes: #2', [1, 2]],
    ['fixed acme/ledger#3 and resolves Acme/Ledger#4', [3, 4]],
    ['resolved https://github.com/acme/ledger/issues/5', [5]],
    ['Fixes other/place#1', []],
    ['see #1, encloses #2, closes 3, close the #4', []],
  ])('%j', (text, numbers) => {
    expect(closedBy(text, { owner: 'acme', name: 'ledger' })).toEqual(numbers);
  });
});

describe('the issues of a release', () => {
  it('are those of its commits and its changelog, but for what was taken back', async () => {
    const close = step('issues');
    expect(await close.probe()).toEqual({ state: 'todo' });
    expect(await close.run()).toBe('#3, #4, #5');
    expect(open()).toEqual([8, 9]);
    expect(held()?.issues[0]).toMatchObject({
      state_reason: 'completed',
      comments: [{ body: expect.stringContaining('Released in v1.1.0.') }],
    });
    // It was closed before: this release says nothing there.
    expect(held()?.issues.find(({ number }) => number === 6)?.comments).toEqual([]);
    expect(await close.probe()).toEqual({ state: 'done' });
  });

  it('are told once, whatever was lost on the way', async () => {
    fake.fail('answer lost', { on: 'PATCH /repos/{owner}/{repo}/issues/{issue_number}' });
    await step('issues')
      .run()
      .catch(() => undefined);
    await step('issues').run();
    expect(open()).toEqual([8, 9]);
    expect(held()?.issues.map(({ comments }) => comments.length)).toEqual([1, 1, 1, 0, 0, 0]);
  });

  it('are opened again when it is taken back, and only those', async () => {
    await step('issues').run();
    expect(await step('issues').undo()).toBe('#3, #4, #5');
    expect(open()).toEqual([3, 4, 5, 8, 9]);
    expect(held()?.issues[0]?.comments).toMatchObject([{ body: 'v1.1.0 was taken back.' }]);
    expect(await step('issues').undo()).toBeUndefined();
  });

  it('are not closed where GitHub refuses', async () => {
    fake.fail(403, { on: /^PATCH/, times: 5 });
    await expect(step('issues').run()).rejects.toMatchObject({ code: 'PM-7007' });
  });
});

describe('the milestone', () => {
  it('of the version or the tag is closed, and opened again', async () => {
    expect(await step('milestone').probe()).toEqual({ state: 'todo' });
    expect(await step('milestone').run()).toBeUndefined();
    expect(await step('milestone').probe()).toEqual({ state: 'done' });
    expect(held()?.milestones.map(({ state }) => state)).toEqual(['open', 'closed']);
    expect(await step('milestone').undo()).toBe('v1.1.0');
    expect(held()?.milestones[1]?.state).toBe('open');
  });

  it('stays open while something in it is', async () => {
    Object.assign(held()?.issues[3] ?? {}, { milestone: 2 });
    expect(await step('milestone').run()).toBe('left open: 1 of its issues are open');
    expect(held()?.milestones[1]?.state).toBe('open');
  });

  it('that there is not is left out', async () => {
    held()?.milestones.splice(1);
    expect(await step('milestone').probe()).toEqual({ state: 'done' });
    expect(await step('milestone').run()).toContain('there is no milestone 1.1.0');
  });
});

describe('the project board', () => {
  const PROJECT = { id: 'P', field: { id: 'F', options: [{ id: 'O', name: 'Done' }] } };
  /** A board that keeps what it is told; GitHub's REST description has no GraphQL. */
  function board(project: unknown = PROJECT, errors?: unknown) {
    const moved: unknown[] = [];
    const desk = (own: GitHubDesk): GitHubDesk => ({
      ...own,
      api: {
        ...own.api,
        write: (method, path, body) => {
          if (path !== '/graphql') return own.api.write(method, path, body);
          const { query, variables } = body as {
            query: string;
            variables: Record<string, unknown>;
          };
          if (errors !== undefined) return Promise.resolve({ errors });
          if (query.startsWith('query'))
            return Promise.resolve({ data: { repositoryOwner: { projectV2: project } } });
          if (query.includes('addProjectV2ItemById')) {
            return Promise.resolve({
              data: {
                addProjectV2ItemById: { item: { id: `item of ${String(variables['content'])}` } },
              },
            });
          }
          moved.push(variables);
          return Promise.resolve({ data: {} });
        },
      },
    });
    return { moved, desk, env: { PHASE_MIRROR_RELEASE_PROJECT: 'acme/7' } };
  }

  it('has what was released at its status', async () => {
    const { moved, ...given } = board();
    expect(await step('board', given).run()).toBe('#3, #4, #5, #6');
    expect(moved).toHaveLength(4);
    expect(moved[0]).toMatchObject({ project: 'P', field: 'F', option: 'O' });
    expect(await step('board', given).probe()).toEqual({ state: 'done' });
  });

  it('is left out, saying why, where none is configured', async () => {
    expect(await step('board').run()).toBe('left out: PHASE_MIRROR_RELEASE_PROJECT is not set');
  });

  it.each([
    ['there is no such project', null, undefined, 'PM-1002', /no such project/],
    [
      'its status has no such option',
      { ...PROJECT, field: { id: 'F', options: [] } },
      undefined,
      'PM-1002',
      /no option Done/,
    ],
    [
      'GitHub refuses',
      PROJECT,
      [{ message: 'Resource not accessible' }],
      'PM-7007',
      /not accessible/,
    ],
  ])('fails where %s', async (_, project, errors, code, why) => {
    const { desk, env } = board(project, errors);
    await expect(step('board', { desk, env }).run()).rejects.toMatchObject({
      code,
      why: expect.stringMatching(why),
    });
  });
});
