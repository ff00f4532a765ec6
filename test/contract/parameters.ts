import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { THRESHOLDS } from '../../runtime/src/names/index.js';
import { nonceCache, saltCache } from '../../runtime/src/privacy/index.js';
import type { Parameters } from '../../runtime/src/stores/ports.js';
import type { Opened } from './fp-store.js';
import { testClock, type TestClock } from './samples.js';

/** What every `Parameters` does in an environment that is deployed, or begun by its first use. */
export function parametersContract(
  name: string,
  open: (clock: TestClock) => Opened<Parameters> | Promise<Opened<Parameters>>,
): void {
  describe(`Parameters: ${name}`, () => {
    let opened: Opened<Parameters>;
    let parameters: Parameters;
    beforeAll(async () => {
      opened = await open(testClock());
      parameters = opened.store;
    });
    afterAll(() => opened.close());

    it.each(['nonce', 'salt'] as const)(
      'answers every version of the %s, ascending',
      async (kind) => {
        const versions = await parameters.secrets(kind);
        expect(versions[0]?.version).toBe(1);
        const numbers = versions.map(({ version }) => version);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        for (const { value, modifiedAt } of versions) {
          // Not printed when it is of another form.
          expect(/^[0-9a-f]{64}$/.test(value)).toBe(true);
          expect(new Date(modifiedAt).toISOString()).toBe(modifiedAt);
        }
      },
    );

    it('answers the same secrets each time, and another one for each kind', async () => {
      const [nonces, again, salts] = await Promise.all([
        parameters.secrets('nonce'),
        parameters.secrets('nonce'),
        parameters.secrets('salt'),
      ]);
      expect(JSON.stringify(again) === JSON.stringify(nonces)).toBe(true);
      const values = new Set(salts.map(({ value }) => value));
      expect(nonces.some(({ value }) => values.has(value))).toBe(false);
    });

    it('gives the caches versions that sign', async () => {
      const all = [await parameters.secrets('nonce'), await parameters.secrets('salt')].flat();
      const newest = Math.max(...all.map(({ modifiedAt }) => Date.parse(modifiedAt)));
      const options = { parameters, clock: { now: () => newest } };
      for (const cache of [nonceCache(options), saltCache(options)]) {
        const { ring, degraded } = await cache.keys();
        expect(ring.current.version).toBeGreaterThanOrEqual(1);
        expect(degraded).toBeUndefined();
      }
    });

    it('answers thresholds that are numbers, and none that nobody knows', async () => {
      for (const [id, value] of Object.entries(await parameters.thresholds())) {
        expect(Object.keys(THRESHOLDS)).toContain(id);
        expect(value).toBeGreaterThanOrEqual(0);
      }
    });

    it('says where they come from', () => {
      expect(parameters.source).toMatch(/^(SSM \/guardian\/\w+ \([a-z0-9-]+\)|embedded store .+)$/);
    });
  });
}
