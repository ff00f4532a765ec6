import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { changesDuring } from '../support/emulator-state.js';
import { startLoad, verdictsOf } from '../support/load.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { killAlone, untilLine } from '../support/power-loss.js';
import { refusingProxy } from '../../support/refusing-proxy.js';
import { expectExit, runHere, startChild, type RunbookRun } from '../support/runbook-run.js';
import { remember } from '../support/secret-memory.js';

const MINUTE = 60_000;
const RUNTIMES = 2;

interface Status {
  readonly signs: number;
  readonly proven: boolean;
  readonly versions: readonly { readonly version: number; readonly state: string }[];
  readonly retired: readonly { readonly version: number; readonly why: string }[];
}

/** Nonce and salt are rotated while the environment is at work, and whatever happens to a rotation. */
export function rotationSection(place: LocalEnvironment): void {
  const ops = (...args: readonly string[]): Promise<RunbookRun> => runHere(place, args);
  const status = async (kind = 'nonce'): Promise<Status> => {
    // What is taken away later is still looked for at the end of the story.
    await remember(place.aws);
    return expectExit<Status>(await ops(kind, 'status', '--json'), 0);
  };
  const rotate = ['nonce', 'rotate', '--anyway', '--yes'] as const;

  describe('the rotation of the environment', () => {
    it(
      'shows every call and writes nothing with --dry-run',
      async () => {
        const { result, changes } = await changesDuring(place.aws, () =>
          ops('nonce', 'rotate', '--dry-run'),
        );
        expect(result.exit).toBe(0);
        expect(result.stdout).toContain('ssm:PutParameter /guardian/local/redaction_nonce_v2 ');
        expect(changes).toEqual([]);
      },
      3 * MINUTE,
    );

    it(
      'under load: no evaluation fails, and no report is unverifiable',
      async () => {
        await remember(place.aws);
        const folder = join(place.home, 'load');
        const load = await startLoad(place, folder, RUNTIMES);
        try {
          await load.more(2);
          for (const args of [
            ['nonce', 'rotate'],
            ['salt', 'rotate'],
            ['nonce', 'rotate', '--anyway'],
          ]) {
            const run = await ops(...args, '--yes');
            expect({ exit: run.exit, said: run.stderr }).toMatchObject({ exit: 0 });
            await load.more(2);
          }
        } finally {
          const evaluations = await load.end();
          const verdicts = await verdictsOf(place, folder, evaluations);
          process.stderr.write(`rotation under load: ${JSON.stringify(verdicts)}\n`);
          expect(verdicts).toMatchObject({ failures: 0, unverifiable: 0 });
          expect(verdicts.evaluations).toBeGreaterThanOrEqual(8 * RUNTIMES);
          expect(Object.keys(verdicts.byVersion).sort()).toEqual(['v1', 'v2', 'v3']);
        }
        expect(await status()).toMatchObject({ signs: 3, proven: true });
        expect(await status('salt')).toMatchObject({ signs: 2, proven: true });
      },
      10 * MINUTE,
    );

    it(
      'a second run has nothing to do and changes nothing',
      async () => {
        const { result, changes } = await changesDuring(place.aws, () =>
          ops('nonce', 'rotate', '--yes', '--if-older-than', '30d'),
        );
        expect(result).toMatchObject({
          exit: 0,
          stdout: expect.stringContaining('nothing to do'),
        });
        expect(changes).toEqual([]);
      },
      3 * MINUTE,
    );

    it.each(['> store nonce', 'ok store nonce', '> see a fresh runtime', '> mark nonce'])(
      'killed at "%s" is finished by the next run, with one version more and not two',
      async (line) => {
        const { versions } = await status();
        const child = startChild(place, rotate);
        await untilLine(child, new RegExp(`^${line}`));
        await killAlone(child);
        const next = await ops('nonce', 'rotate', '--yes');
        expect(next.exit).toBe(0);
        expect(next.stderr).toMatch(
          /nonce rotate of .* died in step|released the claim of nonce rotate/,
        );
        const after = await status();
        // Killed before the store, the next run finds the grace of the rotation before.
        expect(after.versions.length - versions.length).toBeLessThanOrEqual(1);
        if (line !== '> store nonce') expect(after.versions.length).toBe(versions.length + 1);
        expect(after).toMatchObject({ proven: true, signs: after.versions.at(-1)?.version });
      },
      6 * MINUTE,
    );

    it(
      'two at once: one rotates, the other says who does',
      async () => {
        const before = await status();
        const children = [startChild(place, rotate), startChild(place, rotate)];
        const runs = await Promise.all(children.map(({ ended }) => ended));
        const codes = runs.map(({ exit }) => exit).sort();
        const after = await status();
        // A slow start may put them one after the other: then both rotate, each to its own version.
        expect([
          [0, 1],
          [0, 0],
        ]).toContainEqual(codes);
        const made = codes.filter((code) => code === 0).length;
        expect(after.versions.length).toBe(before.versions.length + made);
        for (const { exit, stderr } of runs) if (exit === 1) expect(stderr).toContain('PM-6002');
      },
      6 * MINUTE,
    );

    it.each([
      ['nobody listens', [...rotate], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, 3, 'PM-7004'],
      ['no environment is called so', ['nonce', 'rotate', '--env', 'nowhere'], {}, 2, 'PM-1001'],
    ] as const)(
      'says so at once when %s',
      async (_, args, more, exit, code) => {
        const run = await runHere({ env: { ...place.env, ...more } }, args);
        expect({ exit: run.exit, said: run.stderr }).toEqual({
          exit,
          said: expect.stringContaining(code),
        });
      },
      3 * MINUTE,
    );

    it(
      'without the right to store changes nothing and says which call was refused',
      async () => {
        const proxy = await refusingProxy(place.local.endpoint, ({ target }) =>
          target.endsWith('.PutParameter'),
        );
        try {
          const { result, changes } = await changesDuring(place.aws, () =>
            runHere({ env: { ...place.env, AWS_ENDPOINT_URL: proxy.endpoint } }, rotate),
          );
          expect(result).toMatchObject({ exit: 3, stderr: expect.stringContaining('PM-6012') });
          expect(changes).toEqual([]);
        } finally {
          await proxy.close();
        }
      },
      3 * MINUTE,
    );

    it(
      'version 1 can be taken away: Terraform does not make it again, and every promise holds',
      async () => {
        for (const { version } of (await status()).versions.slice(0, -1)) {
          expectExit(await ops('nonce', 'revoke', '--version', `${version}`, '--yes', '--json'), 0);
        }
        expect((await status()).versions).toHaveLength(1);
        const { stacks } = expectExit<{ stacks: { stack: string; outcome: string }[] }>(
          await ops('deploy', '--dry-run', '--json'),
          0,
        );
        expect(stacks.filter(({ outcome }) => outcome !== 'unchanged')).toEqual([]);
        expectExit(await ops('verify', '--json'), 0);
        expect((await ops('nonce', 'revoke', '--version', '1', '--yes')).stdout).toContain(
          'revoked already',
        );
      },
      10 * MINUTE,
    );
  });
}
