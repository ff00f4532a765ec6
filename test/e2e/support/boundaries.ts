import { expect } from '@jest/globals';
import { killAlone, nthLine } from './power-loss.js';
import {
  expectExit,
  runHere,
  startChild,
  type ChildRun,
  type Place,
  type RunbookRun,
} from './runbook-run.js';

/** A place, as if `days` days from now, for the runbook and every process that it starts. */
export function daysLater<T extends Place>(place: T, days: number): T {
  const clock = new URL(`./days-later.js?days=${days}`, import.meta.url);
  const env = { ...place.env, NODE_OPTIONS: `--import=${clock.href}` };
  return { ...place, env, daysLater: days };
}

export interface Sweep {
  /** Brings the world to where the runbook has something to do; answers its arguments, without `--json`. */
  readonly before: () => Promise<readonly string[]>;
  /** Looks at the world after the run that went on. */
  readonly after: (next: RunbookRun, boundary: string) => Promise<void>;
}

/**
 * `kill -9` at each step's boundary, the world made anew for each: as the plan begins, as each step begins
 * (the one before it is done then), as the verification begins. The next run ends well, and says where the
 * dead one stood. Answers the lines at which it was killed.
 */
export async function killedAtEveryBoundary(
  place: Place,
  { before, after }: Sweep,
): Promise<readonly string[]> {
  const killed: string[] = [];
  for (let at = 1; ; at += 1) {
    const args = await before();
    const run = startChild(place, [...args, '--json']);
    const boundary = await boundaryOf(run, at);
    if (boundary === undefined) {
      expectExit(await run.ended, 0);
      expect(killed.at(0)).toMatch(/plan$/);
      expect(killed.at(-1)).toMatch(/verify$/);
      return killed;
    }
    await killAlone(run);
    const { exit } = await run.ended;
    const next = await runHere(place, [...args, '--json']);
    expect({ boundary, exit: next.exit, said: next.stderr }).toMatchObject({ exit: 0 });
    // It may have come to its end as it was killed; of a plan that nobody carried out nothing is kept.
    if (exit !== 0 && at > 1 && !run.stderr().includes('ok verify')) {
      expect({ boundary, said: next.stderr }).toMatchObject({
        said: expect.stringMatching(/died (in step|after)|released the claim/),
      });
    }
    await after(next, boundary);
    killed.push(boundary);
  }
}

/** The n-th line that begins or skips a step, as soon as it is said; undefined when there are not so many. */
async function boundaryOf(run: ChildRun, n: number): Promise<string | undefined> {
  const found = await nthLine(run, /^(>|skip) /, n);
  return found?.ended === false ? found.line : undefined;
}
