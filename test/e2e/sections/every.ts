import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeExample } from '../../../ops/examples.js';
import { emulatorState, stateChanges, type EmulatorState } from '../support/emulator-state.js';
import { at, refused } from '../support/hazards.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { runHere, type RunbookRun } from '../support/runbook-run.js';
import { everyAction, type Action } from './secrets.js';

const MINUTE = 60_000;
/** What watches until it is told to end is told so. */
const PATIENCE_MS = 4 * MINUTE;
/** A port of loopback that nothing listens on. */
const NOBODY = 'http://127.0.0.1:9';

interface Otherwise {
  /** Exit where neither AWS nor GitHub answers, if it is not 3. */
  readonly down?: number;
  /** Exit where every call but who one is is refused, if it is not 3. */
  readonly denied?: number;
  /** Exits of a dry run of the environment as it is, if it is not 0 alone. */
  readonly dry?: readonly number[];
  readonly why: string;
}

const NO_BASELINE = { dry: [3], why: 'there is no baseline of this repository' };
const LAST_VERSION = { dry: [1], why: 'the last version that can be used is never revoked' };
const NO_VERSION = { dry: [1], why: 'the state has no version of that name' };

/** What has its own answer, or needs no AWS. */
const OTHERWISE: Readonly<Record<string, Otherwise>> = {
  'baseline diff': NO_BASELINE,
  'baseline restore': NO_BASELINE,
  'baseline show': NO_BASELINE,
  'codeowners check': { dry: [3], down: 1, why: 'it has no token; its teams are of another owner' },
  'codeowners replace': { down: 0, denied: 0, why: 'there is nothing to be replaced' },
  doctor: { down: 1, denied: 0, why: 'that nobody answers is a finding; it asks only who one is' },
  drift: { dry: [1, 3], why: 'there is no baseline of this repository' },
  labels: { dry: [3], why: 'there is no token' },
  monitor: { dry: [0, 1], why: 'what it sees may be a breach' },
  'nonce revoke': LAST_VERSION,
  'production-checklist status': { dry: [1], down: 1, denied: 1, why: 'it reads a file' },
  'production-checklist tick': { down: 0, denied: 0, why: 'it writes a line into a file' },
  'salt revoke': LAST_VERSION,
  'state diff': NO_VERSION,
  'state restore': NO_VERSION,
};

const LAZY: Readonly<Record<string, readonly string[]>> = {
  // The others are runbooks of this list.
  'production-checklist run': ['--only', 'limits'],
};

const actions = await everyAction();

/** What holds of every runbook and action, whoever adds one: the list is that of `npm run ops`. */
export function everySection(place: LocalEnvironment): void {
  const folder = join(place.home, 'examples', 'every');
  const argsOf = ({ name, args }: Action): readonly string[] => [
    ...args.map((word) => word.replace('EXAMPLE', folder)),
    ...(LAZY[name] ?? []),
  ];
  const patience = (): AbortSignal => AbortSignal.timeout(PATIENCE_MS);
  /** An expected ending: a code and a remedy for a person, and no bug. */
  function endsWith(run: RunbookRun, exit: number, name: string): void {
    expect({ name, exit: run.exit, said: run.stderr }).toMatchObject({ exit });
    expect(run.stderr).not.toMatch(/bug in|\n\s+at /);
    // Some answer with a report that has its reasons row by row.
    if (exit !== 0) expect(`${run.stderr}${run.stdout}`).toMatch(/PM-\d{4}|AccessDenied|FAIL/);
  }

  describe('every runbook', () => {
    let before: EmulatorState;
    beforeAll(async () => {
      await makeExample('sound', folder);
      before = await emulatorState(place.aws);
    }, 5 * MINUTE);

    it.each(actions)(
      '$name changes nothing with --dry-run',
      async (action) => {
        const run = await runHere(place, [...argsOf(action), '--dry-run', '--json'], patience());
        const after = await emulatorState(place.aws);
        const changes = stateChanges(before, after);
        before = after;
        expect({ changes, said: run.stderr }).toMatchObject({ changes: [] });
        const { name } = action;
        const exits = OTHERWISE[name]?.dry ?? [0];
        if (!exits.includes(run.exit)) throw new Error(`${name}: exit ${run.exit}\n${run.stderr}`);
      },
      5 * MINUTE,
    );

    it.each(actions)('$name knows no environment of another name', async (action) => {
      const run = await runHere(place, [...argsOf(action), '--env', 'nowhere'], patience());
      endsWith(run, 2, action.name);
      expect(run.stderr).toContain('PM-1001');
    });

    it.each(actions)(
      '$name says that what it needs does not answer',
      async (action) => {
        const nobody = at(place, NOBODY);
        const env = { ...nobody.env, GITHUB_API_URL: NOBODY, GITHUB_TOKEN: 'ghp_nobody' };
        const run = await runHere({ env }, [...argsOf(action), '--yes'], patience());
        endsWith(run, OTHERWISE[action.name]?.down ?? 3, action.name);
      },
      5 * MINUTE,
    );

    it.each(actions)(
      '$name says that it is refused, and has changed nothing',
      async (action) => {
        const run = await refused(
          place,
          [...argsOf(action), '--yes'],
          ({ body }) => !body.includes('GetCallerIdentity'),
        );
        endsWith(run, OTHERWISE[action.name]?.denied ?? 3, action.name);
        const after = await emulatorState(place.aws);
        const changes = stateChanges(before, after);
        before = after;
        expect(changes).toEqual([]);
      },
      5 * MINUTE,
    );
  });
}
