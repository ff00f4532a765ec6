/**
 * The calls that one evaluation of the runtime makes, as the emulator's request log names them, and
 * what IAM asks for each. The e2e suite compares the log of a real evaluation with this list; the
 * simulation shows that the oracle's role may make exactly these.
 */
import { METRIC_NAMESPACE, THRESHOLDS, type ThresholdId } from '../../runtime/src/names/index.js';
import type { Deployment } from '../../stacks/environments.js';
import { arnsOf } from '../../stacks/policies/arns.js';
import type { Call } from './simulate.js';

export interface RuntimeCall {
  /** As in the request log. */
  readonly service: 'cloudwatch' | 'dynamodb' | 'logs' | 's3' | 'ssm';
  readonly action: string;
  /** Resources as in the request log: names of tables, paths and parameters. */
  readonly resources: readonly string[];
  /** What IAM checks before the call is answered. */
  readonly needs: readonly Call[];
}

/** Keys of the items that the calls touch. */
const EVENT_KEY = 'MD-001#7';
const BLOCK_KEY = 'MD-001#acme/shop';
const ENFORCEMENT_KEY = 'enforcement#MD-001';

export function runtimeCalls(deployment: Deployment): RuntimeCall[] {
  const { names, scope } = deployment;
  const arns = arnsOf(deployment);
  const decrypt = (service: string): Call => ({
    action: 'kms:Decrypt',
    resource: arns.anyKey.replace('*', '0a1b2c3d-0000-4000-8000-000000000000'),
    context: {
      'kms:ViaService': `${service}.${scope.region}.amazonaws.com`,
      'kms:CallerAccount': scope.account,
      'kms:ResourceAliases': [names.keyAlias],
    },
  });
  const onTable = (
    id: 'fpEvents' | 'blockCounter' | 'calibration',
    action: string,
    authorised: string,
    key: string,
  ): RuntimeCall => ({
    service: 'dynamodb',
    action,
    resources: [names.tables[id].name],
    needs: [
      {
        action: `dynamodb:${authorised}`,
        resource: arns.table(id),
        context: { 'dynamodb:LeadingKeys': [key] },
      },
      decrypt('dynamodb'),
    ],
  });
  const thresholds = (Object.keys(THRESHOLDS) as ThresholdId[]).map((id) =>
    names.parameters.threshold(id),
  );
  const stream = `${arns.logGroup}:log-stream:2026-11-22/0f0f0f0f0f0f0f0f`;
  const parameter = (name: string): string =>
    `arn:aws:ssm:${scope.region}:${scope.account}:parameter${name}`;
  return [
    {
      service: 'ssm',
      action: 'GetParametersByPath',
      resources: [names.parameters.path],
      needs: [
        {
          action: 'ssm:GetParametersByPath',
          resource: parameter(names.parameters.path),
          context: { 'ssm:Recursive': 'false' },
        },
        decrypt('ssm'),
      ],
    },
    {
      service: 'ssm',
      action: 'GetParameters',
      resources: thresholds,
      needs: thresholds.map((name) => ({
        action: 'ssm:GetParameters',
        resource: parameter(name),
      })),
    },
    // The verdicts of this run's findings, before the decision; stored events, after a lost answer.
    onTable('fpEvents', 'BatchGetItem', 'BatchGetItem', 'finding#0f0f'),
    onTable('blockCounter', 'BatchGetItem', 'BatchGetItem', BLOCK_KEY),
    onTable('calibration', 'BatchGetItem', 'BatchGetItem', ENFORCEMENT_KEY),
    // Up to 32 events are put side by side, more of them in transactions.
    onTable('fpEvents', 'PutItem', 'PutItem', EVENT_KEY),
    onTable('fpEvents', 'TransactWriteItems', 'PutItem', EVENT_KEY),
    onTable('blockCounter', 'UpdateItem', 'UpdateItem', BLOCK_KEY),
    // Where drift is judged. S3 tells a missing baseline only to who may list the bucket.
    {
      service: 's3',
      action: 'GetObject',
      resources: [names.buckets.baseline],
      needs: [
        { action: 's3:GetObject', resource: `${arns.baseline}/acme/shop/main.json` },
        { action: 's3:ListBucket', resource: arns.baseline },
        decrypt('s3'),
      ],
    },
    {
      service: 'cloudwatch',
      action: 'PutMetricData',
      resources: [],
      needs: [
        {
          action: 'cloudwatch:PutMetricData',
          resource: '*',
          context: { 'cloudwatch:namespace': METRIC_NAMESPACE },
        },
      ],
    },
    {
      service: 'logs',
      action: 'CreateLogStream',
      resources: [],
      needs: [{ action: 'logs:CreateLogStream', resource: stream }],
    },
    {
      service: 'logs',
      action: 'PutLogEvents',
      resources: [],
      needs: [{ action: 'logs:PutLogEvents', resource: stream }],
    },
  ];
}
