import { describe, expect, it } from '@jest/globals';
import { ENVIRONMENTS } from '../../runtime/src/names/index.js';
import { arnsOf } from '../../stacks/policies/arns.js';
import { runtimeCalls } from './runtime-calls.js';
import { decide, keyUse, type Call, type Context } from './simulate.js';
import { deployment, listed, policiesOf } from './synthesised.js';

describe.each(ENVIRONMENTS)('the oracle role of %s', (environment) => {
  const calls = runtimeCalls(deployment(environment));

  it.each(calls)('may $service $action $resources', async ({ needs }) => {
    for (const need of needs) {
      expect([need, await decide(environment, 'oracle', need)]).toEqual([need, 'Allowed']);
    }
  });
});

describe('the oracle role', () => {
  const environment = 'staging';
  const of = deployment(environment);
  const arns = arnsOf(of);
  const other = arnsOf(deployment('staging', { PHASE_MIRROR_STAGING_ACCOUNT: '111111111111' }));
  const production = arns.table('fpEvents').replaceAll('staging', 'production');
  const key = (value: string): Context => ({ 'dynamodb:LeadingKeys': [value] });

  it('is granted no action that the runtime does not need', () => {
    const granted = policiesOf(environment, 'oracle')
      .flatMap((document) => document.Statement)
      .filter((statement) => statement.Effect === 'Allow')
      .flatMap((statement) => listed(statement.Action));
    const needed = runtimeCalls(of).flatMap((call) => call.needs.map((need) => need.action));
    expect([...new Set(granted)].sort()).toEqual([...new Set(needed)].sort());
  });

  const denied: readonly (readonly [string, Call])[] = [
    ['delete its table', { action: 'dynamodb:DeleteTable', resource: arns.table('fpEvents') }],
    [
      'delete an event',
      { action: 'dynamodb:DeleteItem', resource: arns.table('fpEvents'), context: key('MD-001#1') },
    ],
    [
      'acquit itself: write a verdict',
      { action: 'dynamodb:PutItem', resource: arns.table('fpEvents'), context: key('finding#0f') },
    ],
    [
      'reset the breaker',
      {
        action: 'dynamodb:PutItem',
        resource: arns.table('blockCounter'),
        context: key('reset#MD-001#acme/shop'),
      },
    ],
    [
      'demote a rule',
      {
        action: 'dynamodb:PutItem',
        resource: arns.table('calibration'),
        context: key('enforcement#MD-001'),
      },
    ],
    [
      'read the sums of organisations',
      {
        action: 'dynamodb:BatchGetItem',
        resource: arns.table('calibration'),
        context: key('aggregate#MD-001#2026-10'),
      },
    ],
    [
      'see who contributed, beside a demotion',
      {
        action: 'dynamodb:BatchGetItem',
        resource: arns.table('calibration'),
        context: { 'dynamodb:LeadingKeys': ['enforcement#MD-001', 'mark#MD-001#2026-10'] },
      },
    ],
    ['read consents', { action: 'dynamodb:GetItem', resource: arns.table('consent') }],
    ['scan events', { action: 'dynamodb:Scan', resource: arns.table('fpEvents') }],
    [
      'read the events of another environment',
      { action: 'dynamodb:BatchGetItem', resource: production },
    ],
    [
      'record events in another environment',
      { action: 'dynamodb:PutItem', resource: production, context: key('MD-001#1') },
    ],
    [
      'put a parameter',
      { action: 'ssm:PutParameter', resource: `${arns.parameterPath}/redaction_nonce_v2` },
    ],
    [
      'discover the secrets of another environment',
      {
        action: 'ssm:GetParametersByPath',
        resource: other.parameterPath.replace('staging', 'production'),
      },
    ],
    ['decrypt with another key', keyUse(environment, 'kms:Decrypt', 'ssm', of.state.keyAlias)],
    ['encrypt', keyUse(environment, 'kms:Encrypt', 'ssm')],
    [
      'publish a baseline',
      { action: 's3:PutObject', resource: `${arns.baseline}/acme/shop/main.json` },
    ],
    [
      'delete a baseline',
      { action: 's3:DeleteObject', resource: `${arns.baseline}/acme/shop/main.json` },
    ],
    [
      'read the baseline of another environment',
      {
        action: 's3:GetObject',
        resource: `${arns.baseline.replaceAll('staging', 'production')}/acme/shop/main.json`,
      },
    ],
    ['encrypt for S3', keyUse(environment, 'kms:GenerateDataKey', 's3')],
    [
      'send metrics to another namespace',
      {
        action: 'cloudwatch:PutMetricData',
        resource: '*',
        context: { 'cloudwatch:namespace': 'AWS/DynamoDB' },
      },
    ],
    [
      'read the log',
      { action: 'logs:GetLogEvents', resource: `${arns.logGroup}:log-stream:2026-11-22/0f` },
    ],
    [
      'write the log of another environment',
      {
        action: 'logs:PutLogEvents',
        resource: `${arns.logGroup.replace('staging', 'production')}:log-stream:x`,
      },
    ],
    ['read a state', { action: 's3:GetObject', resource: arns.states.replace('*', 'data/x') }],
    ['change an alarm', { action: 'cloudwatch:DeleteAlarms', resource: arns.alarms }],
  ];

  it.each(denied)('may not %s', async (_, call) => {
    expect(await decide(environment, 'oracle', call)).not.toBe('Allowed');
  });
});
