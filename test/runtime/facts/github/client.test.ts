import { afterEach, describe, expect, it } from '@jest/globals';
import { gitHub, MAX_PAGES } from '../../../../runtime/src/facts/github/client.js';
import { fakeGitHub, type FakeGitHub, type FakeRoute } from '../../../support/fake-github.js';

const TOKEN = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
let fake: FakeGitHub | undefined;
afterEach(() => fake?.close());

async function client(routes: Record<string, FakeRoute>, deadlineMs = 20_000) {
  fake = await fakeGitHub(routes);
  return gitHub({ api: fake.api, token: TOKEN, userAgent: 'test', waitMs: 1, deadlineMs });
}

describe('a question to GitHub', () => {
  it('is a read with the token, and nothing else', async () => {
    const github = await client({ '/x': { body: { a: 1 } } });
    expect(await github.get('/x')).toMatchObject({ state: 'answered', body: { a: 1 } });
    expect(fake?.asked).toEqual(['GET /x']);
    expect([...(fake?.tokens ?? [])]).toEqual([`token ${TOKEN}`]);
  });

  it.each<readonly [string, FakeRoute, object, number]>([
    [
      '403',
      { status: 403, body: { message: 'Resource not accessible by integration' } },
      { code: 'github-hidden', status: 403, why: 'Resource not accessible by integration' },
      1,
    ],
    [
      '404',
      { status: 404, body: { message: 'Not Found' } },
      { code: 'github-hidden', status: 404 },
      1,
    ],
    ['401', { status: 401, body: { message: 'Bad credentials' } }, { code: 'github-token' }, 1],
    [
      '301',
      { status: 301, headers: { location: 'https://example.com/' }, body: {} },
      { code: 'github-unreachable', why: 'it is under another name now' },
      1,
    ],
    [
      '500 again and again',
      { status: 500, body: { message: 'x' } },
      { code: 'github-unreachable', why: 'status 500' },
      3,
    ],
    ['no JSON', { text: '<html>' }, { code: 'github-malformed' }, 3],
    ['more than is read', { text: ' '.repeat(17 * 1024 * 1024) }, { code: 'github-malformed' }, 3],
    ['half of a JSON', { text: '{"a":' }, { code: 'github-malformed' }, 3],
    [
      'a rate limit that ends too late',
      {
        status: 403,
        body: { message: 'API rate limit exceeded' },
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2000000000' },
      },
      { code: 'github-limited' },
      1,
    ],
    ['429', { status: 429, body: { message: 'Too many requests' } }, { code: 'github-limited' }, 3],
    [
      'a secondary rate limit again and again',
      {
        status: 403,
        body: { message: 'You have exceeded a secondary rate limit' },
        headers: { 'retry-after': '1' },
      },
      { code: 'github-limited' },
      3,
    ],
  ])('that is answered by %s fails with its code', async (_, route, failure, calls) => {
    const github = await client({ '/x': route });
    expect(await github.get('/x')).toMatchObject({ state: 'failed', ...failure });
    expect(fake?.asked).toHaveLength(calls);
  });

  it.each<readonly [string, (call: number) => object]>([
    ['a 502', () => ({ status: 502, body: { message: 'Bad gateway' } })],
    [
      'a secondary rate limit',
      () => ({
        status: 403,
        body: { message: 'You have exceeded a secondary rate limit' },
        headers: { 'retry-after': '1' },
      }),
    ],
    [
      'a rate limit that ends soon',
      () => ({
        status: 403,
        body: { message: 'API rate limit exceeded' },
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
      }),
    ],
  ])('is asked again after %s', async (_, first) => {
    const github = await client({
      '/x': (__, call) => (call === 1 ? first(call) : { body: { call } }),
    });
    expect(await github.get('/x')).toMatchObject({ state: 'answered', body: { call: 2 } });
  });

  it('ends at the deadline, whatever hangs', async () => {
    const github = await client({ '/x': { silent: true } }, 50);
    expect(await github.get('/x')).toEqual({
      state: 'failed',
      code: 'github-unreachable',
      status: 0,
      why: 'no answer within 50 ms',
    });
  });

  it('fails where nobody listens, without the address or the token in what it says', async () => {
    const closed = await fakeGitHub({});
    await closed.close();
    const github = gitHub({
      api: closed.api,
      token: TOKEN,
      userAgent: 'test',
      waitMs: 1,
    });
    const reply = await github.get('/x');
    expect(reply).toMatchObject({ code: 'github-unreachable', why: 'no answer: ECONNREFUSED' });
    expect(JSON.stringify(reply)).not.toContain(TOKEN);
  });
});

describe('a list', () => {
  const paged =
    (pages: number): FakeRoute =>
    (url) => {
      const page = Number(url.searchParams.get('page'));
      const next = page < pages ? { link: `<${url.href}>; rel="next"` } : {};
      return { body: [{ page }], headers: next };
    };

  it('is read to its last page', async () => {
    const github = await client({ '/x': paged(3) });
    const reply = await github.list('/x?ref=main');
    expect(reply).toEqual({ state: 'answered', body: [{ page: 1 }, { page: 2 }, { page: 3 }] });
    expect(fake?.asked[0]).toBe('GET /x?ref=main&per_page=100&page=1');
  });

  it('is not known when it has no end, or a page fails', async () => {
    const endless = await client({ '/x': paged(1_000) });
    expect(await endless.list('/x')).toMatchObject({ code: 'github-limited' });
    expect(fake?.asked).toHaveLength(MAX_PAGES);
    await fake?.close();
    const broken = await client({
      '/x': (url, call) =>
        call === 2
          ? { status: 403, body: {} }
          : (paged(3) as (u: URL, c: number) => object)(url, call),
    });
    expect(await broken.list('/x')).toMatchObject({ code: 'github-hidden' });
  });

  it('under a key is read as well, and what is no list is malformed', async () => {
    const github = await client({ '/x': { body: { runs: [1], total_count: 1 } } });
    expect(await github.list('/x', 'runs')).toEqual({ state: 'answered', body: [1] });
    expect(await github.list('/x', 'none')).toMatchObject({ code: 'github-malformed' });
    expect(await github.list('/x')).toMatchObject({ code: 'github-malformed' });
  });
});
