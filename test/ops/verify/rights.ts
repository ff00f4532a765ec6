import type { Deployment } from '../../../stacks/environments.js';
import { arnsOf } from '../../../stacks/policies/arns.js';
import { KEY_ID, keyUse, type Call } from '../../stacks/simulate.js';

/** What IAM asks for each command that verify sends, on one resource of each kind. */
export function rightsOf(deployment: Deployment): Readonly<Record<string, readonly Call[]>> {
  const { names, scope, state, environment } = deployment;
  const arns = arnsOf(deployment);
  const on = (action: string, ...resources: readonly string[]): readonly Call[] =>
    resources.map((resource) => ({ action, resource }));
  const tables = [...arns.tables, arns.lockTable];
  const buckets = [arns.baseline, arns.trailBucket, arns.stateBucket, arns.stateLogBucket];
  const key = `arn:aws:kms:${scope.region}:${scope.account}:key/${KEY_ID}`;
  const onKey = (action: string): readonly Call[] =>
    [names.keyAlias, names.auditKeyAlias, names.observabilityKeyAlias, state.keyAlias].map(
      (alias) => ({
        action,
        resource: key,
        context: { 'aws:ResourceTag/Project': scope.project, 'kms:ResourceAliases': [alias] },
      }),
    );
  const ownState = arns.states.replace('*', 'data/terraform.tfstate');
  const parameter = (name: string): string =>
    `arn:aws:ssm:${scope.region}:${scope.account}:parameter${name}`;
  const roles = [...Object.values(names.roles), names.backup.role].map((role) => arns.role(role));
  const plan = arns.backupPlans.replace('*', '0f0f');
  const readState = [
    ...on('s3:GetObject', ownState),
    keyUse(environment, 'kms:Decrypt', 's3', state.keyAlias),
  ];
  return {
    DescribeTable: on('dynamodb:DescribeTable', ...tables),
    DescribeContinuousBackups: on('dynamodb:DescribeContinuousBackups', ...tables),
    DescribeTimeToLive: on('dynamodb:DescribeTimeToLive', ...tables),
    HeadBucket: on('s3:ListBucket', ...buckets),
    GetBucketVersioning: on('s3:GetBucketVersioning', ...buckets),
    GetBucketEncryption: on('s3:GetEncryptionConfiguration', ...buckets),
    GetPublicAccessBlock: on('s3:GetBucketPublicAccessBlock', ...buckets),
    GetBucketPolicy: on('s3:GetBucketPolicy', ...buckets),
    GetBucketPolicyStatus: on('s3:GetBucketPolicyStatus', ...buckets),
    GetBucketAcl: on('s3:GetBucketAcl', ...buckets),
    GetBucketLifecycleConfiguration: on('s3:GetLifecycleConfiguration', ...buckets),
    GetBucketLogging: on('s3:GetBucketLogging', ...buckets),
    HeadObject: readState,
    GetObject: readState,
    DescribeKey: onKey('kms:DescribeKey'),
    GetKeyRotationStatus: onKey('kms:GetKeyRotationStatus'),
    GetKeyPolicy: onKey('kms:GetKeyPolicy'),
    DescribeParameters: on('ssm:DescribeParameters', '*'),
    GetParameters: [
      ...on(
        'ssm:GetParameters',
        parameter(names.parameters.secret('nonce', 1)),
        parameter(names.parameters.secret('salt', 1)),
        parameter(names.parameters.threshold('blocksPerHour')),
      ),
      keyUse(environment, 'kms:Decrypt', 'ssm'),
    ],
    GetRole: on('iam:GetRole', ...roles),
    ListAttachedRolePolicies: on('iam:ListAttachedRolePolicies', ...roles),
    ListRolePolicies: on('iam:ListRolePolicies', ...roles),
    GetRolePolicy: on('iam:GetRolePolicy', ...roles),
    GetPolicy: on('iam:GetPolicy', arns.boundary, arns.inspection),
    GetPolicyVersion: on('iam:GetPolicyVersion', arns.boundary, arns.inspection),
    ListOpenIDConnectProviders: on('iam:ListOpenIDConnectProviders', '*'),
    GetOpenIDConnectProvider: on('iam:GetOpenIDConnectProvider', arns.githubProvider),
    GetTrail: on('cloudtrail:GetTrail', arns.trail),
    GetTrailStatus: on('cloudtrail:GetTrailStatus', arns.trail),
    GetEventSelectors: on('cloudtrail:GetEventSelectors', arns.trail),
    ListBackupVaults: on('backup:ListBackupVaults', '*'),
    GetBackupVaultAccessPolicy: on('backup:GetBackupVaultAccessPolicy', arns.vault),
    GetBackupVaultNotifications: on('backup:GetBackupVaultNotifications', arns.vault),
    ListBackupPlans: on('backup:ListBackupPlans', '*'),
    GetBackupPlan: on('backup:GetBackupPlan', plan),
    ListBackupSelections: on('backup:ListBackupSelections', plan),
    GetBackupSelection: on('backup:GetBackupSelection', plan),
    GetTopicAttributes: on('sns:GetTopicAttributes', ...arns.topics),
    ListSubscriptionsByTopic: on('sns:ListSubscriptionsByTopic', ...arns.topics),
    // CloudWatch answers composite alarms only to who may describe every alarm of the account.
    DescribeAlarms: on(
      'cloudwatch:DescribeAlarms',
      `arn:aws:cloudwatch:${scope.region}:${scope.account}:alarm:of-somebody-else`,
    ),
    GetDashboard: on('cloudwatch:GetDashboard', arns.dashboard),
    DescribeLogGroups: on('logs:DescribeLogGroups', '*'),
    DescribeMetricFilters: on('logs:DescribeMetricFilters', arns.logGroup),
    ListTagsOfResource: on('dynamodb:ListTagsOfResource', ...tables),
    GetBucketTagging: on('s3:GetBucketTagging', ...buckets),
    ListResourceTags: onKey('kms:ListResourceTags'),
    ListTagsForResource: [
      ...on('cloudwatch:ListTagsForResource', arns.alarms.replace('*', names.alarms.unhealthy)),
      ...on('logs:ListTagsForResource', arns.logGroup),
      ...on('sns:ListTagsForResource', ...arns.topics),
      ...on(
        'ssm:ListTagsForResource',
        parameter(names.parameters.secret('nonce', 1)),
        parameter(names.parameters.secret('salt', 1)),
        parameter(names.parameters.threshold('blocksPerHour')),
      ),
    ],
    // And backup:ListTags, which the simulation cannot judge: of its resource types it knows none alone.
    ListTags: on('cloudtrail:ListTags', arns.trail),
    // Needs no right.
    GetCallerIdentity: [],
    // Reads of the latency check, where a refusal is an answer as well.
    GetItem: [],
    GetParameter: [],
    ListObjectsV2: [],
  };
}
