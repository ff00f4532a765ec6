/** Exactly the calls of smoke, alarms, monitor, logs and limits: the operator may make each. */
import { describe, expect, it } from '@jest/globals';
import { arns, environment, names, nonce, otherState, type Case } from './role-cases.js';
import { decide, keyUse } from './simulate.js';

const under = (table: 'fpEvents' | 'consent' | 'blockCounter' | 'calibration', key: string) => ({
  resource: arns.table(table),
  context: { 'dynamodb:LeadingKeys': [key] },
});
const alarm = arns.alarms.replace('*', 'block-rate');

const CALLS: Readonly<Record<string, readonly Case[]>> = {
  smoke: [
    ['find what a dead run left', { action: 'dynamodb:Query', ...under('fpEvents', 'SM-001#0') }],
    ['remove it', { action: 'dynamodb:DeleteItem', ...under('fpEvents', 'SM-001#0') }],
    ['record an event', { action: 'dynamodb:PutItem', ...under('fpEvents', 'SM-001#0') }],
    ['mark a finding', { action: 'dynamodb:PutItem', ...under('fpEvents', 'finding#0f') }],
    ['grant a consent', { action: 'dynamodb:PutItem', ...under('consent', 'org#v1:0f') }],
    ['read a consent', { action: 'dynamodb:GetItem', ...under('consent', 'org#v1:0f') }],
    ['remove a consent', { action: 'dynamodb:DeleteItem', ...under('consent', 'org#v1:0f') }],
    ['count a block', { action: 'dynamodb:UpdateItem', ...under('blockCounter', 'SM-001#x/y') }],
    ['remove a counter', { action: 'dynamodb:DeleteItem', ...under('blockCounter', 'SM-001#x/y') }],
    [
      'read demotions',
      { action: 'dynamodb:BatchGetItem', ...under('calibration', 'enforcement#MD-001') },
    ],
    [
      'load secrets',
      { action: 'ssm:GetParametersByPath', resource: arns.parameterPath, context: {} },
    ],
    [
      'load thresholds',
      { action: 'ssm:GetParameters', resource: arns.thresholds.replace('*', 'blocks_per_hour') },
    ],
    ['decrypt them', keyUse(environment, 'kms:Decrypt', 'ssm')],
    ['read and write encrypted items', keyUse(environment, 'kms:Decrypt', 'dynamodb')],
  ],
  alarms: [
    ['list alarms', { action: 'cloudwatch:DescribeAlarms', resource: '*' }],
    ['let one ring', { action: 'cloudwatch:SetAlarmState', resource: alarm }],
    ['read its history', { action: 'cloudwatch:DescribeAlarmHistory', resource: '*' }],
    [
      'drive it with data',
      {
        action: 'cloudwatch:PutMetricData',
        resource: '*',
        context: { 'cloudwatch:namespace': 'PhaseMirror' },
      },
    ],
    ...arns.topics.map((topic): Case => [
      `see who hears ${topic.split(':').at(-1) ?? ''}`,
      { action: 'sns:ListSubscriptionsByTopic', resource: topic },
    ]),
  ],
  monitor: [['read metrics', { action: 'cloudwatch:GetMetricData', resource: '*' }]],
  logs: [['follow the log', { action: 'logs:FilterLogEvents', resource: arns.logGroup }]],
  limits: [
    ['list quotas', { action: 'servicequotas:ListServiceQuotas', resource: '*' }],
    ['list their defaults', { action: 'servicequotas:ListAWSDefaultServiceQuotas', resource: '*' }],
    ['list tables', { action: 'dynamodb:ListTables', resource: '*' }],
    ['list topics', { action: 'sns:ListTopics', resource: '*' }],
    ['list aliases', { action: 'kms:ListAliases', resource: '*' }],
    ['list buckets', { action: 's3:ListAllMyBuckets', resource: '*' }],
    ['list trails', { action: 'cloudtrail:DescribeTrails', resource: '*' }],
    ['list roles', { action: 'iam:ListRoles', resource: '*' }],
    ['list policies', { action: 'iam:ListPolicies', resource: '*' }],
    ['read the account’s summary', { action: 'iam:GetAccountSummary', resource: '*' }],
  ],
};

describe.each(Object.entries(CALLS))('for %s the operator', (_, cases) => {
  it.each(cases)('may %s', async (_what, call) => {
    expect(await decide(environment, 'operator', call)).toBe('Allowed');
  });
});

describe('a runbook that watches', () => {
  it.each<Case>([
    ['silence an alarm', { action: 'cloudwatch:DisableAlarmActions', resource: alarm }],
    ['change an alarm', { action: 'cloudwatch:PutMetricAlarm', resource: alarm }],
    ['subscribe somebody', { action: 'sns:Subscribe', resource: arns.topics[0] ?? '' }],
    ['speak for an alarm', { action: 'sns:Publish', resource: arns.topics[0] ?? '' }],
    [
      'send another namespace’s metrics',
      {
        action: 'cloudwatch:PutMetricData',
        resource: '*',
        context: { 'cloudwatch:namespace': 'AWS/DynamoDB' },
      },
    ],
    ['write the log', { action: 'logs:PutLogEvents', resource: `${arns.logGroup}:log-stream:x` }],
    [
      'ask for a larger quota',
      { action: 'servicequotas:RequestServiceQuotaIncrease', resource: '*' },
    ],
    ['read the state of another environment', { action: 's3:GetObject', resource: otherState }],
    [
      'overwrite a secret',
      { action: 'ssm:PutParameter', resource: nonce, context: { 'ssm:Overwrite': 'true' } },
    ],
    [
      'write items of another environment',
      {
        action: 'dynamodb:PutItem',
        resource: arns.table('consent').replace(names.prefix, 'phase-mirror-production'),
      },
    ],
  ])('may not %s', async (_, call) => {
    expect(await decide(environment, 'operator', call)).not.toBe('Allowed');
  });
});
