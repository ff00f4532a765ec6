/** Calls that several roles must, or must not, be able to make. */
import { arnsOf } from '../../stacks/policies/arns.js';
import { KEY_ID, keyUse, type Call, type Context } from './simulate.js';
import { deployment } from './synthesised.js';

export const environment = 'staging';
export const of = deployment(environment);
export const arns = arnsOf(of);
export const { names, scope, state } = of;
export const tags = (kind: 'RequestTag' | 'ResourceTag', env: string): Record<string, string> => ({
  [`aws:${kind}/Project`]: scope.project,
  [`aws:${kind}/Environment`]: env,
});
export const ownState = arns.states.replace('*', 'data/terraform.tfstate');
export const otherState = ownState.replace('/staging/', '/production/');
export const lock = (env: string): Context => ({
  'dynamodb:LeadingKeys': [`${state.bucket}/workspaces/${env}/data/terraform.tfstate`],
});
export const nonce = `${arns.parameterPath}/redaction_nonce_v2`;
/** What the retirement of a version leaves behind. */
export const marker = `${arns.parameterPath}/retired/redaction_nonce_v1`;
export const retiredPath = `${arns.parameterPath}/retired`;
export const someKey = `arn:aws:kms:${scope.region}:${scope.account}:key/${KEY_ID}`;
export const onKey = (action: string, env: string = environment): Call => ({
  action,
  resource: someKey,
  context: { ...tags('ResourceTag', env), 'kms:ResourceAliases': [names.keyAlias] },
});
export const operatorRole = arns.role(names.roles.operator);
export const bounded = { 'iam:PermissionsBoundary': arns.boundary };
export const rehearsal = `${arns.table('fpEvents')}-rehearsal-20261122`;

export type Case = readonly [what: string, call: Call];
export const readsState: readonly Case[] = [
  ['read its state', { action: 's3:GetObject', resource: ownState }],
  [
    'read the digest of its state',
    { action: 'dynamodb:GetItem', resource: arns.lockTable, context: lock(environment) },
  ],
  ['decrypt its state', keyUse(environment, 'kms:Decrypt', 's3', state.keyAlias)],
  ['list states', { action: 's3:ListBucket', resource: arns.stateBucket }],
  ['see a table', { action: 'dynamodb:DescribeTable', resource: arns.table('fpEvents') }],
  ['see a role', { action: 'iam:GetRole', resource: operatorRole }],
  ['see a key', onKey('kms:GetKeyPolicy')],
  ['see which secrets were retired', { action: 'ssm:GetParametersByPath', resource: retiredPath }],
  ['see why one was', { action: 'ssm:GetParameters', resource: marker }],
];
export const foreignState: readonly Case[] = [
  ['read the state of another environment', { action: 's3:GetObject', resource: otherState }],
  ['write the state of another environment', { action: 's3:PutObject', resource: otherState }],
  [
    'take the lock of another environment',
    { action: 'dynamodb:PutItem', resource: arns.lockTable, context: lock('production') },
  ],
  ['scan the locks', { action: 'dynamodb:Scan', resource: arns.lockTable }],
];
export const irrevocable: readonly Case[] = [
  ['delete a table', { action: 'dynamodb:DeleteTable', resource: arns.table('fpEvents') }],
  ['delete the lock table', { action: 'dynamodb:DeleteTable', resource: arns.lockTable }],
  ['schedule the deletion of a key', onKey('kms:ScheduleKeyDeletion')],
  ['disable a key', onKey('kms:DisableKey')],
  ['delete a bucket', { action: 's3:DeleteBucket', resource: arns.baseline }],
  ['delete a version of a state', { action: 's3:DeleteObjectVersion', resource: ownState }],
  ['stop the audit trail', { action: 'cloudtrail:StopLogging', resource: arns.trail }],
  ['delete the audit trail', { action: 'cloudtrail:DeleteTrail', resource: arns.trail }],
  ['delete the backup vault', { action: 'backup:DeleteBackupVault', resource: arns.vault }],
];
export const forbidden: readonly Case[] = [
  ['delete a state', { action: 's3:DeleteObject', resource: ownState }],
  ['read the audit’s files', { action: 's3:GetObject', resource: `${arns.trailBucket}/x` }],
];
export const selfWidening: readonly Case[] = [
  [
    'rewrite the deployer',
    {
      action: 'iam:PutRolePolicy',
      resource: arns.role(names.roles.deployer),
      context: bounded,
    },
  ],
  ['rewrite the boundary', { action: 'iam:CreatePolicyVersion', resource: arns.boundary }],
  ['rewrite the inspection', { action: 'iam:CreatePolicyVersion', resource: arns.inspection }],
  [
    'lift the boundary',
    { action: 'iam:DeleteRolePermissionsBoundary', resource: operatorRole, context: bounded },
  ],
  ['make a role without the boundary', { action: 'iam:CreateRole', resource: operatorRole }],
  ['make a user', { action: 'iam:CreateUser', resource: `arn:aws:iam::${scope.account}:user/x` }],
  [
    'attach a policy of AWS’s',
    { action: 'iam:AttachRolePolicy', resource: operatorRole, context: bounded },
  ],
];
