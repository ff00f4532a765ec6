import {
  paginateListRecoveryPointsByBackupVault,
  type RecoveryPointByBackupVault,
} from '@aws-sdk/client-backup';
import type { Site } from '../aws/site.js';
import { tableArn } from '../verify/arns.js';
import { selects } from '../verify/checks/backup.js';
import { backupReads } from '../verify/live/backup.js';
import { tableReads } from '../verify/live/dynamodb.js';
import { Missing } from '../verify/live/read.js';
import { backupsOf } from './copies.js';
import { subjectsOf } from './tables.js';

/** How old the newest restorable state is, seconds; absent: there is none. */
export interface Rpo {
  readonly pointInTimeSeconds?: number;
  readonly lastBackupSeconds?: number;
}

export interface TableProtection {
  readonly table: string;
  readonly missing: boolean;
  readonly pointInTime: {
    readonly on: boolean;
    readonly days?: number;
    /** ISO 8601 UTC. */
    readonly earliest?: string;
    readonly latest?: string;
  };
  /** Whether the plan takes the table. */
  readonly selected: boolean;
  /** Completed recovery points in the vault. */
  readonly recoveryPoints: number;
  readonly lastRecoveryPoint?: { readonly arn: string; readonly at: string };
  readonly onDemandBackups: number;
  readonly lastOnDemand?: { readonly arn: string; readonly name: string; readonly at: string };
  readonly rpo: Rpo;
  /** What is wrong, one sentence each. */
  readonly problems: readonly string[];
}

export interface Protection {
  readonly vault: string;
  readonly plan: string;
  /** Rules of the plan; none when there is no plan. */
  readonly rules: readonly { readonly schedule: string; readonly days: number | undefined }[];
  readonly tables: readonly TableProtection[];
}

/** What protects the tables now: point-in-time recovery, the plan, what it has backed up. Only reads. */
export async function protectionOf(site: Site): Promise<Protection> {
  const { clients, deployment, context } = site;
  const { vault, plan } = deployment.names.backup;
  const backup = backupReads(clients);
  const [found, selections] = await Promise.all([
    orUndefined(backup.plan(plan)),
    orUndefined(backup.selections(plan)),
  ]);
  const taken = (selections ?? []).flatMap(({ Resources }) => Resources ?? []);
  const tables = await Promise.all(
    subjectsOf(deployment).map(async ({ spec: { name } }) => {
      const arn = tableArn(deployment.scope, name);
      const [recovery, points, onDemand] = await Promise.all([
        orUndefined(tableReads(clients).pointInTimeRecovery(name)),
        recoveryPoints(site, vault, arn),
        backupsOf(clients.dynamodb, name),
      ]);
      return judged({
        table: name,
        recovery,
        selected: taken.some((pattern) => selects(pattern, arn)),
        points,
        onDemand,
        now: context.io.now(),
      });
    }),
  );
  return {
    vault,
    plan,
    rules: (found?.Rules ?? []).map(({ ScheduleExpression = '', Lifecycle }) => ({
      schedule: ScheduleExpression,
      days: Lifecycle?.DeleteAfterDays,
    })),
    tables,
  };
}

async function orUndefined<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Missing) return undefined;
    throw error;
  }
}

/** Completed ones, newest first. A vault that does not exist holds none. */
async function recoveryPoints(
  { clients }: Site,
  BackupVaultName: string,
  ByResourceArn: string,
): Promise<readonly RecoveryPointByBackupVault[]> {
  const found: RecoveryPointByBackupVault[] = [];
  const pages = paginateListRecoveryPointsByBackupVault(
    { client: clients.backup },
    { BackupVaultName, ByResourceArn },
  );
  try {
    for await (const { RecoveryPoints = [] } of pages) found.push(...RecoveryPoints);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
  }
  return found
    .filter(({ Status }) => Status === 'COMPLETED')
    .sort((a, b) => Number(b.CreationDate) - Number(a.CreationDate));
}

interface Seen {
  readonly table: string;
  readonly recovery: Awaited<ReturnType<ReturnType<typeof tableReads>['pointInTimeRecovery']>>;
  readonly selected: boolean;
  readonly points: readonly RecoveryPointByBackupVault[];
  readonly onDemand: Awaited<ReturnType<typeof backupsOf>>;
  readonly now: number;
}

/** The plan backs up daily within its windows: an older newest one says that backups fail. */
const DAILY_WITHIN_HOURS = 36;
const HOUR_SECONDS = 3600;

function judged({ table, recovery, selected, points, onDemand, now }: Seen): TableProtection {
  const on = recovery?.PointInTimeRecoveryStatus === 'ENABLED';
  const latest = recovery?.LatestRestorableDateTime;
  const [point] = points;
  const [last] = onDemand;
  const secondsSince = (at: Date | undefined): number | undefined =>
    at === undefined ? undefined : Math.max(0, Math.round((now - at.getTime()) / 1000));
  const newest = secondsSince(point?.CreationDate);
  const pointInTimeSeconds = on ? secondsSince(latest) : undefined;
  return {
    table,
    missing: recovery === undefined,
    pointInTime: {
      on,
      ...optional('days', recovery?.RecoveryPeriodInDays),
      ...optional('earliest', recovery?.EarliestRestorableDateTime?.toISOString()),
      ...optional('latest', latest?.toISOString()),
    },
    selected,
    recoveryPoints: points.length,
    ...(point === undefined
      ? {}
      : {
          lastRecoveryPoint: {
            arn: point.RecoveryPointArn ?? '',
            at: point.CreationDate?.toISOString() ?? '',
          },
        }),
    onDemandBackups: onDemand.length,
    ...(last === undefined
      ? {}
      : {
          lastOnDemand: {
            arn: last.BackupArn ?? '',
            name: last.BackupName ?? '',
            at: last.BackupCreationDateTime?.toISOString() ?? '',
          },
        }),
    rpo: {
      ...optional('pointInTimeSeconds', pointInTimeSeconds),
      ...optional('lastBackupSeconds', newest),
    },
    problems: [
      ...(recovery === undefined ? ['the table does not exist'] : []),
      ...(recovery !== undefined && !on ? ['point-in-time recovery is off'] : []),
      ...(selected ? [] : ['the backup plan does not take it']),
      ...(newest !== undefined && newest > DAILY_WITHIN_HOURS * HOUR_SECONDS
        ? [`its newest recovery point is ${Math.round(newest / HOUR_SECONDS)} hours old`]
        : []),
    ],
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}
