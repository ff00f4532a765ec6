/**
 * The README's first command on a machine where nothing is up, as a newcomer runs it: up, up again,
 * status, down, down again. Nothing of it may stay behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { alive } from '../../ops/frame/alive.js';
import { inherited } from './support/local-environment.js';
import { requireTools } from './support/requirements.js';
import { expectExit, runHere, type Place } from './support/runbook-run.js';

const MINUTE = 60_000;
const home = mkdtempSync(join(tmpdir(), 'phase-mirror-e2e-up-'));
const place: Place = { env: { ...inherited(), PHASE_MIRROR_HOME: home } };

interface Up {
  readonly changed: boolean;
  readonly local: { readonly pid: number; readonly instance: string };
  readonly bootstrap: { readonly done: readonly string[] };
  readonly deploy: { readonly outcome: string };
  readonly verification: { readonly failed: number; readonly couldNotRun: number };
  readonly evaluations: readonly { readonly example: string; readonly outcome: string }[];
}

const up = async (): Promise<Up> => expectExit<Up>(await runHere(place, ['up', '--json']), 0);

beforeAll(requireTools, MINUTE);
afterAll(async () => {
  // Only where a test above has failed is there anything left to stop.
  await runHere(place, ['down', '--stop-only', '--json']);
  rmSync(home, { recursive: true, force: true });
}, MINUTE);

describe('up and down', () => {
  let first: Up;

  it(
    'makes an environment from nothing, blocks the unsound change and allows the sound one',
    async () => {
      first = await up();
      expect(first).toMatchObject({
        changed: true,
        deploy: { outcome: 'applied' },
        verification: { failed: 0, couldNotRun: 0 },
        evaluations: [
          { example: 'examples/unsound', outcome: 'block' },
          { example: 'examples/sound', outcome: 'allow' },
        ],
      });
    },
    8 * MINUTE,
  );

  it(
    'changes nothing the second time',
    async () => {
      const second = await up();
      expect(second.bootstrap.done).toEqual([]);
      expect(second).toMatchObject({ changed: false, deploy: { outcome: 'unchanged' } });
      expect(second.local).toEqual(first.local);
      expect(second.evaluations.map(({ outcome }) => outcome)).toEqual(['block', 'allow']);
    },
    4 * MINUTE,
  );

  it(
    'says what is up',
    async () => {
      const { exit, stdout } = await runHere(place, ['status']);
      expect(exit).toBe(0);
      expect(stdout).toContain(String(first.local.pid));
      expect(stdout).toMatch(/block/i);
    },
    MINUTE,
  );

  it(
    'destroys all of it with Terraform and stops the local AWS',
    async () => {
      const removed = expectExit<{ destroyed: string[]; stopped: number }>(
        await runHere(place, ['down', '--json']),
        0,
      );
      expect([...removed.destroyed].sort()).toEqual([
        'access',
        'data',
        'foundation',
        'observability',
      ]);
      expect(removed.stopped).toBe(first.local.pid);
      expect(alive(first.local.pid)).toBe(false);
      const again = await runHere(place, ['down']);
      expect(again).toMatchObject({ exit: 0, stdout: 'Nothing was up.\n' });
    },
    5 * MINUTE,
  );
});
