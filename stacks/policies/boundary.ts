import type { Statement } from '../constructs/policy.js';
import type { Deployment } from '../environments.js';
import { arnsOf } from './arns.js';
import { roleChanges } from './role-changes.js';

/**
 * The most that any role of the environment can do, whatever its own policy comes to say: the
 * deployer may change policies, and must not be able to write itself or another role out of this.
 */
export function boundary(deployment: Deployment): Statement[] {
  const arns = arnsOf(deployment);
  const { names } = deployment;
  return [
    {
      Sid: 'ServicesOfTheHouse',
      Effect: 'Allow',
      Action: [
        'backup:*',
        'backup-storage:MountCapsule',
        'cloudtrail:*',
        'cloudwatch:*',
        'dynamodb:*',
        'iam:Get*',
        'iam:List*',
        'kms:*',
        'logs:*',
        's3:*',
        'servicequotas:Get*',
        'servicequotas:List*',
        'sns:*',
        'ssm:*',
      ],
      Resource: '*',
    },
    ...roleChanges(deployment, arns),
    {
      Sid: 'BackupTakesItsRole',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: arns.role(names.backup.role),
    },
    {
      Sid: 'NoTableIsDeleted',
      Effect: 'Deny',
      Action: 'dynamodb:DeleteTable',
      NotResource: arns.rehearsalTables,
    },
    {
      Sid: 'NothingIrrevocable',
      Effect: 'Deny',
      Action: [
        'backup:DeleteBackupVault',
        'backup:DeleteBackupVaultAccessPolicy',
        'backup:DeleteRecoveryPoint',
        'backup:UpdateRecoveryPointLifecycle',
        'cloudtrail:DeleteTrail',
        'cloudtrail:StopLogging',
        'kms:DeleteAlias',
        'kms:DisableKey',
        'kms:DisableKeyRotation',
        'kms:ScheduleKeyDeletion',
        'logs:DeleteLogGroup',
        's3:DeleteBucket',
        's3:DeleteBucketPolicy',
        's3:DeleteObjectVersion',
        's3:PutBucketAcl',
      ],
      Resource: '*',
    },
  ];
}
