import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gitHubDesk, type GitHubDesk } from '../../ops/support/github-desk.js';
import { killedAtEveryBoundary } from '../support/boundaries.js';
import { inherited } from '../support/local-environment.js';
import { killAlone } from '../support/power-loss.js';
import { expectExit, runHere, startChild, type Place } from '../support/runbook-run.js';

const MINUTE = 60_000;
/** A port of loopback that nothing listens on. */
const NOBODY = 'http://127.0.0.1:9';

interface Failed {
  readonly error: { readonly code: string; readonly why?: string };
}

/** Runbooks that touch GitHub or a file of the repository and no AWS: as processes, at a GitHub with a memory. */
export function gitHubSection(): void {
  describe('at GitHub', () => {
    let desk: GitHubDesk;
    let place: Place;
    let file: string;
    let set: string;
    beforeEach(async () => {
      desk = await gitHubDesk({
        repos: { 'acme/app': {} },
        orgs: { acme: { teams: { stewards: { repos: { 'acme/app': 'push' } } } } },
      });
      place = { env: { ...inherited(), ...desk.env } };
      mkdirSync(join(desk.folder, 'repo/.github'), { recursive: true });
      file = join(desk.folder, 'repo/.github/CODEOWNERS');
      set = join(desk.folder, 'set.json');
      const names = ['one', 'two', 'three'].map((name) => ({ name, color: 'ededed' }));
      writeFileSync(set, JSON.stringify({ labels: names }));
    });
    afterEach(() => desk.close());

    const labels = (): readonly string[] => ['labels', '--set', set, '--repo', 'acme/app', '--yes'];
    const made = (): { name: string }[] =>
      desk.github.state.repos.get('acme/app')?.labels as unknown as { name: string }[];
    const owners = (action: string): readonly string[] => [
      ...['codeowners', action, '--folder', join(desk.folder, 'repo'), '--repo', 'acme/app'],
    ];
    const replace = (): readonly string[] => [
      ...[...owners('replace'), '--map', '@steward-username=@acme/stewards', '--yes'],
    ];
    const BEFORE = '# owners\n* @steward-username\n';
    const AFTER = '# owners\n* @acme/stewards\n';

    /** While the first waits for an answer that never comes, the second is sent away. */
    async function twoAtOnce(args: readonly string[], held: RegExp): Promise<void> {
      desk.github.fail('not arrived', { on: held });
      const first = startChild(place, [...args, '--json']);
      const count = (): number =>
        desk.github.requests.filter(({ operation }) => held.test(operation)).length;
      const seen = count();
      while (count() === seen) await new Promise((resolve) => setTimeout(resolve, 20));
      const second = expectExit<Failed>(await runHere(place, [...args, '--json']), 1);
      await killAlone(first);
      expect(second.error.code).toBe('PM-6002');
      expect(second.error.why).toContain(`pid ${first.child.pid ?? ''}`);
      expectExit(await runHere(place, [...args, '--json']), 0);
    }

    it(
      'the labels are the set, each made once, whenever it was killed; then there is nothing to do',
      async () => {
        await killedAtEveryBoundary(place, {
          before: () => {
            made().length = 0;
            return Promise.resolve(labels());
          },
          after: () => {
            expect(made().map(({ name }) => name)).toEqual(['one', 'two', 'three']);
            return Promise.resolve();
          },
        });
        const writes = desk.github.writes().length;
        const again = await runHere(place, [...labels(), '--json']);
        expect(expectExit(again, 0)).toMatchObject({ outcome: 'unchanged' });
        expect(desk.github.writes()).toHaveLength(writes);
      },
      8 * MINUTE,
    );

    it(
      'the labels are made by one at a time, and none by --dry-run',
      async () => {
        expectExit(await runHere(place, [...labels(), '--dry-run', '--json']), 0);
        expect(desk.github.writes()).toEqual([]);
        await twoAtOnce(labels(), /^POST .*labels/);
        expect(made().map(({ name }) => name)).toEqual(['one', 'two', 'three']);
      },
      3 * MINUTE,
    );

    it(
      'the owners are replaced in the whole file or not at all, whenever it was killed; then there is nothing to do',
      async () => {
        await killedAtEveryBoundary(place, {
          before: () => {
            writeFileSync(file, BEFORE);
            return Promise.resolve(replace());
          },
          after: () => {
            expect(readFileSync(file, 'utf8')).toBe(AFTER);
            return Promise.resolve();
          },
        });
        const again = await runHere(place, [...replace(), '--json']);
        expect(expectExit(again, 0)).toMatchObject({ outcome: 'unchanged' });
        expect(readFileSync(file, 'utf8')).toBe(AFTER);
        expectExit(await runHere(place, [...owners('check'), '--json']), 0);
      },
      6 * MINUTE,
    );

    it(
      'the owners are replaced by one at a time, and not at all by --dry-run',
      async () => {
        writeFileSync(file, BEFORE);
        expectExit(await runHere(place, [...replace(), '--dry-run', '--json']), 0);
        expect(readFileSync(file, 'utf8')).toBe(BEFORE);
        await twoAtOnce(replace(), /^GET .*teams/);
        expect(readFileSync(file, 'utf8')).toBe(AFTER);
      },
      3 * MINUTE,
    );

    it(
      'what GitHub does not answer, refuses or calls otherwise is said so, and nothing is written',
      async () => {
        writeFileSync(file, BEFORE);
        const nobody = { env: { ...place.env, GITHUB_API_URL: NOBODY } };
        for (const [args, exit] of [
          [labels(), 3],
          // One of its owners is wrong whatever GitHub says.
          [owners('check'), 1],
          // What could not be asked of an owner is noted; the mapping is what a person said.
          [replace(), 0],
        ] as const) {
          const down = await runHere(nobody, [...args, '--json']);
          expect({ args, exit: down.exit, said: down.stderr }).toMatchObject({ exit });
          writeFileSync(file, BEFORE);
          const wrong = await runHere(place, [...args, '--env', 'nowhere', '--json']);
          expect(expectExit<Failed>(wrong, 2).error.code).toBe('PM-1001');
          expect(readFileSync(file, 'utf8')).toBe(BEFORE);
        }
        desk.github.fail(403, { on: /labels/, times: 9 });
        const refused = expectExit<Failed>(await runHere(place, [...labels(), '--json']), 3);
        expect(refused.error.why).toMatch(/403|permission|not accessible/i);
        expect(desk.github.writes()).toEqual([]);
      },
      6 * MINUTE,
    );
  });
}
