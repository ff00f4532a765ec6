import { BackupClient } from '@aws-sdk/client-backup';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import type { Site } from '../../../ops/aws/site.js';
import { itemsOf } from '../../../ops/backup/items.js';
import { protectionOf } from '../../../ops/backup/protection.js';
import { protectionOutcome, renderRehearsal } from '../../../ops/backup/render.js';
import { chosenTables } from '../../../ops/backup/tables.js';
import { untilActive } from '../../../ops/backup/waiting.js';
import { LOCAL } from '../support/environment-world.js';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const HOUR = 3_600_000;

type Answers = Readonly<Record<string, (input: never) => unknown>>;

/** A real client, whose paginators know it, with answers in place of the network. */
function answering<T extends object>(client: T, answers: Answers): T {
  const send = (command: { readonly constructor: { name: string }; readonly input: object }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    const answer = answers[name];
    return answer === undefined
      ? Promise.reject(Object.assign(new Error(name), { name: 'ResourceNotFoundException' }))
      : Promise.resolve(answer(command.input as never));
  };
  return Object.assign(client, { send });
}
const dynamodb = (answers: Answers): DynamoDBClient =>
  answering(new DynamoDBClient({ region: 'eu-central-1' }), answers);

/** Point-in-time recovery everywhere; a plan; recovery points of this age in hours, newest last. */
function siteWith(ages: readonly number[], statuses = ages.map(() => 'COMPLETED')): Site {
  const plan = LOCAL.names.backup.plan;
  const backup = answering(new BackupClient({ region: 'eu-central-1' }), {
    ListBackupPlans: () => ({ BackupPlansList: [{ BackupPlanName: plan, BackupPlanId: 'p' }] }),
    GetBackupPlan: () => ({ BackupPlan: { Rules: [{ ScheduleExpression: 'cron(x)' }] } }),
    ListBackupSelections: () => ({ BackupSelectionsList: [{ SelectionId: 's' }] }),
    GetBackupSelection: () => ({ BackupSelection: { Resources: ['*'] } }),
    ListRecoveryPointsByBackupVault: () => ({
      RecoveryPoints: ages.map((age, i) => ({
        Status: statuses[i],
        RecoveryPointArn: `arn:${age}`,
        CreationDate: new Date(NOW - age * HOUR),
      })),
    }),
  });
  const client = dynamodb({
    DescribeContinuousBackups: () => ({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: 'ENABLED',
          LatestRestorableDateTime: new Date(NOW - 300_000),
        },
      },
    }),
    ListBackups: () => ({ BackupSummaries: [] }),
  });
  return {
    deployment: LOCAL,
    clients: { backup, dynamodb: client },
    context: { io: { now: () => NOW } },
  } as unknown as Site;
}

describe('what protects the tables', () => {
  it('is told with the newest completed recovery point and what would be lost', async () => {
    const { tables } = await protectionOf(
      siteWith([50, 3, 1], ['COMPLETED', 'COMPLETED', 'PARTIAL']),
    );
    expect(tables[0]).toMatchObject({
      recoveryPoints: 2,
      lastRecoveryPoint: { arn: 'arn:3', at: '2026-11-22T03:00:00.000Z' },
      rpo: { pointInTimeSeconds: 300, lastBackupSeconds: 3 * 3600 },
      problems: [],
    });
    expect(protectionOutcome('local', await protectionOf(siteWith([3]))).text).toMatch(
      /1 recovery points, newest 2026-11-22T03:00:00.000Z/,
    );
  });

  it('is not enough when the newest recovery point is older than a day and a half', async () => {
    const outcome = protectionOutcome('local', await protectionOf(siteWith([40])));
    expect(outcome).toMatchObject({ exit: 1 });
    expect(outcome.text).toMatch(/its newest recovery point is 40 hours old/);
  });

  it('is nothing where neither table nor plan nor vault exists', async () => {
    const site = {
      ...siteWith([]),
      clients: {
        backup: answering(new BackupClient({ region: 'eu-central-1' }), {
          ListBackupPlans: () => ({ BackupPlansList: [] }),
        }),
        dynamodb: dynamodb({ ListBackups: () => ({}) }),
      },
    } as unknown as Site;
    const { rules, tables } = await protectionOf(site);
    expect(rules).toEqual([]);
    expect(tables[0]).toMatchObject({ missing: true, selected: false });
    expect(protectionOutcome('local', { vault: 'v', plan: 'p', rules, tables }).text).toMatch(
      /there is no plan/,
    );
  });
});

describe('a rehearsal', () => {
  it('is reported with what was not measured, and with what nothing restores', () => {
    const row = {
      ...{ table: 't', compared: 2, copyItems: 2, differences: 1, writtenMeanwhile: 3 },
      ...{ liveDigest: '', copyDigest: '', backupMs: -1, restoreMs: 90_000, compareMs: 500 },
    };
    const text = renderRehearsal([
      { ...row, rpo: {} },
      { ...row, rpo: { pointInTimeSeconds: 90, lastBackupSeconds: 9000 } },
    ]);
    expect(text).toMatch(/2 items compared, 1 differences, 3 written meanwhile/);
    expect(text).toMatch(/backup not measured, RTO 90.5 s/);
    expect(text).toMatch(/RPO unlimited: nothing is restorable/);
    expect(text).toMatch(/RPO 90 s by point-in-time recovery, 3 h by AWS Backup/);
  });
});

describe('a throttled table', () => {
  const keys = [{ pk: { S: 'a' } }, { pk: { S: 'b' } }];

  it('is asked again for what it left unprocessed', async () => {
    let asked = 0;
    const client = dynamodb({
      BatchGetItem: () => {
        asked += 1;
        return asked === 1
          ? { Responses: { t: [keys[0]] }, UnprocessedKeys: { t: { Keys: [keys[1]] } } }
          : { Responses: { t: [keys[1]] } };
      },
    });
    expect(await itemsOf(client, 't', keys)).toEqual(keys);
  });

  it('that never answers ends the comparison', async () => {
    const client = dynamodb({
      BatchGetItem: () => ({ UnprocessedKeys: { t: { Keys: keys } } }),
    });
    await expect(itemsOf(client, 't', keys, 3)).rejects.toMatchObject({ code: 'PM-6012' });
  });
});

describe('waiting for a restore', () => {
  it('says every minute how long it takes, and ends when it is cancelled', async () => {
    const said: string[] = [];
    const controller = new AbortController();
    let time = 0;
    const client = dynamodb({ DescribeTable: () => ({ Table: { TableStatus: 'CREATING' } }) });
    const patience = {
      signal: controller.signal,
      say: (line: string) => {
        said.push(line);
        if (said.length === 2) controller.abort();
      },
      now: () => (time += 40_000),
    };
    await expect(untilActive(client, 't', patience)).rejects.toMatchObject({ code: 'PM-7005' });
    expect(said[0]).toMatch(/restoring t: \d min/);
  });
});

it('knows tables by the end of their name, and names the nearest', () => {
  expect(chosenTables(LOCAL, 'fp-events')).toHaveLength(1);
  expect(chosenTables(LOCAL, LOCAL.names.tables.consent.name)).toHaveLength(1);
  expect(() => chosenTables(LOCAL, 'consents')).toThrow(/did you mean consent\?/);
  expect(() => chosenTables(LOCAL, 'zzz')).toThrow(expect.objectContaining({ code: 'PM-1001' }));
});
