import { describe, expect, it } from '@jest/globals';
import { fakeGitHub, serve } from '../support/github/index.js';
import { fakeGitHub as unchecked } from '../support/github/fake.js';
import { OPERATIONS } from '../support/github/operations.js';
import { refsInMemory, shaOf } from '../support/github/state.js';
import { ask, type Failed } from './fake-github-client.js';
import { REPO, WALK, WORLD } from './fake-github-walk.js';

/** Assets go to a host of their own. */
const uploadRoute = (operation: string): string =>
  operation.replace('POST ', 'POST https://uploads.github.com');

describe('the fake GitHub', () => {
  it('answers every operation of the slice as the description has it', async () => {
    const fake = fakeGitHub(WORLD);
    for (const [operation, parameters] of WALK) {
      const route = 'data' in parameters ? uploadRoute(operation) : operation;
      const { status } = await ask(fake, route, {
        ...(operation.includes('{repo}') ? REPO : {}),
        ...parameters,
      });
      expect([operation, status < 300]).toEqual([operation, true]);
    }
    expect(WALK.map(([operation]) => operation).sort()).toEqual([...OPERATIONS].sort());
    expect(fake.violations).toEqual([]);
  });

  it.each<readonly [string, string, Record<string, unknown>, RegExp]>([
    ['an operation that the slice has not', 'GET /zen', {}, /no such operation/],
    ['a parameter that is unknown', 'GET /repos/acme/ledger/issues', { label: 'x' }, /query label/],
    [
      'a parameter of another type',
      'GET /repos/acme/ledger/issues',
      { per_page: 'many' },
      /per_page/,
    ],
    ['a word that is none of its words', 'GET /repos/acme/ledger/issues', { state: 'x' }, /state/],
    ['a body without what it needs', 'POST /repos/acme/ledger/issues', { body: 'x' }, /title/],
    [
      'a property that is unknown',
      'POST /repos/acme/ledger/labels',
      { name: 'x', colour: 'f00' },
      /colour: no such property/,
    ],
    [
      'make_latest as a boolean',
      'POST /repos/acme/ledger/releases',
      { tag_name: 'v1', make_latest: false },
      /make_latest/,
    ],
    [
      'an upload to the host of the API',
      'POST /repos/acme/ledger/releases/1/assets?name=a',
      { data: Buffer.from('x') },
      /uploads\.github\.com/,
    ],
  ])('refuses %s', async (_, route, parameters, why) => {
    const fake = unchecked(WORLD);
    await expect(ask(fake, route, parameters)).rejects.toThrow(/not as GitHub describes it/);
    expect(fake.violations).toEqual([expect.stringMatching(why)]);
    expect(fake.requests).toEqual([]);
  });

  it('refuses an answer that the description has not', async () => {
    const fake = unchecked(WORLD);
    Object.assign(fake.state.repos.get('acme/ledger') ?? {}, { labels: [{ id: 'one' }] });
    await expect(ask(fake, 'GET /repos/acme/ledger/labels')).rejects.toThrow(/answer \/0\/id/);
  });

  it('shows a list in pages, with the addresses of the others', async () => {
    const labels = Array.from({ length: 5 }, (_, id) => ({
      id,
      name: `l${id}`,
      color: 'ffffff',
      description: null,
    }));
    const fake = fakeGitHub({ repos: { 'acme/ledger': { labels } } });
    const route = 'GET /repos/{owner}/{repo}/labels';
    const { data, headers } = await ask(fake, route, { ...REPO, per_page: 2, page: 2 });
    expect((data as unknown as { name: string }[]).map(({ name }) => name)).toEqual(['l2', 'l3']);
    expect(headers.get('link')).toContain('page=3>; rel="next"');
    expect(headers.get('link')).toContain('page=1>; rel="prev"');
  });

  it.each([
    [404, 404],
    [422, 422],
    [502, 502],
    ['rate limit', 403],
    ['secondary rate limit', 403],
    ['refused', 0],
    ['answer lost', 0],
  ] as const)('fails once with %s when asked to', async (fault, status) => {
    const fake = fakeGitHub(WORLD);
    fake.fail(fault, { on: 'POST /repos/{owner}/{repo}/labels' });
    const make = (): Promise<unknown> =>
      ask(fake, 'POST /repos/{owner}/{repo}/labels', { ...REPO, name: 'new' });
    await expect(make()).rejects.toMatchObject({ status });
    const labels = fake.state.repos.get('acme/ledger')?.labels ?? [];
    expect(labels.some(({ name }) => name === 'new')).toBe(fault === 'answer lost');
    if (fault !== 'answer lost') await make();
    else await expect(make()).rejects.toMatchObject({ status: 422 });
  });

  it('is silent until the caller gives up, the request carried out or not', async () => {
    for (const [fault, made] of [
      ['no answer', 2],
      ['not arrived', 1],
    ] as const) {
      const fake = fakeGitHub(WORLD);
      fake.fail(fault);
      const stop = new AbortController();
      const asked = ask(fake, 'POST /repos/{owner}/{repo}/labels', {
        ...REPO,
        name: 'new',
        signal: stop.signal,
      });
      setTimeout(() => stop.abort(), 5);
      await expect(asked).rejects.toThrow();
      expect(fake.state.repos.get('acme/ledger')?.labels).toHaveLength(made);
      fake.state.repos.get('acme/ledger')?.labels.splice(1);
    }
  });

  it('leaves an empty asset where an upload was cut, as GitHub does', async () => {
    const fake = fakeGitHub(WORLD);
    const { data } = await ask(fake, 'POST /repos/{owner}/{repo}/releases', {
      ...REPO,
      tag_name: 'v1',
      draft: true,
    });
    fake.fail('upload cut');
    const upload = ask(fake, `POST ${String(data['upload_url'])}`, {
      name: 'a',
      data: Buffer.from('x'),
    });
    await expect(upload).rejects.toMatchObject({ status: 502 });
    expect(fake.state.repos.get('acme/ledger')?.releases[0]?.assets).toMatchObject([
      { name: 'a', state: 'starter' },
    ]);
  });

  it('locks an immutable release when it is published, and burns its tag when it is deleted', async () => {
    const fake = fakeGitHub({ repos: { 'acme/ledger': { immutableReleases: true } } });
    const { data } = await ask(fake, 'POST /repos/{owner}/{repo}/releases', {
      ...REPO,
      tag_name: 'v1',
    });
    expect(data['immutable']).toBe(true);
    const one = { ...REPO, release_id: data['id'] };
    const route = 'PATCH /repos/{owner}/{repo}/releases/{release_id}';
    await expect(ask(fake, route, { ...one, prerelease: true })).rejects.toThrow(/immutable/);
    await ask(fake, route, { ...one, body: 'withdrawn', make_latest: 'false' });
    const ref = { ...REPO, ref: 'tags/v1' };
    const removal = ask(fake, 'DELETE /repos/{owner}/{repo}/git/refs/{ref}', ref);
    await expect(removal).rejects.toThrow(/immutable/);
    await ask(fake, 'DELETE /repos/{owner}/{repo}/releases/{release_id}', one);
    await ask(fake, 'DELETE /repos/{owner}/{repo}/git/refs/{ref}', ref);
    const again = ask(fake, 'POST /repos/{owner}/{repo}/releases', {
      ...REPO,
      tag_name: 'v1',
    });
    await expect(again).rejects.toMatchObject({ status: 422 });
  });

  it('moves a ref only forwards unless it is forced', async () => {
    const [one, two] = [shaOf('1'), shaOf('2')];
    const refs = refsInMemory([one, two]);
    const fake = fakeGitHub({ repos: { 'acme/ledger': { refs } } });
    const route = 'PATCH /repos/{owner}/{repo}/git/refs/{ref}';
    const back = { ...REPO, ref: 'heads/main', sha: one };
    await expect(ask(fake, route, back)).rejects.toThrow(/fast forward/);
    await ask(fake, route, { ...back, force: true });
    await ask(fake, route, { ...back, sha: two });
    expect(refs.all().get('refs/heads/main')).toBe(two);
  });

  it('hides from a token without rights what GitHub hides', async () => {
    const fake = fakeGitHub({ ...WORLD, administers: false, seesTeams: false });
    const see = (route: string): Promise<{ status: number; data: unknown }> =>
      ask(fake, `GET /repos/acme/ledger${route}`).then(
        ({ status, data }) => ({ status, data }),
        ({ status }: Failed) => ({ status, data: undefined }),
      );
    expect((await see('/branches/main/protection')).status).toBe(404);
    expect((await see('/actions/permissions/workflow')).status).toBe(403);
    expect((await see('/rulesets/rule-suites')).status).toBe(403);
    expect((await see('/rulesets/1')).data).not.toHaveProperty('bypass_actors');
    expect((await see('/branches/main')).data).toMatchObject({ protected: true });
    await expect(ask(fake, 'GET /orgs/acme/teams/core')).rejects.toThrow(/Not Found/);
  });

  it('tells the scopes of a classic token with every answer, and of no other token', async () => {
    const told = async (scopes?: string): Promise<readonly (string | null)[]> => {
      const fake = fakeGitHub({ ...WORLD, ...(scopes === undefined ? {} : { scopes }) });
      const answers = [await ask(fake, 'GET /user'), await ask(fake, 'GET /repos/acme/ledger')];
      return answers.map(({ headers }) => headers.get('x-oauth-scopes'));
    };
    expect(await told('repo, read:org')).toEqual(['repo, read:org', 'repo, read:org']);
    expect(await told('')).toEqual(['', '']);
    expect(await told()).toEqual([null, null]);
  });

  it('lists the rules of a branch in no order of their rulesets', async () => {
    const { rulesets: [one = {}] = [] } = WORLD.repos?.['acme/ledger'] ?? {};
    const two = { ...one, id: 2, rules: [{ type: 'deletion' }] };
    const three = { ...one, rules: [{ type: 'creation' }, { type: 'non_fast_forward' }] };
    const fake = fakeGitHub({ repos: { 'acme/ledger': { rulesets: [three, two] } } });
    const { data } = await ask(fake, 'GET /repos/acme/ledger/rules/branches/main');
    expect(data).toMatchObject([{ ruleset_id: 1 }, { ruleset_id: 2 }, { ruleset_id: 1 }]);
  });

  it('is the same on loopback, for another process', async () => {
    const fake = fakeGitHub(WORLD);
    const { close } = await serve(fake);
    const there = { fetch, state: fake.state };
    const { data } = await ask(there, 'GET /repos/{owner}/{repo}/labels', REPO);
    expect(data).toMatchObject([{ name: 'bug' }]);
    await close();
  });
});
