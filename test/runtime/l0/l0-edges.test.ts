import { describe, expect, it } from '@jest/globals';
import {
  ALL_CAPABILITIES,
  checkL0,
  explainL0,
  L0,
  l0Error,
  type L0Input,
  type L0Limits,
} from '../../../runtime/src/l0/index.js';

const SCHEMA = 'ab'.repeat(32);
const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const DAY = 86_400_000;

const limits: L0Limits = { schemaHash: SCHEMA, driftThreshold: 0.3 };
const sound: L0Input = {
  policySchema: SCHEMA,
  baselineSchema: SCHEMA,
  reportSchema: SCHEMA,
  permissionBits: ALL_CAPABILITIES,
  driftMagnitude: 0.1,
  nonceIssuedAt: NOW - DAY,
  nonceExpiresAt: NOW + DAY,
};
const explained = (change: object, limit: object = {}, now = NOW): readonly string[] => {
  const [input, held] = [
    { ...sound, ...change },
    { ...limits, ...limit },
  ];
  return explainL0(checkL0(input, held, now), input, held, now).map(({ message }) => message);
};

describe('L0', () => {
  it('takes no text for the number that it spells', () => {
    const failed = (change: object, limit: object = {}): number =>
      checkL0({ ...sound, ...change }, { ...limits, ...limit }, NOW);
    expect(failed({ permissionBits: '7' })).toBe(L0.permissions);
    expect(failed({ driftMagnitude: '0.1' })).toBe(L0.drift);
    expect(failed({}, { driftThreshold: '0.3' })).toBe(L0.drift);
    expect(failed({ nonceIssuedAt: String(NOW - DAY) })).toBe(L0.nonceFuture);
    expect(failed({ nonceExpiresAt: String(NOW + DAY) })).toBe(L0.nonceExpired);
  });

  it('takes no nonce that ends as it begins', () => {
    const begins = { nonceIssuedAt: NOW + 1_000 };
    expect(checkL0({ ...sound, ...begins, nonceExpiresAt: NOW + 1_000 }, limits, NOW)).toBe(
      L0.nonceExpired,
    );
    expect(checkL0({ ...sound, ...begins, nonceExpiresAt: NOW + 1_001 }, limits, NOW)).toBe(0);
  });

  it('believes no clock that says 0, and a threshold of 0', () => {
    const young = { nonceIssuedAt: 1, nonceExpiresAt: 10 };
    expect(checkL0({ ...sound, ...young }, limits, 0)).toBe(L0.nonceFuture | L0.nonceExpired);
    expect(checkL0({ ...sound, ...young }, limits, 1)).toBe(0);
    expect(checkL0({ ...sound, driftMagnitude: 0 }, { ...limits, driftThreshold: 0 }, NOW)).toBe(0);
  });
});

describe('what L0 says', () => {
  it.each<readonly [object, object, string]>([
    [
      { policySchema: 'cd'.repeat(32), reportSchema: 'ef'.repeat(32) },
      {},
      'schema "ababababababa… is compiled in, but the documents say: policy "cdcdcdcdcdcdc…, report "efefefefefefe…',
    ],
    [{ permissionBits: 0.5 }, {}, 'permission bits must be a whole number from 0 to 4095, not 0.5'],
    [{ permissionBits: -1 }, {}, 'permission bits must be a whole number from 0 to 4095, not -1'],
    [{ permissionBits: 4096 }, {}, 'permission bits 0x1000 set bits above 11, which are reserved'],
    [{}, { driftThreshold: -0.1 }, 'the drift threshold -0.1 is not a number from 0 to 1'],
    [{}, { driftThreshold: 1.1 }, 'the drift threshold 1.1 is not a number from 0 to 1'],
    [{}, { driftThreshold: '0.5' }, 'the drift threshold "0.5" is not a number from 0 to 1'],
    [{}, { driftThreshold: 0 }, 'drift magnitude 0.1 is not a number from 0 to 0'],
    [{ driftMagnitude: 2 }, { driftThreshold: 1 }, 'drift magnitude 2 is not a number from 0 to 1'],
    [
      { nonceIssuedAt: 8.64e15, nonceExpiresAt: 8.64e15 + 1 },
      {},
      'the nonce was issued at +275760-09-13T00:00:00.000Z, and it is 2026-11-22T12:00:00.000Z',
    ],
    [
      { nonceIssuedAt: 8.64e15 + 1, nonceExpiresAt: 8.64e15 + 2 },
      {},
      'the nonce was issued at an unknown time (8640000000000001), and it is 2026-11-22T12:00:00.000Z',
    ],
    [
      { nonceExpiresAt: '5' },
      {},
      'the nonce expired at an unknown time ("5"), and it is 2026-11-22T12:00:00.000Z',
    ],
  ])('of %j, held against %j', (change, limit, message) => {
    expect(explained(change, limit)).toEqual([message]);
  });

  it('of several is said in one error', () => {
    const input = { ...sound, permissionBits: -1, driftMagnitude: 2 };
    const failures = explainL0(checkL0(input, limits, NOW), input, limits, NOW);
    expect(l0Error(failures)).toMatchObject({
      what: 'L0 permissions, drift',
      why: 'permission bits must be a whole number from 0 to 4095, not -1; drift magnitude 2 is not a number from 0 to 0.3',
    });
  });
});
