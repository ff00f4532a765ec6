import type { TableDescription } from '@aws-sdk/client-dynamodb';
import {
  TABLES,
  THRESHOLDS,
  type KeyAttribute,
  type Scope,
  type TableSpec,
  type ThresholdId,
} from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import {
  EVERYBODY,
  policyText,
  type BucketState,
  type ParameterState,
  type StoreWorld,
  type TableState,
} from './world.js';

export const keyIdOf = (alias: string): string => `id-of-${alias.replace('alias/', '')}`;

export const keyArn = ({ region, account }: Scope, alias: string): string =>
  `arn:aws:kms:${region}:${account}:key/${keyIdOf(alias)}`;

export function healthyStore(deployment: Deployment): StoreWorld {
  const { names, scope, state, settings, environment, stacks } = deployment;
  const aliases = [
    state.keyAlias,
    names.keyAlias,
    names.auditKeyAlias,
    names.observabilityKeyAlias,
  ];
  const lock = {
    name: state.lockTable,
    partitionKey: { name: 'LockID', type: 'S' },
    indexes: [],
  } as const;
  const days = settings.retention.stateVersionDays;
  const bucket = (name: string, alias?: string): [string, BucketState] => [
    name,
    healthyBucket(name, days, alias === undefined ? undefined : keyArn(scope, alias)),
  ];
  const buckets = Object.fromEntries([
    bucket(state.bucket, state.keyAlias),
    bucket(state.logBucket),
    bucket(names.buckets.baseline, names.keyAlias),
    bucket(names.buckets.trail, names.auditKeyAlias),
  ]);
  (buckets[state.bucket] as BucketState).logTarget = state.logBucket;
  return {
    keys: Object.fromEntries(aliases.map((alias) => [alias, healthyKey(scope, alias)])),
    tables: Object.fromEntries([
      ...TABLES.map((id) => [
        names.tables[id].name,
        healthyTable(deployment, names.tables[id], names.keyAlias),
      ]),
      [lock.name, healthyTable(deployment, lock, state.keyAlias)],
    ]) as Record<string, TableState>,
    buckets,
    objects: Object.fromEntries(
      stacks.map((stack) => [
        state.objectKey(environment, stack),
        {
          encryption: 'aws:kms',
          keyId: keyArn(scope, state.keyAlias),
          text: `{"stack":"${stack}"}`,
        },
      ]),
    ),
    parameters: [
      secret(deployment, 'nonce', '0f'),
      secret(deployment, 'salt', 'a5'),
      ...(Object.keys(THRESHOLDS) as ThresholdId[]).map((id) => ({
        Name: names.parameters.threshold(id),
        Type: 'String',
        Value: String(settings.thresholds[id]),
      })),
    ],
  };
}

function healthyKey(scope: Scope, alias: string): StoreWorld['keys'][string] {
  return {
    meta: {
      KeyId: keyIdOf(alias),
      Arn: keyArn(scope, alias),
      KeyState: 'Enabled',
      KeyManager: 'CUSTOMER',
      AWSAccountId: scope.account,
    },
    rotates: true,
    policy: policyText({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${scope.account}:root` },
      Action: 'kms:*',
      Resource: '*',
    }),
  };
}

function healthyTable(
  { scope, environment }: Deployment,
  spec: Pick<TableSpec, 'partitionKey' | 'sortKey' | 'indexes' | 'ttlAttribute'>,
  alias: string,
): TableState {
  const attributes = [spec, ...spec.indexes].flatMap(keysOf);
  return {
    table: {
      KeySchema: schemaOf(spec),
      AttributeDefinitions: attributes.map((k) => ({
        AttributeName: k.name,
        AttributeType: k.type,
      })),
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      SSEDescription: { Status: 'ENABLED', KMSMasterKeyArn: keyArn(scope, alias) },
      DeletionProtectionEnabled: environment !== 'local',
      GlobalSecondaryIndexes: spec.indexes.map((index) => ({
        IndexName: index.name,
        IndexStatus: 'ACTIVE',
        Projection: { ProjectionType: index.projection },
        KeySchema: schemaOf(index),
      })),
    },
    recovery: { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 35 },
    ttl:
      spec.ttlAttribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: spec.ttlAttribute },
  };
}

const keysOf = ({
  partitionKey,
  sortKey,
}: Pick<TableSpec, 'partitionKey' | 'sortKey'>): KeyAttribute[] => [
  partitionKey,
  ...(sortKey === undefined ? [] : [sortKey]),
];

const schemaOf = (
  spec: Pick<TableSpec, 'partitionKey' | 'sortKey'>,
): TableDescription['KeySchema'] =>
  keysOf(spec).map((k, i) => ({ AttributeName: k.name, KeyType: i === 0 ? 'HASH' : 'RANGE' }));

function healthyBucket(name: string, days: number, key?: string): BucketState {
  return {
    versioning: 'Enabled',
    encryption:
      key === undefined
        ? { SSEAlgorithm: 'AES256' }
        : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
    block: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    policy: policyText({
      Effect: 'Deny',
      Principal: EVERYBODY,
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
    public: false,
    grants: [{ Grantee: { ID: 'owner', Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
    lifecycle: [
      {
        ID: 'replaced-versions',
        Status: 'Enabled',
        NoncurrentVersionExpiration: { NoncurrentDays: days, NewerNoncurrentVersions: 20 },
      },
    ],
  };
}

function secret(
  { names, scope }: Deployment,
  kind: 'nonce' | 'salt',
  byte: string,
): ParameterState {
  return {
    Name: names.parameters.secret(kind, 1),
    Type: 'SecureString',
    Value: byte.repeat(32),
    KeyId: keyArn(scope, names.keyAlias),
  };
}
