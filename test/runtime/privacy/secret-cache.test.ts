import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../runtime/src/clock.js';
import {
  nonceCache,
  saltCache,
  type SecretCache,
  type SecretCacheOptions,
} from '../../../runtime/src/privacy/index.js';
import type { Parameters, SecretVersion } from '../../../runtime/src/stores/ports.js';
import { testClock, type TestClock } from '../../contract/samples.js';

const NOW = '2026-11-22T12:00:00.000Z';
const at = (ms: number): string => new Date(Date.parse(NOW) + ms).toISOString();
const hex = (digit: string): string => digit.repeat(64);

const version = (n: number, ageMs = DAY_MS, value = hex(String(n % 10))): SecretVersion => ({
  version: n,
  value,
  modifiedAt: at(-ageMs),
});

interface Scene {
  readonly cache: SecretCache;
  readonly clock: TestClock;
  readonly failures: string[];
  answer: readonly SecretVersion[] | Error;
  loads: number;
}

function scene(
  answer: Scene['answer'],
  options: Partial<SecretCacheOptions> = {},
  make: typeof nonceCache = nonceCache,
): Scene {
  const clock = testClock(NOW);
  const given: { answer: Scene['answer']; loads: number } = { answer, loads: 0 };
  const parameters: Parameters = {
    source: 'SSM /guardian/local (eu-central-1)',
    thresholds: () => Promise.resolve({}),
    async secrets() {
      given.loads += 1;
      await Promise.resolve();
      if (given.answer instanceof Error) throw given.answer;
      return given.answer;
    },
  };
  const failures: string[] = [];
  const cache = make({
    parameters,
    clock,
    onLoadFailed: ({ kind, why }) => failures.push(`${kind}: ${why}`),
    ...options,
  });
  return Object.assign(given, { cache, clock, failures });
}

describe('the cache of nonces', () => {
  it('signs with the highest version, and verifies with those in their grace period', async () => {
    const it = scene([version(1, 400 * DAY_MS), version(2, 20 * DAY_MS), version(10, DAY_MS)]);
    const { ring, degraded } = await it.cache.keys();
    expect(degraded).toBeUndefined();
    expect(ring.current).toEqual({
      version: 10,
      issuedAt: Date.parse(at(-DAY_MS)),
      expiresAt: Date.parse(at(364 * DAY_MS)),
    });
    expect(ring.versions.map((v) => v.version)).toEqual([10, 2]);
    expect(it.cache.status().versions.map((v) => [v.version, v.state, v.ageDays])).toEqual([
      [1, 'expired', 400],
      [2, 'verifies', 20],
      [10, 'signs', 1],
    ]);
  });

  it('retires a version when its successor is older than the grace period', async () => {
    const it = scene([version(1, 30 * DAY_MS), version(2, 7 * DAY_MS - 1)]);
    expect((await it.cache.keys()).ring.versions.map((v) => v.version)).toEqual([2, 1]);
    it.clock.advance(1);
    expect((await it.cache.keys()).ring.versions.map((v) => v.version)).toEqual([2]);
  });

  it.each([
    ['malformed', version(2, DAY_MS, 'not hex')],
    ['malformed', version(2, DAY_MS, hex('A'))],
    ['future', version(2, -MINUTE_MS - 1)],
  ])(
    'falls back to the version before, within its grace, when the highest is %s',
    async (state, bad) => {
      const it = scene([version(1, 30 * DAY_MS), bad]);
      const { ring, degraded } = await it.cache.keys();
      expect(ring.current.version).toBe(1);
      expect(degraded).toBe(`nonce v2 cannot be used (${state}); v1 signs within its grace period`);
    },
  );

  it('takes a version from a clock that is a little ahead', async () => {
    expect((await scene([version(1, -MINUTE_MS)]).cache.keys()).ring.current.version).toBe(1);
  });

  it('refuses a version that has expired', async () => {
    const it = scene([version(1, 365 * DAY_MS)]);
    await expect(it.cache.keys()).rejects.toMatchObject({ code: 'PM-4001', why: 'v1 is expired' });
  });

  it('refuses when no version is of the form, without quoting it', async () => {
    const it = scene([version(1, DAY_MS, 'sEcReT-vAlUe')]);
    const error: unknown = await it.cache.keys().catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'PM-4002', why: 'v1 is malformed' });
    expect(inspect(error, { depth: 9 })).not.toContain('sEcReT');
  });

  it('asks once for concurrent callers, and again only after its time', async () => {
    const it = scene([version(1)], { ttlMs: 1000 });
    await Promise.all(Array.from({ length: 50 }, () => it.cache.keys()));
    expect(it.loads).toBe(1);
    it.clock.advance(999);
    await it.cache.keys();
    expect(it.loads).toBe(1);
    it.clock.advance(1);
    await it.cache.keys();
    expect(it.loads).toBe(2);
  });

  it('serves the last answer through an outage, marked, until it is too old', async () => {
    const it = scene([version(1)], { ttlMs: 1000, maxStaleMs: 10_000, backOffMs: 100 });
    await it.cache.keys();
    it.answer = new Error('throttled');
    it.clock.advance(1500);
    expect((await it.cache.keys()).degraded).toBe('nonce served from a copy 2 s old: throttled');
    it.clock.advance(8499);
    expect((await it.cache.keys()).degraded).toMatch(/10 s old/);
    it.clock.advance(1);
    await expect(it.cache.keys()).rejects.toMatchObject({
      code: 'PM-4001',
      what: 'nonce versions at SSM /guardian/local (eu-central-1)',
      why: expect.stringContaining('too old'),
    });
    it.answer = [version(2)];
    it.clock.advance(MINUTE_MS);
    expect((await it.cache.keys()).degraded).toBeUndefined();
  });

  it('waits longer after each failure, and tells of each', async () => {
    const it = scene(new Error('down'), { backOffMs: 1000, maxBackOffMs: 3000 });
    const tried: number[] = [];
    for (let ms = 0; ms < 12_000; ms += 500) {
      const before = it.loads;
      await expect(it.cache.keys()).rejects.toMatchObject({ code: 'PM-4001', why: 'down' });
      if (it.loads > before) tried.push(ms);
      it.clock.advance(500);
    }
    expect(tried).toEqual([0, 1000, 3000, 6000, 9000]);
    expect(it.failures).toEqual(tried.map(() => 'nonce: down'));
  });

  it('believes the store that there is none, whatever it said before', async () => {
    const it = scene([version(1)], { ttlMs: 1000 });
    await it.cache.keys();
    it.answer = [];
    it.clock.advance(1000);
    await expect(it.cache.keys()).rejects.toMatchObject({
      code: 'PM-4001',
      why: 'the store holds none',
    });
  });

  it('asks again after invalidate, through a back-off, and forgets what was on its way', async () => {
    const it = scene(new Error('down'), { backOffMs: MINUTE_MS });
    await expect(it.cache.keys()).rejects.toThrow();
    it.answer = [version(1)];
    await expect(it.cache.keys()).rejects.toThrow();
    it.cache.invalidate();
    expect((await it.cache.keys()).ring.current.version).toBe(1);
    it.cache.invalidate();
    const early = it.cache.keys();
    it.answer = [version(1), version(2)];
    it.cache.invalidate();
    expect((await it.cache.keys()).ring.current.version).toBe(2);
    expect((await early).ring.current.version).toBe(2);
  });

  it('shows no value: not in its status, not when it is printed', async () => {
    const it = scene([version(1, DAY_MS, hex('c'))]);
    const { ring } = await it.cache.keys();
    const shown = [
      JSON.stringify(it.cache.status()),
      JSON.stringify(ring),
      inspect(ring, { depth: 9, showHidden: true }),
      inspect(it.cache, { depth: 9 }),
    ].join('\n');
    expect(shown).not.toContain('cccc');
    expect(shown).not.toMatch(/cc cc cc/);
    expect(it.cache.status()).toMatchObject({ kind: 'nonce', loadedAt: NOW });
  });

  it('knows nothing before it is asked', () => {
    expect(scene([version(1)]).cache.status()).toEqual({
      kind: 'nonce',
      source: 'SSM /guardian/local (eu-central-1)',
      versions: [],
      loadedAt: undefined,
      degraded: undefined,
      lastFailure: undefined,
    });
  });

  it('is the same for salts, with their own code', async () => {
    const it = scene([], {}, saltCache);
    await expect(it.cache.keys()).rejects.toMatchObject({ code: 'PM-4003' });
  });

  it('agrees with a model over random clocks and outages', async () => {
    const step = fc.record({
      ms: fc.integer({ min: 0, max: 4000 }),
      up: fc.boolean(),
      invalidate: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const ttlMs = 2000;
        const maxStaleMs = 6000;
        const it = scene([version(1)], {
          ttlMs,
          maxStaleMs,
          backOffMs: SECOND_MS,
          maxBackOffMs: SECOND_MS,
        });
        let loadedAt: number | undefined;
        let failedAt: number | undefined;
        for (const { ms, up, invalidate } of steps) {
          it.clock.advance(ms);
          const now = it.clock.now();
          it.answer = up ? [version(1)] : new Error('down');
          if (invalidate) {
            it.cache.invalidate();
            loadedAt = failedAt = undefined;
          }
          const fresh = loadedAt !== undefined && now - loadedAt < ttlMs;
          const waits = failedAt !== undefined && now - failedAt < SECOND_MS;
          if (!fresh && !waits) {
            if (up) {
              loadedAt = now;
              failedAt = undefined;
            } else failedAt = now;
          }
          const served = loadedAt !== undefined && now - loadedAt < maxStaleMs;
          const stale = served && now - (loadedAt as number) >= ttlMs;
          const result = await it.cache.keys().then(
            (keys) => (keys.degraded === undefined ? 'fresh' : 'stale'),
            (error: { code: string }) => error.code,
          );
          expect(result).toBe(!served ? 'PM-4001' : stale ? 'stale' : 'fresh');
        }
      }),
      { numRuns: 300 },
    );
  });
});
