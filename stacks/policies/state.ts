import type { Statement } from '../constructs/policy.js';
import type { Deployment } from '../environments.js';
import { arnsOf } from './arns.js';
import { useKey } from './keys.js';

/** Reads the states of this environment, and their digests in the lock table, and of no other one. */
export function readStates(deployment: Deployment): Statement[] {
  const arns = arnsOf(deployment);
  const { state, stateScope } = deployment;
  return [
    {
      Sid: 'ReadStates',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: arns.states,
    },
    {
      Sid: 'ReadDigests',
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: arns.lockTable,
      Condition: ownLocks(deployment),
    },
    useKey({
      sid: 'DecryptStates',
      actions: ['kms:Decrypt'],
      keys: arns.anyStateKey,
      alias: state.keyAlias,
      through: ['s3', 'dynamodb'],
      region: stateScope.region,
    }),
  ];
}

/** Writes the states of this environment and takes their locks. */
export function writeStates(deployment: Deployment): Statement[] {
  const arns = arnsOf(deployment);
  const { state, stateScope } = deployment;
  return [
    { Sid: 'WriteStates', Effect: 'Allow', Action: 's3:PutObject', Resource: arns.states },
    {
      // A state object itself is never deleted: only its lock file is.
      Sid: 'ReleaseLockFiles',
      Effect: 'Allow',
      Action: 's3:DeleteObject',
      Resource: `${arns.states}.tflock`,
    },
    {
      Sid: 'TakeLocks',
      Effect: 'Allow',
      Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem'],
      Resource: arns.lockTable,
      Condition: ownLocks(deployment),
    },
    useKey({
      sid: 'EncryptStates',
      actions: ['kms:GenerateDataKey'],
      keys: arns.anyStateKey,
      alias: state.keyAlias,
      through: ['s3'],
      region: stateScope.region,
    }),
  ];
}

/** Items of the lock table whose key, `<bucket>/<object key>`, is of this environment. */
function ownLocks({ state, environment }: Deployment): NonNullable<Statement['Condition']> {
  const ours = `${state.bucket}/${state.workspaceKeyPrefix}/${environment}/*`;
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ours },
    // Without this, a request that names no key at all would pass ForAllValues.
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}
