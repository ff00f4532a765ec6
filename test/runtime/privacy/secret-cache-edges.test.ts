import { describe, expect, it } from '@jest/globals';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../runtime/src/clock.js';
import { nonceCache, type SecretCacheOptions } from '../../../runtime/src/privacy/index.js';
import type { SecretVersion } from '../../../runtime/src/stores/ports.js';
import { testClock } from '../../contract/samples.js';

const clock = testClock();
const version = (n: number, value = 'ab'.repeat(32), ageMs = DAY_MS): SecretVersion => ({
  version: n,
  value,
  modifiedAt: new Date(clock.now() - ageMs).toISOString(),
});

/** A cache whose loads end when and as the test says. */
function slowly(options: Partial<SecretCacheOptions> = {}) {
  const loads: { resolve: (v: readonly SecretVersion[]) => void; reject: (e: unknown) => void }[] =
    [];
  const clock = testClock();
  const cache = nonceCache({
    parameters: {
      source: 'here',
      thresholds: () => Promise.resolve({}),
      secrets: () => new Promise((resolve, reject) => loads.push({ resolve, reject })),
    },
    clock,
    ...options,
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { cache, clock, loads, turn };
}

describe('a load that was under way at invalidate', () => {
  it('is forgotten when it comes after the new one', async () => {
    const { cache, loads } = slowly();
    const early = cache.keys();
    cache.invalidate();
    const late = cache.keys();
    loads[1]?.resolve([version(2)]);
    expect((await late).ring.current.version).toBe(2);
    loads[0]?.resolve([version(1)]);
    expect((await early).ring.current.version).toBe(2);
    expect((await cache.keys()).ring.current.version).toBe(2);
    expect(loads).toHaveLength(2);
  });

  it('is forgotten when it fails, and leaves no back-off behind', async () => {
    const { cache, loads, turn } = slowly();
    const early = cache.keys();
    cache.invalidate();
    loads[0]?.reject(new Error('down'));
    await turn();
    expect(cache.status().lastFailure).toBeUndefined();
    loads[1]?.resolve([version(1)]);
    expect((await early).ring.current.version).toBe(1);
  });

  it('does not stand for the load that is under way now', async () => {
    const { cache, loads, turn } = slowly();
    const early = cache.keys();
    cache.invalidate();
    const late = cache.keys();
    loads[0]?.resolve([version(1)]);
    await turn();
    void cache.keys();
    await turn();
    expect(loads).toHaveLength(2);
    loads[1]?.resolve([version(2)]);
    expect((await late).ring.current.version).toBe(2);
    expect((await early).ring.current.version).toBe(2);
  });
});

describe('what is set by default', () => {
  it('is 5 minutes of use, an hour of stale use, a second and at most a minute of back-off', async () => {
    const { cache, clock, loads } = slowly();
    const answer = async (end: (load: (typeof loads)[number]) => void): Promise<unknown> => {
      const asked = cache.keys().then(
        ({ degraded }) => degraded ?? 'fresh',
        (error: { code: string }) => error.code,
      );
      const load = loads.pop();
      if (load !== undefined) end(load);
      return asked;
    };
    const up = (): Promise<unknown> => answer((load) => load.resolve([version(1)]));
    const down = (): Promise<unknown> => answer((load) => load.reject(new Error('down')));
    expect(await up()).toBe('fresh');
    clock.advance(5 * MINUTE_MS - 1);
    expect(await down()).toBe('fresh');
    clock.advance(1);
    expect(await down()).toBe('nonce served from a copy 300 s old: down');
    // A second later it asks again, a moment before it does not.
    clock.advance(SECOND_MS - 1);
    expect(await up()).toBe('nonce served from a copy 301 s old: down');
    clock.advance(1);
    expect(await up()).toBe('fresh');
    clock.advance(60 * MINUTE_MS - 1);
    expect(await down()).toMatch(/^nonce served from a copy 3600 s old/);
    clock.advance(1);
    expect(await down()).toBe('PM-4001');
  });
});

describe('an error of the cache', () => {
  const failing = (
    answer: () => Promise<readonly SecretVersion[]>,
  ): ReturnType<typeof nonceCache> =>
    nonceCache({
      parameters: {
        source: 'SSM /guardian/local (eu-central-1)',
        thresholds: () => Promise.resolve({}),
        secrets: answer,
      },
      clock,
    });

  it('names what, where and why, with its cause', async () => {
    const cause = new Error('throttled');
    await expect(failing(() => Promise.reject(cause)).keys()).rejects.toMatchObject({
      code: 'PM-4001',
      what: 'nonce versions at SSM /guardian/local (eu-central-1)',
      why: 'throttled',
      cause,
    });
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- whatever is thrown
    await expect(failing(() => Promise.reject('plain')).keys()).rejects.toMatchObject({
      why: 'plain',
    });
  });

  it.each<readonly [string, readonly SecretVersion[], object]>([
    [
      'every version',
      [version(1, 'x'), version(2, 'y')],
      { code: 'PM-4002', why: 'v1 is malformed, v2 is malformed' },
    ],
    [
      'one of two',
      [version(1, 'ab'.repeat(32), 400 * DAY_MS), version(2, 'x')],
      { code: 'PM-4001', why: 'v1 is expired, v2 is malformed' },
    ],
    ['none, for there is none', [], { code: 'PM-4001', why: 'the store holds none' }],
  ])('says of %s what it is', async (_, stored, expected) => {
    const error: unknown = await failing(() => Promise.resolve(stored))
      .keys()
      .catch((e: unknown) => e);
    expect(error).toMatchObject({
      what: 'nonce versions at SSM /guardian/local (eu-central-1)',
      ...expected,
    });
    expect(error).not.toHaveProperty('cause');
  });
});

describe('a clock that leaps', () => {
  it('makes an answer too old before it was used', async () => {
    let now = clock.now();
    const cache = nonceCache({
      parameters: {
        source: 'here',
        thresholds: () => Promise.resolve({}),
        secrets: () => Promise.resolve([version(1)]),
      },
      clock: { now: () => (now += 60 * MINUTE_MS) },
    });
    await expect(cache.keys()).rejects.toMatchObject({
      code: 'PM-4001',
      why: 'the last answer is too old to be used: it was not asked again',
    });
  });
});

describe('the status', () => {
  it('knows a failure before there is an answer, and is not degraded by it', async () => {
    const { cache, loads } = slowly();
    const asked = cache.keys().catch(() => undefined);
    loads[0]?.reject(new Error('down'));
    await asked;
    expect(cache.status()).toMatchObject({
      lastFailure: 'down',
      degraded: undefined,
      versions: [],
    });
  });

  it('is not degraded by time alone', async () => {
    const { cache, clock, loads } = slowly();
    const asked = cache.keys();
    loads[0]?.resolve([version(1)]);
    await asked;
    clock.advance(10 * MINUTE_MS);
    expect(cache.status().degraded).toBeUndefined();
  });

  it('says which version cannot be used', async () => {
    const { cache, loads } = slowly();
    const asked = cache.keys();
    loads[0]?.resolve([version(1), version(2, 'x')]);
    await asked;
    expect(cache.status().degraded).toBe(
      'nonce v2 cannot be used (malformed); v1 signs within its grace period',
    );
  });
});
