import { afterEach, describe, expect, it } from '@jest/globals';
import { gitHub, MAX_PAGES, type GitHub } from '../../../../runtime/src/facts/github/client.js';
import { fakeGitHub, serve, type FakeGitHub } from '../../../support/github/index.js';
import type { Fault } from '../../../support/github/faults.js';
import type { Repo } from '../../../support/github/state.js';
import { checkRuns, HEAD, REPO } from './live-world.js';

const TOKEN = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
let fake: FakeGitHub;
let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

async function client(given: Partial<Repo> = {}, deadlineMs = 20_000): Promise<GitHub> {
  await close?.();
  fake = fakeGitHub({ repos: { 'acme/ledger': given } });
  const served = await serve(fake);
  ({ close } = served);
  return gitHub({ api: served.api, token: TOKEN, userAgent: 'test', waitMs: 1, deadlineMs });
}

describe('a question to GitHub', () => {
  it('is a read with the token, and nothing else', async () => {
    const github = await client();
    expect(await github.get(REPO)).toMatchObject({
      state: 'answered',
      body: { full_name: 'acme/ledger' },
    });
    expect(fake.requests).toMatchObject([
      { method: 'GET', path: REPO, query: {}, body: undefined, authorization: `token ${TOKEN}` },
    ]);
  });

  it.each<readonly [string, Fault, object, number]>([
    [
      '403',
      403,
      { code: 'github-hidden', status: 403, why: 'Resource not accessible by integration' },
      1,
    ],
    ['404', 404, { code: 'github-hidden', status: 404 }, 1],
    ['401', 401, { code: 'github-token' }, 1],
    [
      '301',
      { status: 301, headers: { location: 'https://example.com/' } },
      { code: 'github-unreachable', why: 'it is under another name now' },
      1,
    ],
    ['500 again and again', 500, { code: 'github-unreachable', why: 'status 500' }, 3],
    ['no JSON', { status: 200, text: '<html>' }, { code: 'github-malformed' }, 3],
    [
      'more than is read',
      { status: 200, text: ' '.repeat(17 * 1024 * 1024) },
      { code: 'github-malformed' },
      3,
    ],
    ['half of a JSON', { status: 200, text: '{"a":' }, { code: 'github-malformed' }, 3],
    [
      'a rate limit that ends too late',
      {
        status: 403,
        message: 'API rate limit exceeded',
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2000000000' },
      },
      { code: 'github-limited' },
      1,
    ],
    ['429', 429, { code: 'github-limited' }, 3],
    [
      'a secondary rate limit again and again',
      'secondary rate limit',
      { code: 'github-limited' },
      3,
    ],
  ])('that is answered by %s fails with its code', async (_, fault, failure, calls) => {
    const github = await client();
    fake.fail(fault, { times: Infinity });
    expect(await github.get(REPO)).toMatchObject({ state: 'failed', ...failure });
    expect(fake.requests).toHaveLength(calls);
  });

  it.each<readonly [string, Fault]>([
    ['a 502', 502],
    ['a secondary rate limit', 'secondary rate limit'],
    [
      'a rate limit that ends soon',
      {
        status: 403,
        message: 'API rate limit exceeded',
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
      },
    ],
  ])('is asked again after %s', async (_, fault) => {
    const github = await client();
    fake.fail(fault);
    expect(await github.get(REPO)).toMatchObject({ state: 'answered' });
    expect(fake.requests).toHaveLength(2);
  });

  it('ends at the deadline, whatever hangs', async () => {
    const github = await client({}, 50);
    fake.fail('not arrived', { times: Infinity });
    expect(await github.get(REPO)).toEqual({
      state: 'failed',
      code: 'github-unreachable',
      status: 0,
      why: 'no answer within 50 ms',
    });
  });

  it('fails where nobody listens, without the address or the token in what it says', async () => {
    const github = await client();
    await close?.();
    const reply = await github.get(REPO);
    expect(reply).toMatchObject({ code: 'github-unreachable', why: 'no answer: ECONNREFUSED' });
    expect(JSON.stringify(reply)).not.toContain(TOKEN);
  });
});

describe('a list', () => {
  const rulesets = (count: number): Partial<Repo> => ({
    rulesets: Array.from({ length: count }, (_, id) => ({ id, enforcement: 'active' })),
  });
  const PATH = `${REPO}/rulesets`;

  it('is read to its last page', async () => {
    const github = await client(rulesets(250));
    const reply = await github.list(`${PATH}?includes_parents=true`);
    expect(reply).toMatchObject({
      state: 'answered',
      body: Array.from({ length: 250 }, (_, id) => ({ id })),
    });
    expect(fake.requests.map(({ query }) => query)).toEqual(
      ['1', '2', '3'].map((page) => ({ includes_parents: 'true', per_page: '100', page })),
    );
  });

  it('is not known when it has no end, or a page fails', async () => {
    const endless = await client(rulesets(MAX_PAGES * 100 + 1));
    expect(await endless.list(PATH)).toMatchObject({ code: 'github-limited' });
    expect(fake.requests).toHaveLength(MAX_PAGES);
    const broken = await client(rulesets(250));
    fake.fail(403, { after: 1 });
    expect(await broken.list(PATH)).toMatchObject({ code: 'github-hidden' });
    expect(fake.requests).toHaveLength(2);
  });

  it('under a key is read as well, and what is no list is malformed', async () => {
    const path = `${REPO}/commits/${HEAD}/check-runs`;
    const github = await client({ checkRuns: { [HEAD]: checkRuns } });
    expect(await github.list(path, 'check_runs')).toMatchObject({
      state: 'answered',
      body: checkRuns,
    });
    expect(await github.list(path, 'none')).toMatchObject({ code: 'github-malformed' });
    expect(await github.list(path)).toMatchObject({ code: 'github-malformed' });
  });
});
