import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { AwsClients } from '../../../ops/aws/clients.js';

/** Notes one thing; its name is unique. */
export type Note = (thing: string, value: unknown) => void;

/** Buckets, their settings and every version of every object but the access logs. */
export async function readBuckets({ s3: client }: AwsClients, note: Note): Promise<void> {
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const accessLogs = new Set<string>();
  for (const { Name: Bucket = '' } of Buckets) {
    const named = { Bucket };
    const logging = await orNone(client.send(new GetBucketLoggingCommand(named)));
    accessLogs.add(logging?.LoggingEnabled?.TargetBucket ?? '');
    note(`bucket ${Bucket}`, [
      await orNone(client.send(new GetBucketVersioningCommand(named))),
      await orNone(client.send(new GetBucketEncryptionCommand(named))),
      await orNone(client.send(new GetBucketLifecycleConfigurationCommand(named))),
      logging,
      await orNone(client.send(new GetBucketPolicyCommand(named))),
      await orNone(client.send(new GetBucketTaggingCommand(named))),
      await orNone(client.send(new GetPublicAccessBlockCommand(named))),
    ]);
  }
  for (const { Name: Bucket = '' } of Buckets) {
    // S3 itself writes these, about every call: about the ones of this reading, too.
    if (!accessLogs.has(Bucket)) await readObjects(client, Bucket, note);
  }
}

async function readObjects(client: S3Client, Bucket: string, note: Note): Promise<void> {
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket, ...from }));
    for (const version of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      note(`object s3://${Bucket}/${version.Key ?? ''} ${version.VersionId ?? ''}`, version);
    }
    if (page.IsTruncated !== true) return;
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}

/** A setting that a thing has not got is an answer; whatever else fails is not. */
export async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (/^NoSuch\w+$|NotFound(Error|Exception)$/.test((error as Error).name)) return undefined;
    throw error;
  }
}
