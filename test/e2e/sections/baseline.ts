import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeExample } from '../../../ops/examples.js';
import { changesDuring } from '../support/emulator-state.js';
import { killedAt, refused, twoAtOnce, withoutAws } from '../support/hazards.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { expectExit, runHere } from '../support/runbook-run.js';

const MINUTE = 60_000;

interface Published {
  readonly outcome: string;
  readonly verified: { readonly sha256: string; readonly version: string };
}

/** The accepted facts of a branch in the deployed environment, and what can happen to a publisher. */
export function baselineSection(place: LocalEnvironment): void {
  const folder = join(place.home, 'examples', 'accepted');
  const publish = (expected: string, by: string): readonly string[] => [
    ...['baseline', 'publish', '--repo', folder, '--head', 'main'],
    ...['--by', by, '--expect', expected, '--yes'],
  ];
  const isPut = ({ target }: { readonly target: string }): boolean =>
    target.startsWith('PUT') && target.includes('/local/accepted/');

  describe('the baselines of the environment', () => {
    let first: Published['verified'];

    it(
      'are published, killed or not, once; and not at all by --dry-run',
      async () => {
        await makeExample('sound', folder);
        const { result, changes } = await changesDuring(place.aws, () =>
          runHere(place, [...publish('none', 'ada'), '--dry-run', '--json']),
        );
        expectExit(result, 0);
        expect(changes).toEqual([]);
        const run = await killedAt(place, publish('none', 'ada'), /^> publish/);
        expect(expectExit<Published>(run, 0).outcome).toMatch(/^(applied|unchanged)$/);
        const again = await runHere(place, [...publish('none', 'ada'), '--json']);
        expect(expectExit<Published>(again, 0).outcome).toBe('unchanged');
        const show = ['baseline', 'show', '--repo', folder, '--json'];
        first = expectExit<{ baseline: Published['verified'] }>(
          await runHere(place, show),
          0,
        ).baseline;
        expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);
      },
      3 * MINUTE,
    );

    it(
      'are replaced by one at a time, by who names the one in force, and restored',
      async () => {
        const file = join(place.home, 'accepted.json');
        const capture = ['baseline', 'capture', '--repo', folder, '--head', 'main', '--by', 'bob'];
        expect((await runHere(place, [...capture, '--out', file])).exit).toBe(0);
        const replace = (expected: string): readonly string[] => [
          ...publish(expected, 'bob'),
          ...['--file', file],
        ];
        const wrong = await runHere(place, [...replace('none'), '--json']);
        expect(expectExit<{ error: object }>(wrong, 1).error).toMatchObject({ code: 'PM-3007' });
        await twoAtOnce(place, replace(first.sha256), isPut);
        const show = ['baseline', 'show', '--repo', folder, '--json'];
        const { baseline } = expectExit<{ baseline: Published['verified'] }>(
          await runHere(place, show),
          0,
        );
        expect(baseline.sha256).not.toBe(first.sha256);
        const restore = ['baseline', 'restore', '--repo', folder, '--version', first.version];
        const back = await runHere(place, [
          ...[...restore, '--expect', baseline.sha256, '--yes', '--json'],
        ]);
        expect(expectExit<Published>(back, 0).verified.sha256).toBe(first.sha256);
      },
      3 * MINUTE,
    );

    it(
      'are never replaced by who cannot read or write them, nor without AWS',
      async () => {
        const args = publish(first.sha256, 'eve');
        const { result, changes } = await changesDuring(place.aws, () =>
          refused(
            place,
            args,
            ({ target }) => target.startsWith('GET') && target.includes('/local/accepted/'),
          ),
        );
        expect(expectExit<{ error: object }>(result, 3).error).toMatchObject({ code: 'PM-3001' });
        expect(changes).toEqual([]);
        await withoutAws(place, args);
      },
      2 * MINUTE,
    );
  });
}
