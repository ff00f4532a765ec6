import type { Statement } from '../constructs/policy.js';
import type { Deployment } from '../environments.js';
import { arnsOf } from './arns.js';

/**
 * Reads of configuration, never of data or secrets: what Terraform refreshes and `verify` looks at.
 * Shared by planner, deployer and operator.
 */
export function inspection(deployment: Deployment): Statement[] {
  const arns = arnsOf(deployment);
  const { names } = deployment;
  return [
    {
      Sid: 'InspectTables',
      Effect: 'Allow',
      Action: [
        'dynamodb:DescribeContinuousBackups',
        'dynamodb:DescribeTable',
        'dynamodb:DescribeTimeToLive',
        'dynamodb:ListTagsOfResource',
      ],
      Resource: [...arns.tables, arns.lockTable],
    },
    {
      Sid: 'InspectBuckets',
      Effect: 'Allow',
      Action: [
        's3:GetAccelerateConfiguration',
        's3:GetBucket*',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:GetReplicationConfiguration',
        's3:ListBucket',
      ],
      Resource: [arns.baseline, arns.trailBucket, arns.stateBucket, arns.stateLogBucket],
    },
    {
      Sid: 'InspectRoles',
      Effect: 'Allow',
      Action: [
        'iam:GetOpenIDConnectProvider',
        'iam:GetPolicy',
        'iam:GetPolicyVersion',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListPolicyVersions',
        'iam:ListRolePolicies',
      ],
      Resource: [
        arns.role(`${names.prefix}-*`),
        arns.boundary,
        arns.inspection,
        arns.githubProvider,
      ],
    },
    {
      Sid: 'InspectParameters',
      Effect: 'Allow',
      Action: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:ListTagsForResource'],
      Resource: arns.thresholds,
    },
    {
      Sid: 'SeeRetiredSecrets',
      Effect: 'Allow',
      Action: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
      Resource: arns.retired,
    },
    {
      Sid: 'InspectSignals',
      Effect: 'Allow',
      Action: [
        'cloudtrail:GetEventSelectors',
        'cloudtrail:GetTrail',
        'cloudtrail:GetTrailStatus',
        'cloudtrail:ListTags',
        'cloudwatch:GetDashboard',
        'cloudwatch:ListTagsForResource',
        'logs:ListTagsForResource',
        'sns:GetTopicAttributes',
        'sns:ListSubscriptionsByTopic',
        'sns:ListTagsForResource',
      ],
      Resource: [...arns.signals],
    },
    {
      Sid: 'InspectBackups',
      Effect: 'Allow',
      Action: [
        'backup:DescribeBackupVault',
        'backup:GetBackupPlan',
        'backup:GetBackupSelection',
        'backup:GetBackupVaultAccessPolicy',
        'backup:GetBackupVaultNotifications',
        'backup:ListBackupSelections',
        'backup:ListTags',
      ],
      Resource: [arns.vault, arns.backupPlans],
    },
    {
      // AWS authorises none of these by resource; alarms it does, but then hides composite ones.
      Sid: 'InspectAccount',
      Effect: 'Allow',
      Action: [
        'backup:ListBackupPlans',
        'backup:ListBackupVaults',
        'cloudtrail:DescribeTrails',
        'cloudwatch:DescribeAlarms',
        'iam:ListOpenIDConnectProviders',
        'kms:ListAliases',
        'logs:DescribeLogGroups',
        'logs:DescribeMetricFilters',
        'sns:GetSubscriptionAttributes',
        'ssm:DescribeParameters',
      ],
      Resource: '*',
    },
    {
      Sid: 'InspectKeys',
      Effect: 'Allow',
      Action: [
        'kms:DescribeKey',
        'kms:GetKeyPolicy',
        'kms:GetKeyRotationStatus',
        'kms:ListResourceTags',
      ],
      Resource: [arns.anyKey, arns.anyStateKey],
      Condition: { StringEquals: { 'aws:ResourceTag/Project': deployment.scope.project } },
    },
  ];
}
