import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  sealBaseline,
  type Baseline,
  type BaselineBody,
} from '../../runtime/src/drift/baseline.js';
import type { BaselineKey, BaselineStore } from '../../runtime/src/stores/ports.js';
import type { Opened } from './fp-store.js';
import { testClock, type TestClock } from './samples.js';

let serial = 0;

/** A branch that no other test uses: suites share one store. */
export function freshBranch(): BaselineKey {
  serial += 1;
  return { repository: `acme/shop-${process.pid}-${Date.now()}`, branch: `feature/ä ${serial}` };
}

/** A baseline of the branch; `value` tells one from another. */
export function sampleBaseline(
  key: BaselineKey,
  value: string | number = 1,
  change: Partial<BaselineBody> = {},
): Baseline {
  return sealBaseline({
    schema: 'phase-mirror/baseline@1',
    ...key,
    commit: 'ab'.repeat(20),
    capturedAt: '2026-11-22T11:00:00.000Z',
    by: 'ada',
    kinds: ['required-check', 'up-to-date'],
    fields: [
      { kind: 'required-check', subject: 'build "ü"', value },
      { kind: 'up-to-date', subject: '', value: true },
    ],
    unknown: [{ kind: 'queue', reason: 'a ruleset cannot be read' }],
    ...change,
  });
}

/** What every `BaselineStore` does. */
export function baselineStoreContract(
  name: string,
  open: (clock: TestClock) => Opened<BaselineStore> | Promise<Opened<BaselineStore>>,
): void {
  describe(`BaselineStore: ${name}`, () => {
    // An emulator on two shared cores takes its time.
    jest.setTimeout(60_000);
    const clock = testClock();
    let opened: Opened<BaselineStore>;
    let store: BaselineStore;
    beforeAll(async () => {
      opened = await open(clock);
      store = opened.store;
    });
    afterAll(async () => {
      await opened.close();
    });

    it('says that there is none, and lists nothing', async () => {
      const key = freshBranch();
      expect(await store.load(key)).toBeUndefined();
      expect(await store.load(key, '1')).toBeUndefined();
      expect(await store.versions(key, 10)).toEqual([]);
    });

    it('answers what was published, to the letter', async () => {
      const key = freshBranch();
      const baseline = sampleBaseline(key);
      const published = await store.publish(baseline, undefined);
      expect(published).toEqual({ baseline, version: expect.stringMatching(/./) });
      expect(await store.load(key)).toEqual(published);
      expect(await store.load(key, published.version)).toEqual(published);
    });

    it('keeps branches apart whose names begin alike', async () => {
      const key = freshBranch();
      const longer = { ...key, branch: `${key.branch}.json` };
      const deeper = { ...key, repository: `${key.repository}/feature` };
      await store.publish(sampleBaseline(longer), undefined);
      expect(await store.load(key)).toBeUndefined();
      expect(await store.load(deeper)).toBeUndefined();
      expect(await store.versions(key, 10)).toEqual([]);
      expect(await store.versions(longer, 10)).toHaveLength(1);
    });

    it('replaces only what the publisher expects, and keeps every version', async () => {
      const key = freshBranch();
      const [a, b] = [sampleBaseline(key, 1), sampleBaseline(key, 2)];
      const first = await store.publish(a, undefined);
      clock.advance(1000);
      const second = await store.publish(b, a.sha256);
      expect(second.version).not.toBe(first.version);
      expect(await store.load(key)).toEqual(second);
      expect(await store.load(key, first.version)).toEqual(first);
      const versions = await store.versions(key, 10);
      expect(versions.map(({ version, sha256, current }) => [version, sha256, current])).toEqual([
        [second.version, b.sha256, true],
        [first.version, a.sha256, false],
      ]);
      for (const { publishedAt } of versions) {
        expect(new Date(publishedAt).toISOString()).toBe(publishedAt);
      }
      expect(await store.versions(key, 1)).toEqual(versions.slice(0, 1));
    });

    it.each([
      ['expects none where there is one', undefined],
      ['expects another one', 'cd'.repeat(32)],
    ])('refuses a publisher who %s, and changes nothing', async (_, expected) => {
      const key = freshBranch();
      const kept = await store.publish(sampleBaseline(key, 1), undefined);
      await expect(store.publish(sampleBaseline(key, 2), expected)).rejects.toMatchObject({
        code: 'PM-3007',
        why: expect.stringContaining(kept.baseline.sha256),
      });
      expect(await store.load(key)).toEqual(kept);
      expect(await store.versions(key, 10)).toHaveLength(1);
    });

    it('refuses a publisher who expects one where there is none', async () => {
      const key = freshBranch();
      await expect(store.publish(sampleBaseline(key), 'cd'.repeat(32))).rejects.toMatchObject({
        code: 'PM-3007',
        why: expect.stringContaining('stored is none'),
      });
      expect(await store.load(key)).toBeUndefined();
    });

    it('takes a retry for what it is: the same baseline makes no second version', async () => {
      const key = freshBranch();
      const baseline = sampleBaseline(key);
      const first = await store.publish(baseline, undefined);
      expect(await store.publish(baseline, undefined)).toEqual(first);
      expect(await store.publish(baseline, 'cd'.repeat(32))).toEqual(first);
      expect(await store.versions(key, 10)).toHaveLength(1);
    });

    it('restores an older version as a new one, for who expects what is there', async () => {
      const key = freshBranch();
      const [a, b] = [sampleBaseline(key, 1), sampleBaseline(key, 2)];
      const first = await store.publish(a, undefined);
      await store.publish(b, a.sha256);
      await expect(store.restore(key, first.version, a.sha256)).rejects.toMatchObject({
        code: 'PM-3007',
      });
      clock.advance(1000);
      const restored = await store.restore(key, first.version, b.sha256);
      expect(restored.baseline).toEqual(a);
      expect(restored.version).not.toBe(first.version);
      expect(await store.load(key)).toEqual(restored);
      expect(await store.versions(key, 10)).toHaveLength(3);
    });

    it('restores nothing that was never published', async () => {
      const key = freshBranch();
      await expect(store.restore(key, '1', undefined)).rejects.toMatchObject({ code: 'PM-3009' });
      const { baseline } = await store.publish(sampleBaseline(key), undefined);
      await expect(store.restore(key, '999', baseline.sha256)).rejects.toMatchObject({
        code: 'PM-3009',
      });
    });

    it.each([
      ['no repository', { repository: '' }],
      ['no branch', { branch: '' }],
      ['a branch without end', { branch: 'x'.repeat(257) }],
    ])('refuses %s with PM-3003', async (_, change) => {
      const key = { ...freshBranch(), ...change };
      const refused = { code: 'PM-3003' };
      await expect(store.load(key)).rejects.toMatchObject(refused);
      await expect(store.versions(key, 1)).rejects.toMatchObject(refused);
      await expect(store.restore(key, '1', undefined)).rejects.toMatchObject(refused);
      await expect(store.publish(sampleBaseline(key), undefined)).rejects.toMatchObject(refused);
    });

    it.each([
      ['a hash that is not its own', (b: Baseline): Baseline => ({ ...b, by: 'eve' })],
      [
        'another schema',
        (b: Baseline): Baseline => ({ ...b, schema: 'phase-mirror/baseline@2' as never }),
      ],
      [
        'more bytes than are kept',
        ({ repository, branch }: Baseline): Baseline =>
          sampleBaseline({ repository, branch }, 'x'.repeat(4 * 1024 * 1024)),
      ],
      [
        'fields in no order',
        ({ repository, branch, fields }: Baseline): Baseline =>
          sampleBaseline({ repository, branch }, 1, { fields: [...fields].reverse() }),
      ],
    ])('publishes nothing with %s', async (_, change) => {
      const key = freshBranch();
      await expect(store.publish(change(sampleBaseline(key)), undefined)).rejects.toMatchObject({
        code: 'PM-3003',
      });
      expect(await store.load(key)).toBeUndefined();
    });

    it('refuses an expectation that is no hash, and a list without an end', async () => {
      const key = freshBranch();
      const refused = { code: 'PM-3003' };
      await expect(store.publish(sampleBaseline(key), 'latest')).rejects.toMatchObject(refused);
      await expect(store.versions(key, 0)).rejects.toMatchObject(refused);
      await expect(store.versions(key, 101)).rejects.toMatchObject(refused);
      await expect(store.load(key, '')).rejects.toMatchObject(refused);
    });
  });
}
