import { createHash } from 'node:crypto';
import { DescribeRestoreJobCommand, StartRestoreJobCommand } from '@aws-sdk/client-backup';
import { RestoreTableToPointInTimeCommand, type TableDescription } from '@aws-sdk/client-dynamodb';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import { restoreBackup } from './copies.js';
import type { Subject } from './tables.js';

/** What a table is restored from. */
export type Source =
  /** A backup of DynamoDB's own, on demand or made by AWS Backup. */
  | { readonly kind: 'backup'; readonly arn: string }
  /** A recovery point that AWS Backup keeps itself. */
  | { readonly kind: 'recovery-point'; readonly arn: string }
  /** A second of the last 35 days. */
  | { readonly kind: 'time'; readonly at: Date };

export interface SourceOptions {
  readonly backup?: string | undefined;
  readonly at?: string | undefined;
}

/** Reads `--backup ARN` or `--at TIME`. Throws PM-1001 for none, both, or what is neither. */
export function sourceOf({ backup, at }: SourceOptions): Source {
  const wrong = (why: string): Error =>
    opsError('PM-1001', {
      what: 'npm run ops -- backup restore',
      why,
      remedy:
        'Name one source: --backup ARN (`backup status` lists them) or --at 2026-11-22T06:00:00Z.',
    });
  if ((backup === undefined) === (at === undefined)) {
    throw wrong('it needs either --backup or --at, and not both');
  }
  if (at !== undefined) {
    const exact = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(at) ? new Date(at) : undefined;
    if (exact === undefined || Number.isNaN(exact.getTime())) {
      throw wrong(`--at ${at} is no second in UTC, such as 2026-11-22T06:00:00Z`);
    }
    return { kind: 'time', at: exact };
  }
  const arn = backup ?? '';
  if (/^arn:[^:]+:dynamodb:[^:]+:\d{12}:table\/[^/]+\/backup\/[^/]+$/.test(arn)) {
    return { kind: 'backup', arn };
  }
  if (/^arn:[^:]+:backup:[^:]+:\d{12}:recovery-point:.+$/.test(arn)) {
    return { kind: 'recovery-point', arn };
  }
  throw wrong('--backup is neither the ARN of a backup of DynamoDB nor of a recovery point');
}

/** The same source has the same id, so that a restore that was killed finds what it began. */
export function sourceId(source: Source): string {
  const text = source.kind === 'time' ? source.at.toISOString() : source.arn;
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'time':
      return `its state at ${source.at.toISOString()}`;
    case 'backup':
      return `backup ${source.arn}`;
    case 'recovery-point':
      return `recovery point ${source.arn}`;
  }
}

/** Whether that table was made by restoring this source, so that going on with it overwrites nothing. */
export function isFrom(
  { RestoreSummary: restored, TableName }: TableDescription,
  source: Source,
  { spec }: Subject,
): boolean {
  if (restored === undefined) return false;
  switch (source.kind) {
    case 'backup':
      return restored.SourceBackupArn === source.arn;
    case 'recovery-point':
      // AWS Backup restores with an ARN of its own: the name, which holds the source's id, has to do.
      return TableName?.includes(sourceId(source)) === true;
    case 'time':
      return (
        restored.SourceTableArn?.endsWith(`:table/${spec.name}`) === true &&
        restored.SourceBackupArn === undefined &&
        TableName?.includes(sourceId(source)) === true
      );
  }
}

/** The call that restores, for the plan. */
export function restoreCall(site: Site, source: Source, target: string): string {
  const { keyAlias } = site.deployment.names;
  switch (source.kind) {
    case 'backup':
      return `dynamodb:RestoreTableFromBackup ${target} (backup ${source.arn}, key ${keyAlias})`;
    case 'recovery-point':
      return `backup:StartRestoreJob ${target} (recovery point ${source.arn}, key ${keyAlias})`;
    case 'time':
      return `dynamodb:RestoreTableToPointInTime ${target} (${source.at.toISOString()}, key ${keyAlias})`;
  }
}

/** Starts to restore into a table that does not exist. */
export async function startRestore(
  site: Site,
  subject: Subject,
  source: Source,
  target: string,
  keyArn: string,
): Promise<void> {
  const { clients, deployment } = site;
  switch (source.kind) {
    case 'backup':
      return restoreBackup(clients.dynamodb, source.arn, target, keyArn);
    case 'time':
      await clients.dynamodb.send(
        new RestoreTableToPointInTimeCommand({
          SourceTableName: subject.spec.name,
          TargetTableName: target,
          RestoreDateTime: source.at,
          BillingModeOverride: 'PAY_PER_REQUEST',
          SSESpecificationOverride: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn },
        }),
      );
      return;
    case 'recovery-point': {
      const { account } = deployment.scope;
      const { RestoreJobId } = await clients.backup.send(
        new StartRestoreJobCommand({
          RecoveryPointArn: source.arn,
          IamRoleArn: `arn:aws:iam::${account}:role/${deployment.names.backup.role}`,
          ResourceType: 'DynamoDB',
          // Asked twice with this token, it is one job.
          IdempotencyToken: `${target}-${sourceId(source)}`.slice(-64),
          Metadata: { targetTableName: target, encryptionType: 'KMS', kmsMasterKeyArn: keyArn },
        }),
      );
      await refuseFailedJob(site, RestoreJobId ?? '', source.arn);
    }
  }
}

/** A job that AWS Backup refuses at once would be waited for in vain. */
async function refuseFailedJob({ clients }: Site, id: string, arn: string): Promise<void> {
  const { Status, StatusMessage } = await clients.backup.send(
    new DescribeRestoreJobCommand({ RestoreJobId: id }),
  );
  if (Status !== 'FAILED' && Status !== 'ABORTED') return;
  throw opsError('PM-6012', {
    what: `restore job ${id} of ${arn}`,
    why: StatusMessage ?? `AWS Backup says ${Status}`,
  });
}
