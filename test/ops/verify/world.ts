import type { BackupRule, BackupSelection } from '@aws-sdk/client-backup';
import type {
  GetEventSelectorsResponse,
  GetTrailStatusResponse,
  Trail,
} from '@aws-sdk/client-cloudtrail';
import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { LogGroup, MetricFilter } from '@aws-sdk/client-cloudwatch-logs';
import type {
  PointInTimeRecoveryDescription,
  TableDescription,
  TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb';
import type { KeyMetadata } from '@aws-sdk/client-kms';
import type {
  Grant,
  LifecycleRule,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionByDefault,
} from '@aws-sdk/client-s3';
import type { Subscription } from '@aws-sdk/client-sns';

type ByName<T> = Record<string, T>;

export interface TableState {
  table: TableDescription;
  recovery: PointInTimeRecoveryDescription;
  ttl: TimeToLiveDescription;
}

export interface BucketState {
  versioning?: string;
  encryption?: ServerSideEncryptionByDefault;
  block?: PublicAccessBlockConfiguration;
  policy?: string;
  public: boolean;
  grants: Grant[];
  lifecycle: LifecycleRule[];
  logTarget?: string;
}

export interface RoleState {
  trust: string;
  boundary?: string;
  attached: string[];
  inline: string[];
}

export interface ParameterState {
  Name: string;
  Type: string;
  Value: string;
  KeyId?: string;
}

/** What data there is, and what protects it. */
export interface StoreWorld {
  keys: ByName<{ meta: KeyMetadata; rotates: boolean; policy: string }>;
  tables: ByName<TableState>;
  buckets: ByName<BucketState>;
  /** Of the state bucket, by object key. */
  objects: ByName<{ encryption: string; keyId: string; text: string }>;
  parameters: ParameterState[];
}

/** Who may do what, what is recorded of it, and the backups. */
export interface AccessWorld {
  roles: ByName<RoleState>;
  policies: ByName<string>;
  providers: ByName<string[]>;
  trails: ByName<{
    trail: Trail;
    status: GetTrailStatusResponse;
    selectors: GetEventSelectorsResponse;
  }>;
  vaults: ByName<{
    key: string;
    policy?: string;
    notifications?: { SNSTopicArn: string; BackupVaultEvents: string[] };
  }>;
  plans: ByName<{ rules: BackupRule[]; selection: BackupSelection }>;
}

/** What is watched, and who is told. */
export interface SignalWorld {
  topics: ByName<Record<string, string>>;
  subscriptions: Subscription[];
  alarms: MetricAlarm[];
  composites: CompositeAlarm[];
  dashboards: ByName<string>;
  logGroups: LogGroup[];
  filters: MetricFilter[];
}

/** Tags by what a service is asked by: an ARN, a name, the id of a key. */
export interface TagWorld {
  tags: ByName<Record<string, string>>;
}

/** An AWS account as the checks see it, in the SDK's own shapes; tests break one thing of it. */
export interface World extends StoreWorld, AccessWorld, SignalWorld, TagWorld {
  account: string;
}

export const policyText = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

export const EVERYBODY = { AWS: '*' };
