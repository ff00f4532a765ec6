import { describe, expect, it } from '@jest/globals';
import type { ArgumentWatch } from '../support/argument-watch.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { knownSecrets, leaksBelow, leaksIn, leaksInBuckets } from '../support/secret-search.js';

/** The seeded secrets, looked for in everything that the story so far has written or started. */
export function secretsSection(place: LocalEnvironment, watch: ArgumentWatch): void {
  describe('the seeded secrets', () => {
    it('stand in no file of the work folder: synthesis, plans, logs, journal, reports', async () => {
      const { leaks, looked } = await leaksBelow(
        await knownSecrets(place.aws, 'local'),
        place.home,
        // The provider's own program, linked there by Terraform.
        ['providers'],
      );
      expect(looked).toBeGreaterThan(20);
      expect(leaks).toEqual([]);
    });

    it('stand in no version of any object, the states among them', async () => {
      const { leaks, looked } = await leaksInBuckets(
        await knownSecrets(place.aws, 'local'),
        place.aws,
      );
      expect(looked).toBeGreaterThanOrEqual(4);
      expect(leaks).toEqual([]);
    });

    it('were in no command line', async () => {
      const secrets = await knownSecrets(place.aws, 'local');
      expect(watch.seen.size).toBeGreaterThan(10);
      const leaks = [...watch.seen].flatMap((line) => leaksIn(secrets, 'argv', line));
      expect(leaks).toEqual([]);
    });
  });
}
