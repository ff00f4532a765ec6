import { METRIC_NAMESPACE } from '../../runtime/src/names/index.js';
import type { Statement } from '../constructs/policy.js';
import type { Deployment } from '../environments.js';
import { arnsOf, type Arns } from './arns.js';
import { useKey } from './keys.js';
import { restores } from './restores.js';
import { readStates, writeStates } from './state.js';

/** What the runbooks do: rotate secrets, review findings, restore, rehearse, watch. Deploys nothing. */
export function operatorPolicy(deployment: Deployment): Statement[] {
  const arns = arnsOf(deployment);
  return [
    // `state restore` puts an older version back and mends its digest, with the lock held.
    ...readStates(deployment),
    ...writeStates(deployment),
    ...secretsAndData(deployment, arns),
    ...restores(deployment, arns),
    ...watch(arns),
  ];
}

function secretsAndData({ names, scope }: Deployment, arns: Arns): Statement[] {
  return [
    {
      Sid: 'RotateSecrets',
      Effect: 'Allow',
      Action: [
        'ssm:AddTagsToResource',
        'ssm:DeleteParameter',
        'ssm:GetParameter',
        'ssm:GetParameters',
        'ssm:ListTagsForResource',
        'ssm:PutParameter',
      ],
      Resource: arns.secrets,
    },
    {
      // What was taken away leaves a marker, which nobody takes away again.
      Sid: 'MarkRetiredSecrets',
      Effect: 'Allow',
      Action: 'ssm:PutParameter',
      Resource: arns.retired,
    },
    {
      // A version is final: rotation makes a new parameter, nothing edits one in place.
      Sid: 'NoSecretIsOverwritten',
      Effect: 'Deny',
      Action: 'ssm:PutParameter',
      Resource: [...arns.secrets, ...arns.retired],
      Condition: { StringEquals: { 'ssm:Overwrite': 'true' } },
    },
    {
      Sid: 'ReadParameters',
      Effect: 'Allow',
      Action: 'ssm:GetParametersByPath',
      Resource: [arns.parameterPath, arns.parameters],
    },
    {
      Sid: 'TuneThresholds',
      Effect: 'Allow',
      Action: 'ssm:PutParameter',
      Resource: arns.thresholds,
    },
    {
      Sid: 'ReviewAndRepairItems',
      Effect: 'Allow',
      Action: [
        'dynamodb:BatchGetItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
      ],
      Resource: [...arns.tables, ...arns.tables.map((table) => `${table}/index/*`)],
    },
    {
      Sid: 'PublishBaselines',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
      Resource: `${arns.baseline}/*`,
    },
    {
      Sid: 'ListVersions',
      Effect: 'Allow',
      Action: 's3:ListBucketVersions',
      Resource: [arns.baseline, arns.stateBucket],
    },
    useKey({
      sid: 'UseDataKey',
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      keys: arns.anyKey,
      alias: names.keyAlias,
      through: ['dynamodb', 'ssm', 's3'],
      region: scope.region,
    }),
  ];
}

function watch(arns: Arns): Statement[] {
  return [
    {
      Sid: 'TestAlarms',
      Effect: 'Allow',
      Action: 'cloudwatch:SetAlarmState',
      Resource: arns.alarms,
    },
    {
      Sid: 'DriveMetrics',
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
    },
    {
      Sid: 'FollowLogs',
      Effect: 'Allow',
      Action: [
        'logs:DescribeLogStreams',
        'logs:FilterLogEvents',
        'logs:GetLogEvents',
        'logs:StartLiveTail',
        'logs:StartQuery',
      ],
      Resource: [arns.logGroup, `${arns.logGroup}:*`],
    },
    {
      Sid: 'Watch',
      Effect: 'Allow',
      Action: [
        'cloudtrail:LookupEvents',
        // Of composite alarms AWS answers only who may ask of all.
        'cloudwatch:DescribeAlarmHistory',
        'cloudwatch:GetMetricData',
        'cloudwatch:GetMetricStatistics',
        'cloudwatch:ListMetrics',
        'dynamodb:DescribeLimits',
        'dynamodb:ListTables',
        // What there is of everything that a quota counts.
        'iam:GetAccountSummary',
        'iam:ListPolicies',
        'iam:ListRoles',
        'logs:GetQueryResults',
        'logs:StopQuery',
        's3:ListAllMyBuckets',
        'servicequotas:ListAWSDefaultServiceQuotas',
        'servicequotas:ListServiceQuotas',
        'sns:ListTopics',
      ],
      Resource: '*',
    },
  ];
}
