import { describe, expect, it } from '@jest/globals';
import { alive } from '../../../ops/frame/alive.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { killAlone, untilLine } from '../support/power-loss.js';
import { expectExit, runHere, startChild } from '../support/runbook-run.js';

const MINUTE = 60_000;

/** The end of an environment, and of this one: nothing comes after it. */
export function downSection(place: LocalEnvironment): void {
  describe('the end of the environment', () => {
    it(
      'is gone on with where it was killed, by one at a time, and then there is nothing to do',
      async () => {
        const killed = startChild(place, ['down', '--json']);
        await untilLine(killed, /^> destroy/);
        await killAlone(killed);

        const first = startChild(place, ['down', '--json']);
        await untilLine(first, /^> destroy/);
        const second = await runHere(place, ['down', '--json']);
        expect(expectExit<{ error: object }>(second, 1).error).toMatchObject({
          code: 'PM-6002',
          why: expect.stringContaining(`pid ${first.child.pid ?? ''}`),
        });
        expect(expectExit(await first.ended, 0)).toMatchObject({ stopped: place.local.pid });
        expect(alive(place.local.pid)).toBe(false);
        const again = await runHere(place, ['down']);
        expect(again).toMatchObject({ exit: 0, stdout: 'Nothing was up.\n' });
      },
      10 * MINUTE,
    );
  });
}
