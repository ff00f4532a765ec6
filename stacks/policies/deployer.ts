import type { Statement } from '../constructs/policy.js';
import type { Deployment } from '../environments.js';
import { arnsOf, type Arns } from './arns.js';
import { roleChanges } from './role-changes.js';
import { readStates, writeStates } from './state.js';
import { useKey } from './keys.js';

/**
 * Applies reviewed plans. Creates and changes everything; deletes nothing that holds state, and
 * cannot widen itself: its own role, the managed policies and the role of AWS Backup are changed by an
 * administrator.
 */
export function deployerPolicy(deployment: Deployment): Statement[] {
  const arns = arnsOf(deployment);
  return [
    ...readStates(deployment),
    ...writeStates(deployment),
    ...changeData(deployment, arns),
    ...changeSignals(arns),
    ...changeRoles(deployment, arns),
  ];
}

function changeData(deployment: Deployment, arns: Arns): Statement[] {
  const { names, scope, ownsFoundation } = deployment;
  const tagged = (key: 'RequestTag' | 'ResourceTag'): NonNullable<Statement['Condition']> => ({
    StringEquals: {
      [`aws:${key}/Project`]: scope.project,
      [`aws:${key}/Environment`]: scope.environment,
    },
  });
  return [
    {
      Sid: 'ChangeTables',
      Effect: 'Allow',
      Action: [
        'dynamodb:CreateTable',
        'dynamodb:TagResource',
        'dynamodb:UntagResource',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:UpdateTable',
        'dynamodb:UpdateTimeToLive',
      ],
      Resource: [...arns.tables, ...(ownsFoundation ? [arns.lockTable] : [])],
    },
    {
      Sid: 'ChangeBuckets',
      Effect: 'Allow',
      Action: [
        's3:CreateBucket',
        's3:PutBucketLogging',
        's3:PutBucketOwnershipControls',
        's3:PutBucketPolicy',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketTagging',
        's3:PutBucketVersioning',
        's3:PutEncryptionConfiguration',
        's3:PutLifecycleConfiguration',
      ],
      Resource: [
        arns.baseline,
        arns.trailBucket,
        ...(ownsFoundation ? [arns.stateBucket, arns.stateLogBucket] : []),
      ],
    },
    {
      Sid: 'CreateKeys',
      Effect: 'Allow',
      Action: ['kms:CreateKey', 'kms:TagResource'],
      Resource: '*',
      Condition: tagged('RequestTag'),
    },
    {
      Sid: 'ChangeKeys',
      Effect: 'Allow',
      Action: [
        'kms:CreateAlias',
        'kms:EnableKeyRotation',
        'kms:PutKeyPolicy',
        'kms:UpdateKeyDescription',
      ],
      Resource: arns.anyKey,
      Condition: tagged('ResourceTag'),
    },
    { Sid: 'NameKeys', Effect: 'Allow', Action: 'kms:CreateAlias', Resource: arns.aliases },
    useKey({
      sid: 'SeedSecretsAndRefresh',
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      keys: arns.anyKey,
      alias: names.keyAlias,
      through: ['ssm'],
      region: scope.region,
    }),
    {
      Sid: 'TablesAndVaultTakeGrants',
      Effect: 'Allow',
      Action: ['kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: arns.anyKey,
      Condition: {
        ...tagged('ResourceTag'),
        'ForAnyValue:StringEquals': {
          'kms:ViaService': ['dynamodb', 'backup'].map((s) => `${s}.${scope.region}.amazonaws.com`),
        },
      },
    },
    {
      Sid: 'ChangeParameters',
      Effect: 'Allow',
      // Terraform refreshes a secret parameter by reading it, whatever it then keeps.
      Action: [
        'ssm:AddTagsToResource',
        'ssm:GetParameter',
        'ssm:GetParameters',
        'ssm:ListTagsForResource',
        'ssm:PutParameter',
        'ssm:RemoveTagsFromResource',
      ],
      Resource: arns.parameters,
    },
  ];
}

function changeSignals(arns: Arns): Statement[] {
  return [
    {
      Sid: 'ChangeSignals',
      Effect: 'Allow',
      Action: [
        'cloudtrail:AddTags',
        'cloudtrail:CreateTrail',
        'cloudtrail:PutEventSelectors',
        'cloudtrail:RemoveTags',
        'cloudtrail:StartLogging',
        'cloudtrail:UpdateTrail',
        'cloudwatch:DeleteAlarms',
        'cloudwatch:DeleteDashboards',
        'cloudwatch:PutCompositeAlarm',
        'cloudwatch:PutDashboard',
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:TagResource',
        'cloudwatch:UntagResource',
        'logs:AssociateKmsKey',
        'logs:CreateLogGroup',
        'logs:DeleteMetricFilter',
        'logs:PutMetricFilter',
        'logs:PutRetentionPolicy',
        'logs:TagResource',
        'logs:UntagResource',
        'sns:CreateTopic',
        'sns:SetTopicAttributes',
        'sns:Subscribe',
        'sns:TagResource',
        'sns:Unsubscribe',
        'sns:UntagResource',
      ],
      Resource: [...arns.signals],
    },
    {
      Sid: 'ChangeBackups',
      Effect: 'Allow',
      Action: [
        'backup:CreateBackupPlan',
        'backup:CreateBackupSelection',
        'backup:CreateBackupVault',
        'backup:DeleteBackupSelection',
        'backup:PutBackupVaultAccessPolicy',
        'backup:PutBackupVaultNotifications',
        'backup:TagResource',
        'backup:UntagResource',
        'backup:UpdateBackupPlan',
      ],
      Resource: [arns.vault, arns.backupPlans],
    },
    {
      Sid: 'VaultsHaveStorage',
      Effect: 'Allow',
      Action: 'backup-storage:MountCapsule',
      Resource: '*',
    },
  ];
}

function changeRoles(deployment: Deployment, arns: Arns): Statement[] {
  return [
    ...roleChanges(deployment, arns),
    {
      Sid: 'BackupTakesItsRole',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: arns.role(deployment.names.backup.role),
      Condition: { StringEquals: { 'iam:PassedToService': 'backup.amazonaws.com' } },
    },
  ];
}
