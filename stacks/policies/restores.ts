import type { Statement } from '../constructs/policy.js';
import type { Deployment } from '../environments.js';
import type { Arns } from './arns.js';
import { useKey } from './keys.js';

/** Backing tables up, and restoring them: into copies of names of their own, or where a table is lost. */
export function restores({ names, scope }: Deployment, arns: Arns): Statement[] {
  return [
    {
      Sid: 'BackUpTables',
      Effect: 'Allow',
      Action: [
        'dynamodb:CreateBackup',
        'dynamodb:DeleteBackup',
        'dynamodb:DescribeBackup',
        'dynamodb:RestoreTableFromBackup',
        'dynamodb:RestoreTableToPointInTime',
      ],
      Resource: [
        ...arns.tables,
        ...arns.tables.map((table) => `${table}/backup/*`),
        arns.rehearsalTables,
        arns.restoredTables,
      ],
    },
    {
      // A restore writes as its caller. The other writes to tables in use are allowed for repairs.
      Sid: 'RestoreLostTables',
      Effect: 'Allow',
      Action: 'dynamodb:BatchWriteItem',
      Resource: arns.tables,
    },
    {
      Sid: 'FillAndReadCopies',
      Effect: 'Allow',
      Action: [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:DeleteItem',
        'dynamodb:DescribeTable',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
      ],
      Resource: [arns.rehearsalTables, arns.restoredTables],
    },
    {
      Sid: 'RemoveRehearsals',
      Effect: 'Allow',
      Action: 'dynamodb:DeleteTable',
      Resource: arns.rehearsalTables,
    },
    {
      // What a restore does not bring. Of tables in use only a deploy may change the settings.
      Sid: 'FinishRestoredTables',
      Effect: 'Allow',
      Action: [
        'dynamodb:DescribeContinuousBackups',
        'dynamodb:DescribeTimeToLive',
        'dynamodb:ListTagsOfResource',
        'dynamodb:TagResource',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:UpdateTable',
        'dynamodb:UpdateTimeToLive',
      ],
      Resource: arns.restoredTables,
    },
    useKey({
      sid: 'CopiesTakeGrants',
      actions: ['kms:CreateGrant'],
      keys: arns.anyKey,
      alias: names.keyAlias,
      through: ['dynamodb', 'backup'],
      region: scope.region,
    }),
    {
      Sid: 'RunBackupJobs',
      Effect: 'Allow',
      Action: ['backup:ListRecoveryPointsByBackupVault', 'backup:StartBackupJob'],
      Resource: arns.vault,
    },
    {
      // Recovery points and jobs have ids that AWS chooses, in no vault's ARN.
      Sid: 'FollowBackupJobs',
      Effect: 'Allow',
      Action: [
        'backup:DescribeBackupJob',
        'backup:DescribeRecoveryPoint',
        'backup:DescribeRestoreJob',
        'backup:GetRecoveryPointRestoreMetadata',
        'backup:ListBackupJobs',
        'backup:ListRestoreJobs',
        'backup:StartRestoreJob',
        'dynamodb:ListBackups',
      ],
      Resource: '*',
    },
    {
      Sid: 'BackupTakesItsRole',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: arns.role(names.backup.role),
      Condition: { StringEquals: { 'iam:PassedToService': 'backup.amazonaws.com' } },
    },
  ];
}
