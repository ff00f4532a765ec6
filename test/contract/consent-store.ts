import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ConsentGrant, ConsentStore } from '../../runtime/src/stores/ports.js';
import type { Opened } from './fp-store.js';
import { findingId, testClock, type TestClock } from './samples.js';

/** What every `ConsentStore` does. */
export function consentStoreContract(
  name: string,
  open: (clock: TestClock) => Opened<ConsentStore> | Promise<Opened<ConsentStore>>,
): void {
  describe(`ConsentStore: ${name}`, () => {
    jest.setTimeout(60_000);
    const clock = testClock();
    let opened: Opened<ConsentStore>;
    let store: ConsentStore;
    beforeAll(async () => {
      opened = await open(clock);
      store = opened.store;
    });
    afterAll(async () => {
      await opened.close();
    });
    const now = (): string => new Date(clock.now()).toISOString();
    const grantOf = (change: Partial<ConsentGrant> = {}): ConsentGrant => ({
      organisation: `v1:${findingId('org')}`,
      resource: 'fp_metrics',
      policyVersion: 2,
      expiresAt: '2027-11-22T12:00:00.000Z',
      by: 'ada',
      ...change,
    });

    it('answers what was granted, and nothing of what was not', async () => {
      const grant = grantOf();
      const record = await store.recordConsent(grant);
      expect(record).toEqual({
        ...grant,
        state: 'granted',
        grantedAt: now(),
        changedAt: now(),
        revision: 1,
      });
      const read = await store.read(grant.organisation, ['fp_metrics', 'audit_logs', 'fp_metrics']);
      expect(read).toEqual(new Map([['fp_metrics', record]]));
      expect(await store.read(grantOf().organisation, ['fp_metrics'])).toEqual(new Map());
    });

    it('keeps every change, in order, and repeats none', async () => {
      const grant = grantOf();
      const { organisation, resource } = grant;
      await store.recordConsent(grant);
      await store.recordConsent(grant);
      clock.advance(1000);
      await store.recordConsent({ ...grant, policyVersion: 3, by: 'bob' });
      clock.advance(1000);
      const revoked = await store.revokeConsent(organisation, resource, 'carol');
      expect(revoked).toMatchObject({
        state: 'revoked',
        by: 'carol',
        revision: 3,
        changedAt: now(),
      });
      expect(await store.revokeConsent(organisation, resource, 'carol')).toBeUndefined();
      const again = await store.recordConsent(grant);
      expect(again).toMatchObject({ state: 'granted', revision: 4 });
      const history = await store.history(organisation, resource);
      expect(history.map((c) => [c.revision, c.action, c.by, c.policyVersion])).toEqual([
        [1, 'grant', 'ada', 2],
        [2, 'renew', 'bob', 3],
        [3, 'revoke', 'carol', 3],
        [4, 'renew', 'ada', 2],
      ]);
      expect(await store.history(organisation, 'audit_logs')).toEqual([]);
    });

    it('revokes nothing where there is nothing', async () => {
      const { organisation, resource } = grantOf();
      expect(await store.revokeConsent(organisation, resource, 'ada')).toBeUndefined();
      expect(await store.history(organisation, resource)).toEqual([]);
    });

    it('keeps resources apart whose names begin alike', async () => {
      const grant = grantOf({ resource: 'fp_patterns' });
      await store.recordConsent(grant);
      expect(await store.history(grant.organisation, 'fp_metrics')).toEqual([]);
      expect(await store.history(grant.organisation, 'fp_patterns')).toHaveLength(1);
    });

    it('loses no change of those that are made at once', async () => {
      const grant = grantOf();
      const changes = [3, 4, 5].map((policyVersion) =>
        store.recordConsent({ ...grant, policyVersion }),
      );
      await Promise.all(changes);
      const history = await store.history(grant.organisation, grant.resource);
      expect(history.map((c) => c.revision)).toEqual([1, 2, 3]);
      expect(history.map((c) => c.policyVersion).sort()).toEqual([3, 4, 5]);
      const record = (await store.read(grant.organisation, [grant.resource])).get(grant.resource);
      expect(record).toMatchObject({ revision: 3, policyVersion: history[2]?.policyVersion });
    });

    it.each([
      ['a plain organisation', { organisation: 'octo' }],
      ['an unversioned hash', { organisation: 'ab'.repeat(32) }],
      ['a resource that is none', { resource: 'everything' as never }],
      ['a policy version of 0', { policyVersion: 0 }],
      ['an expiry that is no time', { expiresAt: 'never' }],
      ['nobody', { by: '' }],
    ])('refuses %s with PM-3003', async (_, change) => {
      await expect(store.recordConsent(grantOf(change))).rejects.toMatchObject({ code: 'PM-3003' });
    });

    it('refuses to read what is no organisation', async () => {
      await expect(store.read('octo', ['fp_metrics'])).rejects.toMatchObject({ code: 'PM-3003' });
      await expect(store.history('octo', 'fp_metrics')).rejects.toMatchObject({ code: 'PM-3003' });
      await expect(store.revokeConsent('octo', 'fp_metrics', 'a')).rejects.toMatchObject({
        code: 'PM-3003',
      });
    });
  });
}
