import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias/index.js';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key/index.js';
import { Construct } from 'constructs';
import type { Scope } from '../../runtime/src/names/index.js';
import { accountRoot, policyDocument, type Statement } from './policy.js';

export interface ServiceKeyProps {
  readonly scope: Scope;
  /** `alias/…`. */
  readonly alias: string;
  readonly description: string;
  /** Services through which principals of this account may use the key, if their own IAM policy says so. */
  readonly through: readonly ('dynamodb' | 'ssm' | 's3' | 'sns' | 'backup')[];
  /** Statements for services that use the key by themselves. */
  readonly services: readonly Statement[];
  readonly isProtected: boolean;
}

const ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:Describe*',
  'kms:Disable*',
  'kms:Enable*',
  'kms:Get*',
  'kms:List*',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:Update*',
];

/** Cryptographic use: what a service does with a key on behalf of a principal. */
export const KEY_USE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey*',
  'kms:ReEncrypt*',
];

/**
 * A customer-managed key with yearly rotation. The account administers it and delegates use to its
 * IAM policies, but only through the services named: not even an administrator decrypts directly.
 */
export class ServiceKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: ServiceKeyProps) {
    super(scope, id);
    const key = new KmsKey(this, 'key', {
      description: props.description,
      policy: policyDocument(keyStatements(props)),
      enableKeyRotation: true,
      deletionWindowInDays: props.isProtected ? 30 : 7,
      tags: { Name: props.alias.replace('alias/', '') },
      lifecycle: { preventDestroy: props.isProtected },
    });
    new KmsAlias(this, 'alias', { name: props.alias, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

function keyStatements({ scope, through, services }: ServiceKeyProps): Statement[] {
  const account = { AWS: accountRoot(scope.account) };
  const viaService = through.map((service) => `${service}.${scope.region}.amazonaws.com`);
  return [
    {
      Sid: 'AccountAdministers',
      Effect: 'Allow',
      Principal: account,
      Action: ADMINISTRATION,
      Resource: '*',
    },
    {
      Sid: 'AccountUsesThroughServices',
      Effect: 'Allow',
      Principal: account,
      Action: KEY_USE,
      Resource: '*',
      Condition: {
        StringEquals: { 'kms:CallerAccount': scope.account, 'kms:ViaService': viaService },
      },
    },
    {
      Sid: 'ServicesHoldGrants',
      Effect: 'Allow',
      Principal: account,
      Action: 'kms:CreateGrant',
      Resource: '*',
      Condition: {
        StringEquals: { 'kms:CallerAccount': scope.account, 'kms:ViaService': viaService },
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
      },
    },
    ...services,
  ];
}

/** Lets a service publish to topics that this key encrypts, for this account only. */
export function publisher(sid: string, service: string, account: string): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Resource: '*',
    Condition: { StringEquals: { 'aws:SourceAccount': account } },
  };
}
