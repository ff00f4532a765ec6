import { METRIC_NAMESPACE } from '../../runtime/src/names/index.js';
import type { Statement } from '../constructs/policy.js';
import type { Deployment } from '../environments.js';
import { arnsOf } from './arns.js';
import { useKey } from './keys.js';

/** Exactly the calls of one evaluation in CI; test/stacks/runtime-calls.ts lists them. */
export function oraclePolicy(deployment: Deployment): Statement[] {
  const { names, scope } = deployment;
  const arns = arnsOf(deployment);
  return [
    {
      Sid: 'ReadVerdictsAndRecordEvents',
      Effect: 'Allow',
      // A transaction of puts is authorised by PutItem.
      Action: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
      Resource: arns.table('fpEvents'),
    },
    {
      // The change that is judged runs beside the oracle's credentials: it must not acquit itself.
      Sid: 'VerdictsAreForPeople',
      Effect: 'Deny',
      Action: 'dynamodb:PutItem',
      Resource: arns.table('fpEvents'),
      Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': 'finding#*' } },
    },
    {
      Sid: 'CountBlocks',
      Effect: 'Allow',
      Action: ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'],
      Resource: arns.table('blockCounter'),
    },
    {
      // Which rules are demoted. Who demotes is a person: the change that is judged must not.
      Sid: 'ReadDemotions',
      Effect: 'Allow',
      Action: 'dynamodb:BatchGetItem',
      Resource: arns.table('calibration'),
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'enforcement#*' } },
    },
    {
      Sid: 'DiscoverSecrets',
      Effect: 'Allow',
      Action: 'ssm:GetParametersByPath',
      Resource: [arns.parameterPath, arns.parameters],
    },
    {
      Sid: 'ReadThresholds',
      Effect: 'Allow',
      Action: 'ssm:GetParameters',
      Resource: arns.thresholds,
    },
    {
      // Published by operators: the change that is judged must not choose what it is compared with.
      Sid: 'ReadBaseline',
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: `${arns.baseline}/*`,
    },
    {
      // Without it S3 answers "access denied" for a baseline that does not exist.
      Sid: 'TellMissingBaseline',
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: arns.baseline,
    },
    useKey({
      sid: 'Decrypt',
      actions: ['kms:Decrypt'],
      keys: arns.anyKey,
      alias: names.keyAlias,
      through: ['dynamodb', 'ssm', 's3'],
      region: scope.region,
    }),
    {
      Sid: 'SendMetrics',
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': METRIC_NAMESPACE } },
    },
    {
      Sid: 'ShipLogs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${arns.logGroup}:log-stream:*`,
    },
  ];
}
