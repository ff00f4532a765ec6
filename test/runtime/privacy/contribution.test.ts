import { describe, expect, it } from '@jest/globals';
import {
  anonymizer,
  consentGate,
  giveToCalibration,
  type GiftOutcome,
} from '../../../runtime/src/privacy/index.js';
import type {
  CalibrationContribution,
  ConsentRecord,
  ConsentStore,
} from '../../../runtime/src/stores/ports.js';
import { testClock } from '../../contract/samples.js';
import { testRing } from './keys.js';

const salts = anonymizer(testRing(1, 2));
const [newer, older] = salts.candidates('acme') as unknown as readonly [string, string];
type Stored = Readonly<Record<string, Partial<ConsentRecord> | Error>>;

/** Gives ten findings of acme's while these consents are stored. */
async function give(stored: Stored): Promise<{
  readonly said: GiftOutcome;
  readonly recorded: readonly CalibrationContribution[];
}> {
  const recorded: CalibrationContribution[] = [];
  const read = (id: string): Promise<ReadonlyMap<string, unknown>> => {
    const found = stored[id];
    if (found instanceof Error) return Promise.reject(found);
    if (found === undefined) return Promise.resolve(new Map());
    const expiresAt = '2027-01-01T00:00:00.000Z';
    const record = { state: 'granted', policyVersion: 1, expiresAt, ...found };
    return Promise.resolve(new Map([['rule_calibration', record]]));
  };
  const consent = consentGate({
    store: { read } as unknown as ConsentStore,
    policyVersion: 1,
    clock: testClock(),
  });
  const store = {
    contribute: (one: CalibrationContribution) => {
      recorded.push(one);
      return Promise.resolve('recorded' as const);
    },
  };
  const gift = { rule: 'MD-001', period: '2026-10', reviewed: 10, falsePositives: 1 };
  const said = await giveToCalibration(
    { organisation: 'Acme', ...gift },
    { anonymizer: salts, consent, store },
  );
  return { said, recorded };
}

describe('a contribution of an organisation that consented', () => {
  it.each([
    ['under the current salt', { [newer]: {} }],
    ['under the salt before', { [older]: {} }],
    [
      'again, after it was revoked under the salt before',
      { [newer]: {}, [older]: { state: 'revoked' as const } },
    ],
  ])('%s is made under every salt, without its name', async (_, stored) => {
    const { said, recorded } = await give(stored);
    expect(said).toEqual({ outcome: 'recorded' });
    expect(recorded).toEqual([
      {
        organisations: [newer, older],
        ...{ rule: 'MD-001', period: '2026-10', reviewed: 10, falsePositives: 1 },
      },
    ]);
    expect(JSON.stringify(recorded)).not.toMatch(/acme/i);
  });
});

describe('nothing is recorded', () => {
  const revoked = { state: 'revoked' as const };
  const down = new Error('connection reset');
  it.each<readonly [string, Stored, string]>([
    ['without consent', {}, 'none'],
    ['of who has revoked it', { [older]: revoked }, 'revoked'],
    ['of who has revoked it since the rotation', { [newer]: revoked, [older]: {} }, 'revoked'],
    ['when it has expired', { [newer]: { expiresAt: '2026-01-01T00:00:00.000Z' } }, 'expired'],
    ['when it was given to an older policy', { [newer]: { policyVersion: 0 } }, 'older-policy'],
    ['while consent is unreadable', { [newer]: down, [older]: down }, 'unreadable'],
    ['while the newest consent is unreadable', { [newer]: down, [older]: {} }, 'unreadable'],
  ])('%s', async (_, stored, reason) => {
    const { said, recorded } = await give(stored);
    expect(said).toMatchObject({ outcome: 'refused', consent: { valid: false, reason } });
    expect(recorded).toEqual([]);
  });
});
