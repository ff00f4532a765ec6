import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type Grant,
  type LifecycleRule,
  type PublicAccessBlockConfiguration,
  type ServerSideEncryptionByDefault,
} from '@aws-sdk/client-s3';
import type { AwsClients } from '../../aws/clients.js';
import { parsePolicy, type Statement } from '../policy.js';
import { once, orMissing, orNone } from './read.js';

const ABSENT = ['NoSuchBucket', 'NotFound'];

export interface BucketReads {
  /** Resolves when the bucket exists and may be read. */
  bucket(name: string): Promise<void>;
  versioning(name: string): Promise<string | undefined>;
  encryption(name: string): Promise<ServerSideEncryptionByDefault | undefined>;
  publicAccessBlock(name: string): Promise<PublicAccessBlockConfiguration | undefined>;
  policy(name: string): Promise<readonly Statement[]>;
  /** S3's own verdict on the policy: public or not; undefined without a policy. */
  policyIsPublic(name: string): Promise<boolean | undefined>;
  acl(name: string): Promise<readonly Grant[]>;
  lifecycle(name: string): Promise<readonly LifecycleRule[]>;
  /** Bucket that the access log is delivered to. */
  logTarget(name: string): Promise<string | undefined>;
}

export interface StateObject {
  readonly encryption: string | undefined;
  readonly keyId: string | undefined;
  readonly text: string;
}

export function bucketReads({ s3 }: Pick<AwsClients, 's3'>): BucketReads {
  const of = <T>(Bucket: string, read: Promise<T>): Promise<T> =>
    orMissing(`bucket ${Bucket}`, ABSENT, read);
  return {
    bucket: once(
      async (Bucket) => void (await of(Bucket, s3.send(new HeadBucketCommand({ Bucket })))),
    ),
    versioning: once(
      async (Bucket) =>
        (await of(Bucket, s3.send(new GetBucketVersioningCommand({ Bucket })))).Status,
    ),
    encryption: once(async (Bucket) => {
      const answer = await of(
        Bucket,
        orNone(
          ['ServerSideEncryptionConfigurationNotFoundError'],
          s3.send(new GetBucketEncryptionCommand({ Bucket })),
        ),
      );
      return answer?.ServerSideEncryptionConfiguration?.Rules?.[0]
        ?.ApplyServerSideEncryptionByDefault;
    }),
    publicAccessBlock: once(async (Bucket) => {
      const answer = await of(
        Bucket,
        orNone(
          ['NoSuchPublicAccessBlockConfiguration'],
          s3.send(new GetPublicAccessBlockCommand({ Bucket })),
        ),
      );
      return answer?.PublicAccessBlockConfiguration;
    }),
    policy: once(async (Bucket) => {
      const answer = await of(
        Bucket,
        orNone(['NoSuchBucketPolicy'], s3.send(new GetBucketPolicyCommand({ Bucket }))),
      );
      return answer?.Policy === undefined ? [] : parsePolicy(answer.Policy);
    }),
    policyIsPublic: once(async (Bucket) => {
      const answer = await of(
        Bucket,
        orNone(['NoSuchBucketPolicy'], s3.send(new GetBucketPolicyStatusCommand({ Bucket }))),
      );
      return answer?.PolicyStatus?.IsPublic;
    }),
    acl: once(
      async (Bucket) =>
        (await of(Bucket, s3.send(new GetBucketAclCommand({ Bucket })))).Grants ?? [],
    ),
    lifecycle: once(async (Bucket) => {
      const answer = await of(
        Bucket,
        orNone(
          ['NoSuchLifecycleConfiguration'],
          s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
        ),
      );
      return answer?.Rules ?? [];
    }),
    logTarget: once(
      async (Bucket) =>
        (await of(Bucket, s3.send(new GetBucketLoggingCommand({ Bucket })))).LoggingEnabled
          ?.TargetBucket,
    ),
  };
}

/** Reads one Terraform state object; the text stays in memory. */
export function stateReads(
  { s3 }: Pick<AwsClients, 's3'>,
  Bucket: string,
): { state(key: string): Promise<StateObject> } {
  return {
    state: once(async (Key) => {
      const resource = `state object s3://${Bucket}/${Key}`;
      const absent = [...ABSENT, 'NoSuchKey'];
      const [head, body] = await Promise.all([
        orMissing(resource, absent, s3.send(new HeadObjectCommand({ Bucket, Key }))),
        orMissing(resource, absent, s3.send(new GetObjectCommand({ Bucket, Key }))),
      ]);
      return {
        encryption: head.ServerSideEncryption,
        keyId: head.SSEKMSKeyId,
        text: (await body.Body?.transformToString()) ?? '',
      };
    }),
  };
}
