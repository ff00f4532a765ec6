import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeExample } from '../../../ops/examples.js';
import { changesDuring } from '../support/emulator-state.js';
import { killedAtEveryBoundary } from '../support/boundaries.js';
import { refused, twoAtOnce, withoutAws } from '../support/hazards.js';
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
  const restoring = (version: string, expected: string): readonly string[] => [
    ...['baseline', 'restore', '--repo', folder, '--version', version],
    ...['--expect', expected, '--yes'],
  ];
  /** What is in force. */
  async function shown(): Promise<Published['verified']> {
    const run = await runHere(place, ['baseline', 'show', '--repo', folder, '--json']);
    return expectExit<{ baseline: Published['verified'] }>(run, 0).baseline;
  }
  /** The same facts, accepted by somebody else: another baseline. */
  async function captured(by: string): Promise<string> {
    const file = join(place.home, `accepted-by-${by}.json`);
    const capture = ['baseline', 'capture', '--repo', folder, '--head', 'main', '--by', by];
    expect((await runHere(place, [...capture, '--out', file])).exit).toBe(0);
    return file;
  }
  const isPut = ({ target }: { readonly target: string }): boolean =>
    target.startsWith('PUT') && target.includes('/local/accepted/');

  describe('the baselines of the environment', () => {
    let first: Published['verified'];

    it(
      'are published once; and not at all by --dry-run',
      async () => {
        await makeExample('sound', folder);
        const { result, changes } = await changesDuring(place.aws, () =>
          runHere(place, [...publish('none', 'ada'), '--dry-run', '--json']),
        );
        expectExit(result, 0);
        expect(changes).toEqual([]);
        expectExit<Published>(await runHere(place, [...publish('none', 'ada'), '--json']), 0);
        const again = await runHere(place, [...publish('none', 'ada'), '--json']);
        expect(expectExit<Published>(again, 0).outcome).toBe('unchanged');
        const diff = ['baseline', 'diff', '--repo', folder, '--head', 'main', '--json'];
        expectExit(await runHere(place, diff), 0);
        first = await shown();
        expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);
      },
      8 * MINUTE,
    );

    it(
      'are replaced by one at a time, by who names the one in force, and restored',
      async () => {
        const file = await captured('bob');
        const replace = (expected: string): readonly string[] => [
          ...publish(expected, 'bob'),
          ...['--file', file],
        ];
        const wrong = await runHere(place, [...replace('none'), '--json']);
        expect(expectExit<{ error: object }>(wrong, 1).error).toMatchObject({ code: 'PM-3007' });
        await twoAtOnce(place, replace(first.sha256), isPut);
        const baseline = await shown();
        expect(baseline.sha256).not.toBe(first.sha256);
        const restore = restoring(first.version, baseline.sha256);
        const back = await runHere(place, [...restore, '--json']);
        expect(expectExit<Published>(back, 0).verified.sha256).toBe(first.sha256);
        const again = await runHere(place, [...restore, '--json']);
        expect(expectExit<Published>(again, 0).outcome).toBe('unchanged');
      },
      8 * MINUTE,
    );

    it(
      'are in force, whole and once, whenever a publication was killed',
      async () => {
        let file = '';
        let n = 0;
        let { sha256: expected } = await shown();
        await killedAtEveryBoundary(place, {
          before: async () => {
            file = await captured(`person-${(n += 1)}`);
            return [...publish(expected, 'ada'), '--file', file];
          },
          after: async () => {
            ({ sha256: expected } = await shown());
            expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ sha256: expected });
          },
        });
      },
      15 * MINUTE,
    );

    it(
      'are restored, whenever that was killed, and by one at a time',
      async () => {
        let other = first;
        let present = await shown();
        const args = (): readonly string[] => restoring(other.version, present.sha256);
        const after = async (): Promise<void> => {
          const now = await shown();
          expect(now.sha256).toBe(other.sha256);
          [other, present] = [present, now];
        };
        await killedAtEveryBoundary(place, { before: () => Promise.resolve(args()), after });
        // The last of them was not killed.
        await after();
        await twoAtOnce(place, args(), isPut);
        await after();
        // What is named as in force is not: nothing is replaced.
        const { result, changes } = await changesDuring(place.aws, () =>
          runHere(place, [...restoring(other.version, 'none'), '--json']),
        );
        expect(expectExit<{ error: object }>(result, 1).error).toMatchObject({ code: 'PM-3007' });
        expect(changes).toEqual([]);
      },
      15 * MINUTE,
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
      6 * MINUTE,
    );
  });
}
