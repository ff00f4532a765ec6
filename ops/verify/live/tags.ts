import { ListTagsCommand as ListBackupTagsCommand } from '@aws-sdk/client-backup';
import { ListTagsCommand as ListTrailTagsCommand } from '@aws-sdk/client-cloudtrail';
import { ListTagsForResourceCommand as ListAlarmTagsCommand } from '@aws-sdk/client-cloudwatch';
import { ListTagsForResourceCommand as ListLogTagsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListTagsOfResourceCommand } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { GetBucketTaggingCommand } from '@aws-sdk/client-s3';
import { ListTagsForResourceCommand as ListTopicTagsCommand } from '@aws-sdk/client-sns';
import { ListTagsForResourceCommand as ListParameterTagsCommand } from '@aws-sdk/client-ssm';
import type { AwsClients } from '../../aws/clients.js';
import { Missing, orMissing, orNone } from './read.js';

export type Tags = Readonly<Record<string, string>>;

/** What carries tags, each named as its service wants it. */
export type TaggedKind =
  | 'table'
  | 'bucket'
  | 'key'
  | 'parameter'
  | 'role'
  | 'trail'
  | 'topic'
  | 'alarm'
  | 'log group'
  | 'vault';

export interface TagReads {
  /**
   * Tags of a resource; none where it has none. A table, trail, topic, alarm, log group or vault is
   * named by ARN, a key by its id, the others by name. Throws Missing.
   */
  tagsOf(kind: TaggedKind, id: string): Promise<Tags>;
}

const ABSENT = [
  'NoSuchBucket',
  'NoSuchEntityException',
  'NoSuchEntity',
  'NotFound',
  'NotFoundException',
  'InvalidResourceId',
  'ResourceNotFound',
  'ResourceNotFoundException',
  'TrailNotFoundException',
];

export function tagReads(clients: AwsClients): TagReads {
  const { backup, cloudtrail, cloudwatch, dynamodb, iam, kms, logs, s3, sns, ssm } = clients;
  const reads: Readonly<Record<TaggedKind, (id: string) => Promise<Tags>>> = {
    table: async (ResourceArn) =>
      record((await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags),
    bucket: async (Bucket) =>
      record(
        (await orNone(['NoSuchTagSet'], s3.send(new GetBucketTaggingCommand({ Bucket }))))?.TagSet,
      ),
    key: async (KeyId) => {
      const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId }));
      return record(Tags?.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })));
    },
    parameter: async (ResourceId) => {
      const query = { ResourceType: 'Parameter', ResourceId } as const;
      return record((await ssm.send(new ListParameterTagsCommand(query))).TagList);
    },
    role: async (RoleName) => record((await iam.send(new GetRoleCommand({ RoleName }))).Role?.Tags),
    trail: async (arn) => {
      const query = { ResourceIdList: [arn] };
      const { ResourceTagList } = await cloudtrail.send(new ListTrailTagsCommand(query));
      return record(ResourceTagList?.[0]?.TagsList);
    },
    topic: async (ResourceArn) =>
      record((await sns.send(new ListTopicTagsCommand({ ResourceArn }))).Tags),
    alarm: async (ResourceARN) =>
      record((await cloudwatch.send(new ListAlarmTagsCommand({ ResourceARN }))).Tags),
    'log group': async (resourceArn) =>
      (await logs.send(new ListLogTagsCommand({ resourceArn }))).tags ?? {},
    vault: async (ResourceArn) =>
      (await backup.send(new ListBackupTagsCommand({ ResourceArn }))).Tags ?? {},
  };
  return { tagsOf: (kind, id) => orMissing(`${kind} ${id}`, ABSENT, reads[kind](id)) };
}

function record(
  tags: readonly { readonly Key?: string | undefined; Value?: string | undefined }[] = [],
): Tags {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** Undefined for what does not exist: that it must, other checks say. */
export async function ofPresent<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Missing) return undefined;
    throw error;
  }
}
