import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ALL_CAPABILITIES,
  capabilityNames,
  CAPABILITIES,
  checkL0,
  explainL0,
  L0,
  l0Error,
  permissionBits,
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

const check = (change: object, limit: object = {}, now = NOW): number =>
  checkL0({ ...sound, ...change }, { ...limits, ...limit }, now);

describe('L0', () => {
  it('holds for a sound evaluation, at both ends of every range', () => {
    expect(check({})).toBe(0);
    expect(check({ permissionBits: 0, driftMagnitude: 0 })).toBe(0);
    expect(check({ driftMagnitude: 0.3 })).toBe(0);
    expect(check({ driftMagnitude: 1 }, { driftThreshold: 1 })).toBe(0);
    expect(check({ nonceIssuedAt: NOW + 60_000, nonceExpiresAt: NOW + 60_001 })).toBe(0);
    expect(check({ nonceExpiresAt: NOW + 1 })).toBe(0);
  });

  const NOT_A_NUMBER: readonly unknown[] = [
    Number.NaN,
    undefined,
    null,
    '0',
    '',
    true,
    {},
    [],
    0n,
    Infinity,
    -Infinity,
  ];
  it.each(NOT_A_NUMBER)('refuses %p for every number', (value) => {
    expect(check({ permissionBits: value })).toBe(L0.permissions);
    expect(check({ driftMagnitude: value })).toBe(L0.drift);
    expect(check({}, { driftThreshold: value })).toBe(L0.drift);
    expect(check({ nonceExpiresAt: value })).toBe(L0.nonceExpired);
    expect(check({ nonceIssuedAt: value }) & L0.nonceFuture).toBe(L0.nonceFuture);
    expect(checkL0(sound, limits, value as never) & L0.nonceExpired).toBe(L0.nonceExpired);
  });

  it.each([12, 13, 14, 15])('refuses the reserved bit %i', (bit) => {
    expect(check({ permissionBits: 1 << bit })).toBe(L0.permissions);
    expect(check({ permissionBits: ALL_CAPABILITIES | (1 << bit) })).toBe(L0.permissions);
  });

  it.each([2 ** 16, 2 ** 20, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53, -1, 0.5, 4095.5])(
    'refuses %p as permission bits',
    (bits) => {
      expect(check({ permissionBits: bits })).toBe(L0.permissions);
    },
  );

  it.each([
    ['above the threshold', 0.300001],
    ['above 1', 1.0000001],
    ['below 0', -0.000001],
  ])('refuses a drift %s', (_, drift) => {
    expect(check({ driftMagnitude: drift })).toBe(L0.drift);
  });

  it.each([-0.1, 1.1])('refuses a threshold of %p, whatever the drift', (driftThreshold) => {
    expect(check({ driftMagnitude: 0 }, { driftThreshold })).toBe(L0.drift);
  });

  it('refuses a nonce from the future, and one that has expired', () => {
    expect(check({ nonceIssuedAt: NOW + 60_001 })).toBe(L0.nonceFuture);
    expect(check({ nonceIssuedAt: 0 })).toBe(L0.nonceFuture);
    expect(check({ nonceExpiresAt: NOW })).toBe(L0.nonceExpired);
    expect(check({ nonceExpiresAt: NOW - 1 })).toBe(L0.nonceExpired);
    // Ends before it begins: no clock can put that right.
    expect(check({ nonceIssuedAt: NOW + 2, nonceExpiresAt: NOW + 1 })).toBe(L0.nonceExpired);
  });

  it.each(['policySchema', 'baselineSchema', 'reportSchema'])('refuses another %s', (field) => {
    for (const hash of ['cd'.repeat(32), SCHEMA.toUpperCase(), '', undefined, null, 7]) {
      expect(check({ [field]: hash })).toBe(L0.schema);
    }
  });

  it('refuses an empty compiled-in hash, even when every document agrees', () => {
    const empty = { policySchema: '', baselineSchema: '', reportSchema: '' };
    expect(check(empty, { schemaHash: '' })).toBe(L0.schema);
    const none = { policySchema: undefined, baselineSchema: undefined, reportSchema: undefined };
    expect(check(none, { schemaHash: undefined })).toBe(L0.schema);
  });

  it('answers every invariant that fails, not only the first', () => {
    const all = Object.values(L0).reduce((mask, bit) => mask | bit, 0);
    expect(
      check({
        policySchema: '',
        permissionBits: -1,
        driftMagnitude: 2,
        nonceIssuedAt: NOW + DAY,
        nonceExpiresAt: NOW - DAY,
      }),
    ).toBe(all);
  });

  it('agrees with a plain reading of the rules on any numbers', () => {
    const anyNumber = fc.oneof(fc.double(), fc.integer(), fc.double({ min: -0.1, max: 1.1 }));
    fc.assert(
      fc.property(anyNumber, anyNumber, anyNumber, anyNumber, anyNumber, (b, d, t, i, e) => {
        const input = { permissionBits: b, driftMagnitude: d, nonceIssuedAt: i, nonceExpiresAt: e };
        const result = check(input, { driftThreshold: t });
        const bits = Number.isInteger(b) && b >= 0 && b < 4096;
        const drift = t >= 0 && t <= 1 && d >= 0 && d <= t;
        const issued = i > 0 && i <= NOW + 60_000;
        const expires = e > NOW && e > i && e < Infinity;
        expect(result).toBe(
          (bits ? 0 : L0.permissions) |
            (drift ? 0 : L0.drift) |
            (issued ? 0 : L0.nonceFuture) |
            (expires ? 0 : L0.nonceExpired),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('explaining L0', () => {
  const explain = (change: object, limit: object = {}, now = NOW): string =>
    explainL0(check(change, limit, now), { ...sound, ...change }, { ...limits, ...limit }, now)
      .map(({ invariant, message }) => `${invariant}: ${message}`)
      .join('\n');

  it('says nothing when all hold', () => {
    expect(explain({})).toBe('');
  });

  it.each([
    [{ policySchema: 'cd'.repeat(32) }, {}, /^schema: .*abababab.*policy "cdcdcd/],
    [{}, { schemaHash: 'short' }, /^schema: schema "short"/],
    [
      { policySchema: 'x', baselineSchema: 'x', reportSchema: 'x' },
      { schemaHash: 'x' },
      /^schema: the compiled-in schema hash is not 64 characters/,
    ],
    [{ permissionBits: 1 << 12 }, {}, /^permissions: .*0x1000 set bits above 11/],
    [{ permissionBits: '7' }, {}, /^permissions: .*whole number from 0 to 4095, not "7"/],
    [
      { driftMagnitude: Number.NaN },
      {},
      /^drift: drift magnitude NaN is not a number from 0 to 0.3/,
    ],
    [{ driftMagnitude: null }, {}, /^drift: drift magnitude null/],
    [{ driftMagnitude: {} }, {}, /^drift: drift magnitude an object/],
    [{}, { driftThreshold: 2 }, /^drift: the drift threshold 2 is not/],
    [
      { nonceIssuedAt: NOW + DAY, nonceExpiresAt: NOW + 2 * DAY },
      {},
      /^nonceFuture: .*2026-11-23T12/,
    ],
    [{ nonceExpiresAt: NOW - DAY + 1 }, {}, /^nonceExpired: .*2026-11-21T12.* it is 2026-11-22T12/],
    [{ nonceExpiresAt: undefined }, {}, /^nonceExpired: .*an unknown time \(undefined\)/],
  ])('%j %j', (change, limit, message) => {
    expect(explain(change, limit)).toMatch(message);
  });

  it('becomes an error that names every invariant', () => {
    const failed = { permissionBits: -1, driftMagnitude: 2 };
    const input = { ...sound, ...failed };
    const error = l0Error(explainL0(checkL0(input, limits, NOW), input, limits, NOW));
    expect(error).toMatchObject({ code: 'PM-5001', what: 'L0 permissions, drift', exit: 1 });
  });
});

describe('capabilities', () => {
  it('are twelve single bits below the reserved ones', () => {
    const bits = Object.values(CAPABILITIES);
    expect(bits).toHaveLength(12);
    expect(bits.reduce((a, b) => a | b, 0)).toBe(ALL_CAPABILITIES);
    expect(new Set(bits).size).toBe(12);
  });

  it('go to bits and back', () => {
    const some = ['readGit', 'publishReport'] as const;
    expect(permissionBits(some)).toBe(0x801);
    expect(capabilityNames(0x801)).toEqual(some);
    expect(permissionBits([])).toBe(0);
  });
});
