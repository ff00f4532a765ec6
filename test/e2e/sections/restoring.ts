import { createHash } from 'node:crypto';
import {
  CreateBackupCommand,
  DeleteBackupCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  ListBackupsCommand,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deploymentFor } from '../../../stacks/environments.js';
import { killedAtEveryBoundary } from '../support/boundaries.js';
import { changesDuring } from '../support/emulator-state.js';
import { refused, twoAtOnce } from '../support/hazards.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { expectExit, runHere } from '../support/runbook-run.js';

const MINUTE = 60_000;
const ITEMS = 30;

/** A restore for real, beside a table and into it, and what can happen to either. */
export function restoringSection(place: LocalEnvironment): void {
  const { names } = deploymentFor('local', {});
  const table = names.tables.consent.name;
  const beside = `${table}-restored-e2e`;
  const { dynamodb } = place.aws;
  const key = (id: string): { pk: { S: string }; sk: { S: string } } => ({
    pk: { S: `e2e-restore-${id}` },
    sk: { S: 'x' },
  });
  const put = (id: string, word: string): Promise<unknown> =>
    dynamodb.send(
      new PutItemCommand({ TableName: table, Item: { ...key(id), word: { S: word } } }),
    );
  const remove = (id: string): Promise<unknown> =>
    dynamodb.send(new DeleteItemCommand({ TableName: table, Key: key(id) }));
  /** All that a table holds, as one digest. */
  async function contents(TableName: string): Promise<string> {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
    const lines = Items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
    expect(lines.length).toBeGreaterThanOrEqual(ITEMS);
    return createHash('sha256').update(lines.join('\n')).digest('hex');
  }
  const tables = async (): Promise<readonly string[]> =>
    (await dynamodb.send(new ListTablesCommand({}))).TableNames ?? [];

  describe('a restore in the environment', () => {
    let arn = '';
    let was = '';
    beforeAll(async () => {
      for (let n = 0; n < ITEMS; n += 1) await put(`${n}`, 'as it was');
      was = await contents(table);
      const named = { TableName: table, BackupName: 'e2e-restore' };
      arn = (await dynamodb.send(new CreateBackupCommand(named))).BackupDetails?.BackupArn ?? '';
    }, MINUTE);
    afterAll(async () => {
      for (let n = 0; n < ITEMS; n += 1) await remove(`${n}`);
      const { BackupSummaries = [] } = await dynamodb.send(
        new ListBackupsCommand({ TableName: table }),
      );
      for (const { BackupArn } of BackupSummaries) {
        await dynamodb.send(new DeleteBackupCommand({ BackupArn }));
      }
    }, MINUTE);
    const restore = (...more: readonly string[]): readonly string[] => [
      ...['backup', 'restore', '--table', 'consent', '--backup', arn, '--yes', ...more],
    ];
    /** Somebody has changed one item, made one, and removed one. */
    async function spoil(): Promise<void> {
      await put('0', 'spoilt');
      await put('extra', 'not in the backup');
      await remove('1');
    }

    it(
      'beside the table is finished, whenever it was killed, and there is nothing to do then',
      async () => {
        const drop = async (): Promise<void> => {
          if ((await tables()).includes(beside)) {
            await dynamodb.send(new DeleteTableCommand({ TableName: beside }));
          }
        };
        await killedAtEveryBoundary(place, {
          before: async () => {
            await drop();
            return restore('--to', beside);
          },
          after: async () => expect(await contents(beside)).toBe(was),
        });
        const { result, changes } = await changesDuring(place.aws, () =>
          runHere(place, [...restore('--to', beside), '--json']),
        );
        expect(expectExit(result, 0)).toMatchObject({ outcome: 'unchanged' });
        expect(changes).toEqual([]);
        await drop();
        await twoAtOnce(place, restore('--to', beside), ({ target }) =>
          target.endsWith('.RestoreTableFromBackup'),
        );
        await drop();
      },
      10 * MINUTE,
    );

    it(
      'into the table in use brings every item back, whenever it was killed, and leaves no copy',
      async () => {
        await killedAtEveryBoundary(place, {
          before: async () => {
            await spoil();
            expect(await contents(table)).not.toBe(was);
            return restore('--swap', table);
          },
          after: async (next) => {
            expect(await contents(table)).toBe(was);
            expect(expectExit(next, 0)).toMatchObject({
              verified: { differences: 0, backup: expect.stringContaining('/backup/') },
            });
            expect((await tables()).filter((name) => name.includes('-swap-'))).toEqual([]);
          },
        });
        // Nothing differs any more: nothing is written.
        const again = await runHere(place, [...restore('--swap', table), '--json']);
        expectExit(again, 0);
        expect(again.stderr).toMatch(/ok write the items that differ .*\(0 written, 0 removed\)/);
      },
      10 * MINUTE,
    );

    it(
      'into the table in use is made by one at a time, and gone on with after a refusal',
      async () => {
        await spoil();
        await twoAtOnce(place, restore('--swap', table), ({ target }) =>
          target.endsWith('.CreateBackup'),
        );
        await spoil();
        const half = await refused(
          place,
          restore('--swap', table),
          ({ target, body }) => target.endsWith('.PutItem') && body.includes(`"${table}"`),
        );
        expect(expectExit(half, 20)).toMatchObject({ error: { code: 'PM-6012' } });
        expectExit(await runHere(place, [...restore('--swap', table), '--json']), 0);
        expect(await contents(table)).toBe(was);
      },
      8 * MINUTE,
    );
  });
}
