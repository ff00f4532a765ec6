/** What `backup`, `state` and `baseline` call, and what the role operator may: call by call. */
import { describe, expect, it } from '@jest/globals';
import { copyName } from '../../runtime/src/names/index.js';
import { arns, environment, lock, names, ownState, scope, state, type Case } from './role-cases.js';
import { decide, keyUse } from './simulate.js';

const table = arns.table('consent');
const rehearsal = copyName(table, 'rehearsal', '20261122t064512');
const restored = copyName(table, 'restored', '0f1e2d3c4b');
const copy = (what: string, action: string): Case => [
  `${what} of a rehearsal`,
  { action: `dynamodb:${action}`, resource: rehearsal },
];
const finish = (what: string, action: string): Case => [
  `${what} of a restored table`,
  { action: `dynamodb:${action}`, resource: restored },
];
const digest = {
  'dynamodb:LeadingKeys': [`${lock(environment)['dynamodb:LeadingKeys']?.[0] ?? ''}-md5`],
};
const object = `${arns.baseline}/acme/shop/main.json`;

const use = keyUse(environment, 'kms:CreateGrant', 'dynamodb');
const grant = { ...use, context: { ...use.context, 'kms:GrantIsForAWSResource': 'true' } };

const calls: readonly Case[] = [
  // backup status
  ['see point-in-time recovery', { action: 'dynamodb:DescribeContinuousBackups', resource: table }],
  ['list backups', { action: 'dynamodb:ListBackups', resource: '*' }],
  ['list plans', { action: 'backup:ListBackupPlans', resource: '*' }],
  [
    'list recovery points',
    { action: 'backup:ListRecoveryPointsByBackupVault', resource: arns.vault },
  ],
  // backup rehearse
  ['read a table through', { action: 'dynamodb:Scan', resource: table }],
  ['back a table up', { action: 'dynamodb:CreateBackup', resource: table }],
  ['see a backup', { action: 'dynamodb:DescribeBackup', resource: `${table}/backup/01` }],
  [
    'restore a backup',
    { action: 'dynamodb:RestoreTableFromBackup', resource: `${table}/backup/01` },
  ],
  ['remove a backup', { action: 'dynamodb:DeleteBackup', resource: `${table}/backup/01` }],
  ['find copies', { action: 'dynamodb:ListTables', resource: '*' }],
  copy('make the copy', 'RestoreTableFromBackup'),
  copy('see the copy', 'DescribeTable'),
  copy('read the copy', 'Scan'),
  copy('read items', 'BatchGetItem'),
  copy('fill the copy', 'BatchWriteItem'),
  copy('remove the copy', 'DeleteTable'),
  ['let a copy use the key', grant],
  ['decrypt what is restored', keyUse(environment, 'kms:Decrypt', 'dynamodb')],
  // backup restore
  finish('the making', 'RestoreTableFromBackup'),
  finish('the filling', 'BatchWriteItem'),
  finish('the recovery', 'UpdateContinuousBackups'),
  finish('the expiry', 'UpdateTimeToLive'),
  finish('the protection', 'UpdateTable'),
  finish('the tags', 'TagResource'),
  finish('the settings', 'DescribeTimeToLive'),
  ['restore to a second', { action: 'dynamodb:RestoreTableToPointInTime', resource: table }],
  ['restore a lost table', { action: 'dynamodb:RestoreTableFromBackup', resource: table }],
  ['fill a lost table', { action: 'dynamodb:BatchWriteItem', resource: table }],
  ['restore a recovery point', { action: 'backup:StartRestoreJob', resource: '*' }],
  ['follow that restore', { action: 'backup:DescribeRestoreJob', resource: '*' }],
  [
    'give AWS Backup its role',
    {
      action: 'iam:PassRole',
      resource: arns.role(names.backup.role),
      context: { 'iam:PassedToService': 'backup.amazonaws.com' },
    },
  ],
  ['put an item back', { action: 'dynamodb:PutItem', resource: table }],
  ['remove an item', { action: 'dynamodb:DeleteItem', resource: table }],
  // state
  ['list versions of a state', { action: 's3:ListBucketVersions', resource: arns.stateBucket }],
  ['read a version of a state', { action: 's3:GetObjectVersion', resource: ownState }],
  ['write a state', { action: 's3:PutObject', resource: ownState }],
  ['take the lock object', { action: 's3:PutObject', resource: `${ownState}.tflock` }],
  ['give the lock object back', { action: 's3:DeleteObject', resource: `${ownState}.tflock` }],
  [
    'take the lock item',
    { action: 'dynamodb:PutItem', resource: arns.lockTable, context: lock(environment) },
  ],
  [
    'give the lock item back',
    { action: 'dynamodb:DeleteItem', resource: arns.lockTable, context: lock(environment) },
  ],
  ['read the digest', { action: 'dynamodb:GetItem', resource: arns.lockTable, context: digest }],
  ['mend the digest', { action: 'dynamodb:PutItem', resource: arns.lockTable, context: digest }],
  ['encrypt a state', keyUse(environment, 'kms:GenerateDataKey', 's3', state.keyAlias)],
  // baseline
  ['read a baseline', { action: 's3:GetObject', resource: object }],
  ['read an older baseline', { action: 's3:GetObjectVersion', resource: object }],
  ['list versions of a baseline', { action: 's3:ListBucketVersions', resource: arns.baseline }],
  ['publish a baseline', { action: 's3:PutObject', resource: object }],
];

const beyond: readonly Case[] = [
  ['delete a table in use', { action: 'dynamodb:DeleteTable', resource: table }],
  ['delete a restored table', { action: 'dynamodb:DeleteTable', resource: restored }],
  [
    'switch recovery of a table in use',
    { action: 'dynamodb:UpdateContinuousBackups', resource: table },
  ],
  ['lift the protection of a table in use', { action: 'dynamodb:UpdateTable', resource: table }],
  ['stop the expiry of a table in use', { action: 'dynamodb:UpdateTimeToLive', resource: table }],
  [
    'update the lock table',
    { action: 'dynamodb:UpdateItem', resource: arns.lockTable, context: digest },
  ],
  ['delete a state', { action: 's3:DeleteObject', resource: ownState }],
  ['delete a baseline', { action: 's3:DeleteObject', resource: object }],
  [
    'restore a table of another environment',
    {
      action: 'dynamodb:RestoreTableFromBackup',
      resource: `${table.replace(scope.environment, 'production')}-restored-x`,
    },
  ],
];

describe('the operator who restores', () => {
  it.each(calls)('may %s', async (_, call) => {
    expect(await decide(environment, 'operator', call)).toBe('Allowed');
  });
  it.each(beyond)('may not %s', async (_, call) => {
    expect(await decide(environment, 'operator', call)).not.toBe('Allowed');
  });
});
