import {
  BackupClient,
  CreateBackupPlanCommand,
  CreateBackupSelectionCommand,
  CreateBackupVaultCommand,
} from '@aws-sdk/client-backup';
import {
  CreateBackupCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListBackupsCommand,
  ListTablesCommand,
  PutItemCommand,
  RestoreTableFromBackupCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { beforeAll, expect, it } from '@jest/globals';
import { deploymentFor } from '../../../stacks/environments.js';
import { createTable, LOCAL, useEnvironmentWorld } from '../support/environment-world.js';
import { describeWithEmulator } from '../support/needs.js';
import { refusingProxy } from '../../support/refusing-proxy.js';

const world = useEnvironmentWorld();
const consent = LOCAL.names.tables.consent.name;
const dynamodb = (): DynamoDBClient => world.client(DynamoDBClient);
const tables = async (): Promise<readonly string[]> =>
  (await dynamodb().send(new ListTablesCommand({}))).TableNames ?? [];
const backups = async (): Promise<number> =>
  (await dynamodb().send(new ListBackupsCommand({}))).BackupSummaries?.length ?? 0;
const put = (TableName: string, pk: string, state: string): Promise<unknown> =>
  dynamodb().send(
    new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: 'a' }, state: { S: state } } }),
  );
const backUp = async (TableName: string, BackupName = 'kept'): Promise<string> => {
  const answer = await dynamodb().send(new CreateBackupCommand({ TableName, BackupName }));
  return answer.BackupDetails?.BackupArn ?? '';
};
const states = async (TableName: string): Promise<readonly string[]> => {
  const { Items = [] } = await dynamodb().send(new ScanCommand({ TableName }));
  return Items.map(({ pk, state }) => `${pk?.S ?? ''}=${state?.S ?? ''}`).sort();
};

describeWithEmulator('the runbook backup', () => {
  beforeAll(async () => {
    for (let i = 0; i < 130; i++) await put(consent, `org-${i}`, 'granted');
  });

  it('says that no plan takes the tables, and what is on', async () => {
    const { tables: found } = (await world.json(1, ['backup', 'status'])) as {
      tables: { table: string; pointInTime: { on: boolean }; problems: string[] }[];
    };
    expect(found).toHaveLength(4);
    expect(found[0]?.pointInTime.on).toBe(true);
    expect(found[0]?.problems).toEqual(['the backup plan does not take it']);
  });

  it('says that all is well where vault, plan and recovery are, and what is not', async () => {
    const backup = world.client(BackupClient);
    const { vault, plan } = LOCAL.names.backup;
    await backup.send(new CreateBackupVaultCommand({ BackupVaultName: vault }));
    const { BackupPlanId } = await backup.send(
      new CreateBackupPlanCommand({
        BackupPlan: {
          BackupPlanName: plan,
          Rules: [{ RuleName: 'daily', TargetBackupVaultName: vault }],
        },
      }),
    );
    await backup.send(
      new CreateBackupSelectionCommand({
        BackupPlanId,
        BackupSelection: {
          SelectionName: plan,
          IamRoleArn: 'arn:aws:iam::123456789012:role/x',
          Resources: ['arn:aws:dynamodb:*:*:table/phase-mirror-local-*'],
        },
      }),
    );
    await backUp(consent);
    const well = await world.run(['backup', 'status']);
    expect(well).toMatchObject({ exit: 0 });
    expect(well.stdout).toMatch(/on demand +1, newest/);
    const pointInTime = (PointInTimeRecoveryEnabled: boolean): Promise<unknown> =>
      dynamodb().send(
        new UpdateContinuousBackupsCommand({
          TableName: consent,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
        }),
      );
    await pointInTime(false);
    const off = await world.run(['backup', 'status']);
    await pointInTime(true);
    expect(off).toMatchObject({ exit: 1 });
    expect(off.stdout).toMatch(/problem: point-in-time recovery is off/);
  });

  it('rehearses: every item compared, none different, nothing left', async () => {
    const before = [await tables(), await backups()];
    const document = await world.json(0, ['backup', 'rehearse', '--yes']);
    expect(document['verified']).toMatchObject({ ok: true, differences: 0 });
    const { tables: rows } = document['verified'] as {
      tables: {
        table: string;
        compared: number;
        restoreMs: number;
        liveDigest: string;
        copyDigest: string;
      }[];
    };
    const row = rows.find(({ table }) => table === consent);
    expect(row).toMatchObject({ compared: 130, differences: 0, copyItems: 130 });
    expect(row?.restoreMs).toBeGreaterThanOrEqual(0);
    expect(row?.liveDigest).toBe(row?.copyDigest);
    expect([await tables(), await backups()]).toEqual(before);
  });

  it('makes no call that writes with --dry-run', async () => {
    const before = [await tables(), await backups()];
    const { exit, stdout } = await world.run(['backup', 'rehearse', '--dry-run']);
    expect({ exit, state: [await tables(), await backups()] }).toEqual({ exit: 0, state: before });
    expect(stdout).toMatch(/dynamodb:CreateBackup phase-mirror-local-consent/);
  });

  it('removes what a rehearsal that died has left', async () => {
    const before = [await tables(), await backups()];
    const BackupArn = await backUp(consent, `${consent}-rehearsal-20200101t000000`);
    const TargetTableName = `${consent}-rehearsal-20200101t000000`;
    await dynamodb().send(new RestoreTableFromBackupCommand({ BackupArn, TargetTableName }));
    const { stderr } = await world.run(['backup', 'rehearse', '--table', 'consent', '--yes']);
    expect(stderr).toMatch(/ok remove what a rehearsal that died has left .*1 tables, 1 backups/);
    expect([await tables(), await backups()]).toEqual(before);
  });

  it('goes no further where the role may not restore, and cleans up when it may', async () => {
    const before = [await tables(), await backups()];
    const proxy = await refusingProxy(world.endpoint());
    proxy.refuse = ({ target }) => target.endsWith('.RestoreTableFromBackup');
    const args = ['backup', 'rehearse', '--table', 'consent', '--yes'];
    try {
      const refused = await world.run(args, { AWS_ENDPOINT_URL: proxy.endpoint });
      expect(refused).toMatchObject({ exit: 20 });
      expect(refused.stdout).toMatch(/PM-6012.*\n.*AccessDenied/);
      expect(refused.stdout).toMatch(/Go on with: npm run ops -- backup rehearse/);
    } finally {
      await proxy.close();
    }
    expect(await world.run(args)).toMatchObject({ exit: 0 });
    expect([await tables(), await backups()]).toEqual(before);
  });

  it('restores into a table of its own, with its settings, once', async () => {
    const arn = await backUp(consent);
    const args = ['backup', 'restore', '--table', 'consent', '--backup', arn];
    const first = await world.json(0, [...args, '--yes']);
    const { table } = first['verified'] as { table: string };
    expect(table).toMatch(/^phase-mirror-local-consent-restored-[0-9a-f]{10}$/);
    expect(await states(table)).toEqual(await states(consent));
    expect(await world.json(0, [...args, '--yes'])).toMatchObject({ outcome: 'unchanged' });
    await dynamodb().send(new DeleteTableCommand({ TableName: table }));
  });

  it('protects what it restores in an environment that is protected, and lets it expire', async () => {
    const env = {
      PHASE_MIRROR_STAGING_ACCOUNT: '123456789012',
      PHASE_MIRROR_STAGING_GITHUB_ORGANISATION: 'acme',
      PHASE_MIRROR_STAGING_FOUNDATION_OWNER: 'local',
      AWS_ACCESS_KEY_ID: 'tester',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    const { names } = deploymentFor('staging', env);
    const kms = world.client(KMSClient);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const TargetKeyId = KeyMetadata?.KeyId;
    await kms.send(new CreateAliasCommand({ AliasName: names.keyAlias, TargetKeyId }));
    const spec = names.tables.fpEvents;
    await createTable(dynamodb(), spec, KeyMetadata?.Arn);
    const arn = await backUp(spec.name);
    const args = ['backup', 'restore', '--table', 'fp-events', '--backup', arn];
    const done = await world.json(0, [...args, '--env', 'staging', '--yes'], env);
    const { table } = done['verified'] as { table: string };
    const { Table } = await dynamodb().send(new DescribeTableCommand({ TableName: table }));
    expect(Table?.DeletionProtectionEnabled).toBe(true);
    const { TimeToLiveDescription } = await dynamodb().send(
      new DescribeTimeToLiveCommand({ TableName: table }),
    );
    expect(TimeToLiveDescription).toMatchObject({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: spec.ttlAttribute,
    });
  });

  it('restores to a second', async () => {
    const at = new Date(Date.now() - 1000).toISOString().replace(/\.\d+Z/, 'Z');
    const args = ['backup', 'restore', '--table', 'consent', '--at', at, '--yes'];
    const { verified } = (await world.json(0, args)) as { verified: { table: string } };
    await dynamodb().send(new DeleteTableCommand({ TableName: verified.table }));
  });

  it('never restores over a table', async () => {
    const arn = await backUp(consent);
    const args = ['backup', 'restore', '--table', 'consent', '--backup', arn, '--yes'];
    expect((await world.json(1, [...args, '--to', consent]))['error']).toMatchObject({
      code: 'PM-6030',
      why: 'it is in use',
    });
    expect((await world.json(2, [...args, '--swap', 'consent']))['error']).toMatchObject({
      code: 'PM-1001',
    });
    const both = await world.json(2, [...args, '--swap', consent, '--to', consent]);
    expect(both['error']).toMatchObject({ code: 'PM-1001' });
    expect(
      (await world.json(2, ['backup', 'restore', '--at', '2026-11-22T06:00:00Z']))['error'],
    ).toMatchObject({
      code: 'PM-1001',
    });
  });

  it('replaces what a table in use holds, keeps what it held, and says so', async () => {
    const was = await states(consent);
    const arn = await backUp(consent);
    await put(consent, 'org-0', 'revoked');
    await put(consent, 'org-new', 'granted');
    await dynamodb().send(
      new DeleteItemCommand({ TableName: consent, Key: { pk: { S: 'org-1' }, sk: { S: 'a' } } }),
    );
    const spoilt = await states(consent);
    const args = ['backup', 'restore', '--table', 'consent', '--swap', consent];
    const { stderr } = await world.run([...args, '--backup', arn, '--yes']);
    expect(stderr).toMatch(/ok write the items that differ .*2 written, 1 removed/);
    expect(await states(consent)).toEqual(was);
    const { BackupSummaries = [] } = await dynamodb().send(new ListBackupsCommand({}));
    const kept = BackupSummaries.find(({ BackupName }) => BackupName?.includes('-before-swap-'));
    const undo = [...args, '--backup', kept?.BackupArn ?? '', '--yes'];
    expect(await world.json(0, undo)).toMatchObject({ verified: { ok: true, differences: 0 } });
    expect(await states(consent)).toEqual(spoilt);
    expect(await tables()).not.toContain(expect.stringMatching(/rehearsal/));
  });

  it('names, after a swap that stopped on its way, the backup of what was there before it', async () => {
    const was = await states(consent);
    const arn = await backUp(consent);
    await put(consent, 'org-0', 'asked');
    await put(consent, 'org-newer', 'granted');
    const spoilt = await states(consent);
    const args = ['backup', 'restore', '--table', 'consent', '--swap', consent];
    const proxy = await refusingProxy(world.endpoint());
    // What differs is written, what is too much is not removed.
    proxy.refuse = ({ target, body }) => target.endsWith('.DeleteItem') && body.includes(consent);
    try {
      const env = { AWS_ENDPOINT_URL: proxy.endpoint };
      await world.json(20, [...args, '--backup', arn, '--yes'], env);
    } finally {
      await proxy.close();
    }
    const half = await states(consent);
    expect([was, spoilt]).not.toContainEqual(half);

    const next = await world.json(0, [...args, '--backup', arn, '--yes']);
    expect(await states(consent)).toEqual(was);
    const { before, backup } = next['verified'] as { before: string; backup: string };
    expect(before).not.toBe(backup);
    expect((next['plan'] as { undo: string }).undo).toContain(before);
    await world.json(0, [...args, '--backup', before, '--yes']);
    expect(await states(consent)).toEqual(spoilt);
  });

  it('restores a lost table under its own name, and leaves to the deploy what only it may set', async () => {
    const was = await states(consent);
    const arn = await backUp(consent);
    await dynamodb().send(new DeleteTableCommand({ TableName: consent }));
    const args = ['backup', 'restore', '--table', 'consent', '--backup', arn, '--yes'];
    expect((await world.json(1, [...args, '--swap', consent]))['error']).toMatchObject({
      code: 'PM-6030',
    });
    const proxy = await refusingProxy(world.endpoint());
    proxy.refuse = ({ target }) => /\.(UpdateContinuousBackups|TagResource)$/.test(target);
    try {
      const left = await world.json(1, [...args, '--to', consent], {
        AWS_ENDPOINT_URL: proxy.endpoint,
      });
      expect(left['error']).toMatchObject({
        code: 'PM-6013',
        remedy: expect.stringMatching(/deploy/),
      });
    } finally {
      await proxy.close();
    }
    expect(await states(consent)).toEqual(was);
    expect(await world.json(0, [...args, '--to', consent])).toMatchObject({
      verified: { ok: true },
    });
    const { Table } = await dynamodb().send(new DescribeTableCommand({ TableName: consent }));
    expect(Table?.SSEDescription?.Status).toBe('ENABLED');
  });
});
