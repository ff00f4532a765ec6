import { describe, expect, it } from '@jest/globals';
import { daysLater, killedAtEveryBoundary } from '../support/boundaries.js';
import { changesDuring } from '../support/emulator-state.js';
import { refused, twoAtOnce } from '../support/hazards.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { expectExit, runHere } from '../support/runbook-run.js';
import { remember } from '../support/secret-memory.js';

const MINUTE = 60_000;
/** The grace period is seven. */
const DAYS = 8;

interface Status {
  readonly signs: number;
  readonly proven: boolean;
  readonly versions: readonly { readonly version: number }[];
  readonly retired: readonly { readonly version: number; readonly why: string }[];
}

/** What is rotated, taken away and taken back, killed wherever it may be, by two at once, refused half-way. */
export function takingAwaySection(place: LocalEnvironment): void {
  const later = daysLater(place, DAYS);

  describe.each(['nonce', 'salt'])('the versions of the %s', (kind) => {
    const status = async (): Promise<Status> => {
      await remember(place.aws);
      return expectExit<Status>(await runHere(place, [kind, 'status', '--json']), 0);
    };
    /** One more version; answers what there was before it. */
    const rotated = async (): Promise<Status> => {
      const before = await status();
      const args = [kind, 'rotate', '--anyway', '--yes', '--json'];
      expectExit(await runHere(place, args), 0);
      return before;
    };
    const numbers = ({ versions }: Status): readonly number[] =>
      versions.map(({ version }) => version);
    const isPut = ({ target }: { readonly target: string }): boolean =>
      target.endsWith('.PutParameter');

    it(
      'are made once, whenever a rotation was killed',
      async () => {
        let before = await status();
        await killedAtEveryBoundary(place, {
          before: async () => {
            before = await status();
            return [kind, 'rotate', '--anyway', '--yes'];
          },
          after: async () => {
            const after = await status();
            expect(after.proven).toBe(true);
            expect(after.signs).toBe(after.versions.at(-1)?.version);
            // Killed when it was stored and proven, the next one was told to make another: --anyway.
            expect([1, 2]).toContain(after.versions.length - before.versions.length);
          },
        });
      },
      10 * MINUTE,
    );

    it(
      'are retired when their grace is over, whenever that was killed, and there is nothing to do then',
      async () => {
        const retire = [kind, 'retire', '--yes'];
        await killedAtEveryBoundary(later, {
          before: async () => {
            await rotated();
            // Only one version at a time: the plan is as long each time.
            for (const version of numbers(await status()).slice(0, -2)) {
              const revoke = [kind, 'revoke', '--version', `${version}`, '--yes', '--json'];
              expectExit(await runHere(place, revoke), 0);
            }
            return retire;
          },
          after: async () => {
            const { versions, retired, signs } = await status();
            expect(versions.map(({ version }) => version)).toEqual([signs]);
            expect(retired.at(-1)).toMatchObject({ version: signs - 1, why: 'retired' });
          },
        });
        const again = await changesDuring(place.aws, () => runHere(later, [...retire, '--json']));
        expect(expectExit(again.result, 0)).toMatchObject({ outcome: 'unchanged' });
        expect(again.changes).toEqual([]);
      },
      10 * MINUTE,
    );

    it(
      'are not retired within their grace, and it is said until when that is',
      async () => {
        const { signs } = await rotated();
        const args = [kind, 'retire', '--version', `${signs}`, '--yes', '--json'];
        const { error } = expectExit<{ error: object }>(await runHere(place, args), 1);
        expect(error).toMatchObject({
          code: 'PM-6015',
          why: expect.stringMatching(/until 20\d\d-/),
        });
      },
      3 * MINUTE,
    );

    it(
      'are revoked one and no other, whenever that was killed',
      async () => {
        let gone = 0;
        await killedAtEveryBoundary(place, {
          before: async () => {
            gone = (await rotated()).signs;
            return [kind, 'revoke', '--version', `${gone}`, '--yes'];
          },
          after: async () => {
            const { versions, retired, signs } = await status();
            expect(versions.map(({ version }) => version)).not.toContain(gone);
            expect(retired.find(({ version }) => version === gone)?.why).toBe('revoked');
            expect(signs).toBe(gone + 1);
          },
        });
        const again = [kind, 'revoke', '--version', `${gone}`, '--yes', '--json'];
        const { result, changes } = await changesDuring(place.aws, () => runHere(place, again));
        expect(expectExit(result, 0)).toMatchObject({ outcome: 'unchanged' });
        expect(changes).toEqual([]);
      },
      10 * MINUTE,
    );

    it(
      'are rolled back by one and no more, whenever that was killed',
      async () => {
        let before = await status();
        const rollback = [kind, 'rollback', '--yes'];
        await killedAtEveryBoundary(place, {
          before: async () => {
            before = await rotated();
            return rollback;
          },
          after: async () => {
            const after = await status();
            expect(after.signs).toBe(before.signs);
            expect(numbers(after)).toEqual(numbers(before));
            expect(after.retired.at(-1)?.why).toBe('rolled back');
          },
        });
        const again = await runHere(place, [...rollback, '--json']);
        expect(expectExit(again, 0)).toMatchObject({ outcome: 'unchanged' });
      },
      10 * MINUTE,
    );

    it(
      'are made, retired, revoked and rolled back by one at a time',
      async () => {
        await rotated();
        await twoAtOnce(later, [kind, 'retire', '--yes'], isPut);
        const { signs } = await rotated();
        await twoAtOnce(place, [kind, 'revoke', '--version', `${signs}`, '--yes'], isPut);
        await twoAtOnce(place, [kind, 'rotate', '--anyway', '--yes'], isPut);
        await twoAtOnce(place, [kind, 'rollback', '--yes'], isPut);
      },
      8 * MINUTE,
    );

    it(
      'are marked before they are removed: who may only mark ends in part, and can go on',
      async () => {
        const { signs } = await rotated();
        const args = [kind, 'revoke', '--version', `${signs}`, '--yes'];
        const half = await refused(place, args, ({ target }) =>
          target.endsWith('.DeleteParameter'),
        );
        expect(expectExit(half, 20)).toMatchObject({
          outcome: 'partial',
          error: { code: 'PM-6012', why: expect.stringMatching(/DeleteParameter/) },
        });
        expect(numbers(await status())).toContain(signs);
        expectExit(await runHere(place, [...args, '--json']), 0);
        expect(numbers(await status())).not.toContain(signs);
      },
      6 * MINUTE,
    );
  });
}
