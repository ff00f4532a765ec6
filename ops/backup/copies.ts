import {
  CreateBackupCommand,
  DeleteBackupCommand,
  DeleteTableCommand,
  ListBackupsCommand,
  paginateListTables,
  RestoreTableFromBackupCommand,
  type BackupSummary,
  type DynamoDBClient,
  type ListBackupsCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { copyName, type CopyKind } from '../../runtime/src/names/index.js';

/** Tables that are copies of this one for this purpose. */
export async function copiesOf(
  client: DynamoDBClient,
  table: string,
  kind: CopyKind,
): Promise<readonly string[]> {
  const prefix = copyName(table, kind, '');
  const found: string[] = [];
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) {
    found.push(...TableNames.filter((name) => name.startsWith(prefix)));
  }
  return found;
}

/** On-demand backups of a table that were not made by AWS itself or by AWS Backup, newest first. */
export async function backupsOf(
  client: DynamoDBClient,
  table: string,
): Promise<readonly BackupSummary[]> {
  const found: BackupSummary[] = [];
  let from: string | undefined;
  do {
    const page: ListBackupsCommandOutput = await client.send(
      new ListBackupsCommand({
        TableName: table,
        BackupType: 'USER',
        ...(from === undefined ? {} : { ExclusiveStartBackupArn: from }),
      }),
    );
    found.push(...(page.BackupSummaries ?? []));
    from = page.LastEvaluatedBackupArn;
  } while (from !== undefined);
  return found.sort((a, b) => Number(b.BackupCreationDateTime) - Number(a.BackupCreationDateTime));
}

/** Makes a backup and answers its ARN. */
export async function createBackup(
  client: DynamoDBClient,
  TableName: string,
  BackupName: string,
): Promise<string> {
  const answer = await client.send(new CreateBackupCommand({ TableName, BackupName }));
  return answer.BackupDetails?.BackupArn ?? '';
}

/** Starts to restore a backup into a table that does not exist, encrypted with the environment's key. */
export async function restoreBackup(
  client: DynamoDBClient,
  BackupArn: string,
  TargetTableName: string,
  keyArn: string,
): Promise<void> {
  await client.send(
    new RestoreTableFromBackupCommand({
      BackupArn,
      TargetTableName,
      BillingModeOverride: 'PAY_PER_REQUEST',
      SSESpecificationOverride: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn },
    }),
  );
}

const GONE = new Set(['ResourceNotFoundException', 'BackupNotFoundException']);

async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error) || !GONE.has(error.name)) throw error;
  }
}

export const removeTable = (client: DynamoDBClient, TableName: string): Promise<void> =>
  unlessGone(client.send(new DeleteTableCommand({ TableName })));

export const removeBackup = (client: DynamoDBClient, BackupArn: string): Promise<void> =>
  unlessGone(client.send(new DeleteBackupCommand({ BackupArn })));

/** `20261122t064512`: part of a name, and sorted by time. */
export const stampOf = (ms: number): string =>
  new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase();
