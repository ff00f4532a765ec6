import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anonymizer, consentGate } from '../../../runtime/src/privacy/index.js';
import type { ConsentRecord, ConsentStore } from '../../../runtime/src/stores/ports.js';
import { testClock } from '../../contract/samples.js';
import { testRing } from './keys.js';

const ORGANISATION = `v1:${'ab'.repeat(32)}`;
const record: ConsentRecord = {
  organisation: ORGANISATION,
  resource: 'fp_metrics',
  policyVersion: 2,
  expiresAt: '2026-11-22T12:00:00.001Z',
  by: 'ada',
  state: 'granted',
  grantedAt: '2026-01-01T00:00:00.000Z',
  changedAt: '2026-01-01T00:00:00.000Z',
  revision: 1,
};

function gate(stored: ConsentRecord | undefined | Error, failures: string[] = []) {
  const store = {
    read: () =>
      stored instanceof Error
        ? Promise.reject(stored)
        : Promise.resolve(new Map(stored === undefined ? [] : [[stored.resource, stored]])),
  } as unknown as ConsentStore;
  const onCheckFailed = (why: string): number => failures.push(why);
  return consentGate({ store, policyVersion: 2, clock: testClock(), onCheckFailed });
}

describe('consent', () => {
  it.each([
    ['none', undefined],
    ['revoked', { ...record, state: 'revoked' as const }],
    ['expired', { ...record, expiresAt: '2026-11-22T12:00:00.000Z' }],
    ['expired', { ...record, expiresAt: 'garbage' }],
    ['older-policy', { ...record, policyVersion: 1 }],
    ['unreadable', new Error('throttled')],
  ])('is none, because %s', async (reason, stored) => {
    const answers = await gate(stored).checkConsent(ORGANISATION, ['fp_metrics']);
    expect(answers.get('fp_metrics')).toEqual({ valid: false, reason, detail: expect.any(String) });
    expect(await gate(stored).hasValidConsent(ORGANISATION, 'fp_metrics')).toBe(false);
  });

  it('holds until its last millisecond, for a newer policy too, and for nothing else', async () => {
    expect(await gate(record).hasValidConsent(ORGANISATION, 'fp_metrics')).toBe(true);
    expect(
      await gate({ ...record, policyVersion: 3 }).hasValidConsent(ORGANISATION, 'fp_metrics'),
    ).toBe(true);
    const answers = await gate(record).checkConsent(ORGANISATION, ['fp_metrics', 'audit_logs']);
    expect([...answers].map(([resource, { valid }]) => [resource, valid])).toEqual([
      ['fp_metrics', true],
      ['audit_logs', false],
    ]);
  });

  it('tells of every check that failed', async () => {
    const failures: string[] = [];
    await gate(new Error('throttled'), failures).hasValidConsent(ORGANISATION, 'fp_metrics');
    expect(failures).toEqual(['throttled']);
  });
});

describe('the anonymizer', () => {
  const old = anonymizer(testRing(1));
  const rotated = anonymizer(testRing(1, 2));

  it('gives one id to one organisation, whatever its case, with the salt’s version', () => {
    expect(old.anonymize('Octo-Org')).toMatch(/^v1:[0-9a-f]{64}$/);
    expect(old.anonymize('Octo-Org')).toBe(old.anonymize('octo-org'));
    expect(rotated.anonymize('octo-org')).toMatch(/^v2:/);
  });

  it('finds after a rotation what was stored before it', () => {
    const before = old.anonymize('octo-org');
    expect(rotated.candidates('octo-org')).toEqual([rotated.anonymize('octo-org'), before]);
    expect(rotated.matches('octo-org', before)).toBe(true);
    expect(rotated.matches('octo-orh', before)).toBe(false);
    expect(anonymizer(testRing(2)).matches('octo-org', before)).toBe(false);
  });

  it('tells different organisations apart', () => {
    const login = fc.stringMatching(/^[a-z0-9]{1,12}$/);
    fc.assert(
      fc.property(login, login, (a, b) => {
        expect(old.anonymize(a) === old.anonymize(b)).toBe(a === b);
      }),
    );
  });

  it.each(['', '-a', 'a-', 'a--b', 'a b', 'ä', 'x'.repeat(40), 'v1:ab', undefined, 7, null])(
    'refuses %p with PM-3003',
    (organisation) => {
      expect(() => old.anonymize(organisation as string)).toThrow(
        expect.objectContaining({ code: 'PM-3003' }),
      );
    },
  );
});
