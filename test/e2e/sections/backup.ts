import {
  CreateBackupCommand,
  DeleteBackupCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { deploymentFor } from '../../../stacks/environments.js';
import { changesDuring } from '../support/emulator-state.js';
import { killedAt, refused, twoAtOnce, withoutAws } from '../support/hazards.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { expectExit, runHere, type RunbookRun } from '../support/runbook-run.js';
import { stackChanges } from '../support/stack-changes.js';

const MINUTE = 60_000;
const ITEMS = 250;
const REHEARSE = ['backup', 'rehearse', '--yes'];

interface Rehearsed {
  readonly verified: {
    readonly differences: number;
    readonly tables: readonly {
      readonly table: string;
      readonly compared: number;
      readonly differences: number;
      readonly restoreMs: number;
      readonly compareMs: number;
      readonly rpo: { readonly pointInTimeSeconds?: number };
    }[];
  };
}

/** Backups of the deployed environment, and everything that can happen to a rehearsal and a restore. */
export function backupSection(place: LocalEnvironment): void {
  const { names } = deploymentFor('local', {});
  const table = names.tables.consent.name;
  const { dynamodb } = place.aws;
  const keys = Array.from({ length: ITEMS }, (_, i) => ({
    pk: { S: `e2e-${i}` },
    sk: { S: 'x' },
  }));
  const rehearse = (): Promise<RunbookRun> => runHere(place, [...REHEARSE, '--json']);

  describe('the backups of the environment', () => {
    it('protect every table; looking at them changes nothing', async () => {
      const { result, changes } = await changesDuring(place.aws, () =>
        runHere(place, ['backup', 'status', '--json']),
      );
      const { tables } = expectExit<{
        tables: { problems: string[]; pointInTime: { days: number } }[];
      }>(result, 0);
      expect(tables.map(({ problems, pointInTime }) => [problems, pointInTime.days])).toEqual(
        tables.map(() => [[], 35]),
      );
      expect(changes).toEqual([]);
    });

    it('are shown with every call, and not made, by --dry-run', async () => {
      const { result, changes } = await changesDuring(place.aws, () =>
        runHere(place, ['backup', 'rehearse', '--dry-run', '--json']),
      );
      const { plan } = expectExit<{ plan: { steps: { effect: string; calls: string[] }[] } }>(
        result,
        0,
      );
      expect(plan.steps.map(({ effect }) => effect)).toEqual([
        'read',
        'write',
        'write',
        'read',
        'write',
        'write',
      ]);
      expect(changes).toEqual([]);
    });

    it(
      'are restored, every item compared, none different, nothing left; and so the next time',
      async () => {
        for (const key of keys) {
          const Item = { ...key, tags: { SS: [key.pk.S, 'e2e'] } };
          await dynamodb.send(new PutItemCommand({ TableName: table, Item }));
        }
        const { result, changes } = await changesDuring(place.aws, async () => [
          await rehearse(),
          await rehearse(),
        ]);
        for (const run of result) {
          const { verified } = expectExit<Rehearsed>(run, 0);
          const items = verified.tables.reduce((sum, { compared }) => sum + compared, 0);
          expect(verified.differences).toBe(0);
          expect(items).toBeGreaterThanOrEqual(ITEMS);
          for (const row of verified.tables) {
            expect(row.restoreMs + row.compareMs).toBeGreaterThan(0);
            expect(row.rpo.pointInTimeSeconds).toBeGreaterThanOrEqual(0);
          }
          const rto = Math.max(...verified.tables.map((row) => row.restoreMs + row.compareMs));
          const rpo = Math.max(...verified.tables.map((row) => row.rpo.pointInTimeSeconds ?? 0));
          process.stderr.write(
            `rehearsal: ${items} items compared, ${verified.differences} differences, RTO ${rto} ms, RPO ${rpo} s\n`,
          );
        }
        expect(changes).toEqual([]);
      },
      6 * MINUTE,
    );

    it(
      'are rehearsed to the end after a kill at any step, and nothing of the dead run stays',
      async () => {
        const { changes } = await changesDuring(place.aws, async () => {
          for (const step of [
            /^> back the tables up/,
            /^> restore the backups/,
            /^> compare item by item/,
            /^> remove the new tables/,
            /^> remove the backups/,
          ]) {
            const run = await killedAt(place, [...REHEARSE, '--table', 'consent'], step);
            expect(expectExit<Rehearsed>(run, 0).verified.differences).toBe(0);
            expect(run.stderr).toMatch(/backup rehearse of .* died/);
          }
        });
        expect(changes).toEqual([]);
      },
      8 * MINUTE,
    );

    it(
      'are rehearsed by one at a time, and not without AWS or in an environment that is none',
      async () => {
        const args = [...REHEARSE, '--table', 'consent'];
        await twoAtOnce(place, args, ({ target }) => target.endsWith('.CreateBackup'));
        await withoutAws(place, args);
      },
      6 * MINUTE,
    );

    it('are not made by who may not, which is said with the call that was refused', async () => {
      const { result, changes } = await changesDuring(place.aws, () =>
        refused(place, REHEARSE, ({ target }) => target.endsWith('.CreateBackup')),
      );
      expect(expectExit<{ error: object }>(result, 3).error).toMatchObject({
        code: 'PM-6012',
        why: expect.stringMatching(/AccessDenied/),
      });
      expect(changes).toEqual([]);
    });

    it(
      'bring a lost table back, as Terraform knows it',
      async () => {
        const { BackupDetails } = await dynamodb.send(
          new CreateBackupCommand({ TableName: table, BackupName: 'e2e' }),
        );
        const arn = BackupDetails?.BackupArn ?? '';
        await dynamodb.send(new DeleteTableCommand({ TableName: table }));
        const args = ['backup', 'restore', '--table', 'consent', '--backup', arn, '--to', table];
        const run = await killedAt(place, [...args, '--yes'], /^> switch point-in-time/);
        expectExit(run, 0);
        expectExit(await runHere(place, [...args, '--yes', '--json']), 0);
        const { Count } = await dynamodb.send(
          new ScanCommand({ TableName: table, Select: 'COUNT' }),
        );
        expect(Count).toBeGreaterThanOrEqual(ITEMS);
        await dynamodb.send(new DeleteBackupCommand({ BackupArn: arn }));
        expect(await stackChanges(place, 'data')).toEqual([]);
        for (const Key of keys) {
          await dynamodb.send(new DeleteItemCommand({ TableName: table, Key }));
        }
      },
      8 * MINUTE,
    );
  });
}
