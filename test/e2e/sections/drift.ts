import { join } from 'node:path';
import { UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from '@jest/globals';
import { makeExample } from '../../../ops/examples.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { fakeGitHub, serve } from '../../support/github/index.js';
import { changesDuring } from '../support/emulator-state.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { killAlone, untilLine } from '../support/power-loss.js';
import { expectExit, runHere, startChild, type RunbookRun } from '../support/runbook-run.js';

const MINUTE = 60_000;
/** What must appear nowhere. */
export const DRIFT_TOKEN = 'ghp_of-the-end-to-end-test';

interface Drifted {
  readonly verdict: string;
  readonly magnitude: number;
  readonly halves: readonly {
    readonly half: string;
    readonly rows: readonly { readonly subject: string; readonly says: string }[];
    readonly unknown: readonly string[];
  }[];
}

/** What somebody changes by hand is told, and one issue on GitHub says it for as long as it is so. */
export function driftSection(place: LocalEnvironment): void {
  const { names } = deploymentFor('local', {});
  const folder = join(place.home, 'examples', 'drifting');
  const { dynamodb, iam } = place.aws;
  const hand = { RoleName: names.roles.oracle, PolicyName: 'by-hand' };
  const recovery = (on: boolean): Promise<unknown> =>
    dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName: names.tables.consent.name,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on },
      }),
    );

  describe('the drift of the environment', () => {
    it(
      'is told with its magnitude, kept as one issue, which is closed when it is gone; AWS is only read',
      async () => {
        const github = fakeGitHub({ repos: { 'acme/app': {} } });
        const served = await serve(github);
        const token = { GITHUB_API_URL: served.api, GITHUB_TOKEN: DRIFT_TOKEN };
        const on = { ...place, env: { ...place.env, ...token } };
        const run = (...args: string[]): Promise<RunbookRun> =>
          runHere(on, ['drift', '--repo', folder, '--head', 'main', ...args, '--json']);
        const issues = (): unknown => github.state.repos.get('acme/app')?.issues;
        const kept = ['--issue', 'acme/app', '--yes'];
        const args = ['drift', '--repo', folder, '--head', 'main', ...kept, '--json'];
        /** `kill -9` as a line is said. */
        const killedAt = async (line: RegExp): Promise<void> => {
          const child = startChild(on, args);
          await untilLine(child, line);
          await killAlone(child);
        };
        try {
          await makeExample('sound', folder);
          const publish = ['baseline', 'publish', '--repo', folder, '--head', 'main'];
          const accepted = await runHere(place, [
            ...[...publish, '--expect', 'none', '--by', 'ada', '--yes', '--json'],
          ]);
          expectExit(accepted, 0);

          await recovery(false);
          const PolicyDocument = JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
          });
          await iam.send(new PutRolePolicyCommand({ ...hand, PolicyDocument }));
          const told = await changesDuring(place.aws, () => run());
          expect(told.changes).toEqual([]);
          const drifted = expectExit<Drifted>(told.result, 1);
          expect(drifted.verdict).toBe('drifted');
          expect(drifted.magnitude).toBeGreaterThan(0);
          expect(drifted.halves).toMatchObject([
            { half: 'repository', rows: [], unknown: [] },
            { half: 'infrastructure', unknown: [] },
          ]);
          const rows = drifted.halves[1]?.rows.map(({ subject, says }) => `${subject} ${says}`);
          expect(rows).toEqual([
            expect.stringMatching(/^data\/aws_dynamodb_table\.\S+ .*point_in_time_recovery$/),
            expect.stringMatching(/^access\/aws_iam_role\.oracle .*inline_policy$/),
          ]);

          // Shown, and not opened.
          expectExit(await run('--issue', 'acme/app', '--dry-run'), 1);
          expect(github.writes()).toEqual([]);
          // Killed as a label is made, and as the issue is opened: one issue at the end, with its labels.
          await killedAt(/^> acme\/app: create "drift"/);
          // Held where it opens the issue: meanwhile a second run is sent away.
          const first = startChild(on, args);
          await untilLine(first, /^> open an issue/);
          first.child.kill('SIGSTOP');
          const second = await run(...kept);
          await killAlone(first);
          expect(expectExit<{ error: object }>(second, 1).error).toMatchObject({
            code: 'PM-6002',
            why: expect.stringContaining(`pid ${first.child.pid ?? ''}`),
          });
          const opened = await run(...kept);
          expectExit(opened, 1);
          expect(opened.stderr).toMatch(/drift of .* died in step/);
          const open = {
            state: 'open',
            labels: ['phase-mirror', 'drift', 'drift: infrastructure'],
          };
          expect(issues()).toMatchObject([open]);
          const writes = github.writes().length;
          expectExit(await run(...kept), 1);
          expect(github.writes()).toHaveLength(writes);

          await recovery(true);
          await iam.send(new DeleteRolePolicyCommand(hand));
          // Killed as it is commented, and as it is closed: one comment, and it is closed.
          await killedAt(/^> say in #/);
          await killedAt(/^> close #/);
          const gone = await run(...kept);
          expect(expectExit<Drifted>(gone, 0)).toMatchObject({ verdict: 'as accepted' });
          expect(issues()).toMatchObject([{ state: 'closed', comments: [{}] }]);
        } finally {
          await recovery(true);
          await iam.send(new DeleteRolePolicyCommand(hand)).catch(() => undefined);
          await served.close();
        }
      },
      30 * MINUTE,
    );

    it('is refused for an environment that there is not', async () => {
      const wrong = await runHere(place, ['drift', '--env', 'stagin', '--json']);
      expect(expectExit(wrong, 2)).toMatchObject({ error: { code: 'PM-1001' } });
    });
  });
}
