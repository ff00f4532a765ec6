import type { AwsClients } from '../../aws/clients.js';
import { backupReads, type BackupReads } from './backup.js';
import { observabilityReads, type ObservabilityReads } from './cloudwatch.js';
import { trailReads, type TrailReads } from './cloudtrail.js';
import { tableReads, type TableReads } from './dynamodb.js';
import { roleReads, type RoleReads } from './iam.js';
import { keyReads, type KeyReads } from './kms.js';
import { bucketReads, stateReads, type BucketReads, type StateObject } from './s3.js';
import { topicReads, type TopicReads } from './sns.js';
import { parameterReads, type ParameterReads } from './ssm.js';
import { tagReads, type TagReads } from './tags.js';

/**
 * The live environment as checks see it: every read is made once and shared. A resource that does
 * not exist is `Missing`; any other error of AWS passes through, and its check could not run.
 */
export interface Live
  extends
    TableReads,
    BucketReads,
    KeyReads,
    ParameterReads,
    RoleReads,
    TrailReads,
    BackupReads,
    ObservabilityReads,
    TopicReads,
    TagReads {
  readonly clients: AwsClients;
  /** The same reads in the region of the account's foundation, where the state lives. */
  readonly foundation: Live;
  state(key: string): Promise<StateObject>;
}

export interface Place {
  readonly clients: AwsClients;
  /** Clients of the foundation's region; the same object when it is the same region. */
  readonly foundationClients: AwsClients;
  readonly stateBucket: string;
}

export function liveEnvironment(place: Place): Live {
  const { clients, foundationClients, stateBucket } = place;
  const reads = {
    clients,
    ...tableReads(clients),
    ...bucketReads(clients),
    ...stateReads(foundationClients, stateBucket),
    ...keyReads(clients),
    ...parameterReads(clients),
    ...roleReads(clients),
    ...trailReads(clients),
    ...backupReads(clients),
    ...observabilityReads(clients),
    ...topicReads(clients),
    ...tagReads(clients),
  };
  const live: Live = {
    ...reads,
    get foundation() {
      return other ?? live;
    },
  };
  const other =
    foundationClients === clients
      ? undefined
      : liveEnvironment({ ...place, clients: foundationClients });
  return live;
}
