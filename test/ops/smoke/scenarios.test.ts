/** The scenario table: each row passes with sound stores, and fails when what it looks at is broken. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runtimeError } from '../../../runtime/src/errors/index.js';
import type { Stores } from '../../../runtime/src/stores/index.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { ORGANISATIONS } from '../../../ops/smoke/own-ids.js';
import { runScenarios } from '../../../ops/smoke/run-scenarios.js';
import type { ScenarioResult } from '../../../ops/smoke/scenario.js';
import { embeddedStores, newRun, sceneOf } from '../../../ops/smoke/scene.js';
import { SCENARIOS } from '../../../ops/smoke/smoke.js';

const home = mkdtempSync(join(tmpdir(), 'pm-smoke-'));
const io = { root: home, env: { PHASE_MIRROR_HOME: home } };
const deployment = deploymentFor('local', {});
let stores: Stores;
let runs = 0;
beforeAll(async () => {
  stores = await embeddedStores(io, deployment);
});
afterAll(() => {
  stores.close();
  rmSync(home, { recursive: true, force: true });
});

const target = { region: 'eu-central-1', endpoint: undefined } as never;

/** Plays one scenario, or all, on stores that are broken in one way. */
async function play(
  broken: Partial<Stores> = {},
  only?: string,
  signal = new AbortController().signal,
): Promise<readonly ScenarioResult[]> {
  // An hour apart, so that no run meets the counters of the one before.
  const startedAt = Date.now() + (runs += 1) * 3_600_000;
  const parts = {
    io,
    deployment,
    clients: { target },
    stores: { ...stores, ...broken },
    run: newRun(startedAt),
    startedAt,
  };
  return runScenarios(
    SCENARIOS.filter(({ id }) => only === undefined || id === only),
    (durations) => sceneOf(parts, durations),
    signal,
  );
}

describe('the scenario table', () => {
  it('has the rows of the tracker, and all pass with sound stores', async () => {
    const results = await play();
    expect(results.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    expect(results.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'happy record-event',
      'happy query-window',
      'happy verify-consent',
      'happy anonymise',
      'error missing-consent',
      'error expired-nonce',
      'error dynamodb-throttling',
      'error ssm-failure',
      'edge maximum-drift',
      'edge expired-consent',
      'edge rotation-grace',
      'edge breaker-thresholds',
    ]);
    // What is injected is said, and what asks the environment is timed.
    for (const { kind, injected, latency, id } of results) {
      expect([id, kind === 'happy' && injected !== undefined]).toEqual([id, false]);
      expect([id, (latency?.samples ?? 0) > 0]).toEqual([id, id !== 'dynamodb-throttling']);
    }
  });

  const refused = (): Promise<never> =>
    Promise.reject(
      runtimeError('PM-3001', { what: 'DynamoDB Query', why: 'AccessDeniedException: not yours' }),
    );

  it.each<readonly [string, string, () => Partial<Stores>, RegExp]>([
    [
      'record-event',
      'a retry is a second event',
      () => ({ fp: { ...stores.fp, recordEvent: () => Promise.resolve('recorded') } }),
      /retry was recorded/,
    ],
    [
      'query-window',
      'the window forgets',
      () => ({ fp: { ...stores.fp, getWindowByCount: () => Promise.resolve([]) } }),
      /holds 0 of the 3/,
    ],
    [
      'query-window',
      'the window is oldest first',
      () => ({
        fp: {
          ...stores.fp,
          getWindowByCount: async (rule: string, n: number) =>
            [...(await stores.fp.getWindowByCount(rule, n))].reverse(),
        },
      }),
      /not newest first/,
    ],
    [
      'query-window',
      'a whole rule is marked',
      () => ({
        fp: {
          ...stores.fp,
          falsePositives: (ids: readonly string[]) => Promise.resolve(new Set(ids)),
        },
      }),
      /3 findings are marked/,
    ],
    [
      'verify-consent',
      'a revocation is lost',
      () => ({
        consent: { ...stores.consent, revokeConsent: () => Promise.resolve(undefined) },
      }),
      /still holds/,
    ],
    [
      'missing-consent',
      'silence is consent',
      () => ({
        consent: {
          ...stores.consent,
          read: async () => {
            const [record] = (
              await stores.consent.read(ORGANISATIONS.expiring, ['fp_patterns'])
            ).values();
            return new Map(record === undefined ? [] : [['rule_calibration' as const, record]]);
          },
        },
      }),
      /is valid, not none/,
    ],
    [
      'expired-nonce',
      'the nonce is always young',
      () => ({
        parameters: {
          ...stores.parameters,
          secrets: () =>
            Promise.resolve([
              {
                version: 1,
                value: 'a'.repeat(64),
                modifiedAt: new Date(Date.now() + 399 * 86_400_000).toISOString(),
              },
            ]),
        },
      }),
      /the answer is no error/,
    ],
    [
      'breaker-thresholds',
      'blocks are not counted',
      () => ({ blocks: { ...stores.blocks, add: () => Promise.resolve([1]) } }),
      /block by block/,
    ],
  ])('%s fails when %s', async (id, _, broken, says) => {
    const [result] = await play(broken(), id);
    expect(result).toMatchObject({ id, outcome: 'fail', seen: expect.stringMatching(says) });
  });

  it.each([
    ['query-window', (): Partial<Stores> => ({ fp: { ...stores.fp, recordEvents: refused } })],
    [
      'anonymise',
      (): Partial<Stores> => ({ parameters: { ...stores.parameters, secrets: refused } }),
    ],
    [
      'maximum-drift',
      (): Partial<Stores> => ({ parameters: { ...stores.parameters, thresholds: refused } }),
    ],
  ])('%s could not be run where AWS refuses: neither pass nor fail', async (id, broken) => {
    const [result] = await play(broken(), id);
    expect(result).toMatchObject({
      outcome: 'could-not-run',
      seen: expect.stringContaining('AccessDenied'),
    });
  });

  it('ends with PM-7005 when it is cancelled', async () => {
    await expect(play({}, undefined, AbortSignal.abort())).rejects.toMatchObject({
      code: 'PM-7005',
    });
  });
});
