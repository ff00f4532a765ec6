import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';

const { client } = useLocalAws();

describeWithEmulator('S3', () => {
  const bucket = async (name: string): Promise<S3Client> => {
    const s3 = client(S3Client);
    await s3.send(
      new CreateBucketCommand({
        Bucket: name,
        CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
      }),
    );
    return s3;
  };

  it('keeps how many newer versions a lifecycle rule spares, each rule its own', async () => {
    const s3 = await bucket('lifecycle');
    const rule = (ID: string, newer?: number) => ({
      ID,
      Status: 'Enabled' as const,
      Filter: { Prefix: `${ID}/` },
      NoncurrentVersionExpiration: {
        NoncurrentDays: 90,
        ...(newer === undefined ? {} : { NewerNoncurrentVersions: newer }),
      },
    });
    const abort = {
      ID: 'abort',
      Status: 'Enabled' as const,
      Filter: { Prefix: '' },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    };
    const Rules = [abort, rule('plain'), rule('a&b', 20), rule('c', 5)];
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: 'lifecycle',
        LifecycleConfiguration: { Rules },
      }),
    );
    const got = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'lifecycle' }));
    expect(got.Rules).toEqual(Rules);
  });

  it('serves objects of a bucket whose policy denies everything without TLS', async () => {
    const s3 = await bucket('tls-only');
    const deny = (Condition?: object) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:*',
            Resource: ['arn:aws:s3:::tls-only', 'arn:aws:s3:::tls-only/*'],
            ...(Condition === undefined ? {} : { Condition }),
          },
        ],
      });
    const put = (Policy: string) =>
      s3.send(new PutBucketPolicyCommand({ Bucket: 'tls-only', Policy }));
    await put(deny({ Bool: { 'aws:SecureTransport': 'false' } }));
    await s3.send(new PutObjectCommand({ Bucket: 'tls-only', Key: 'state', Body: 'x' }));
    const read = await s3.send(new GetObjectCommand({ Bucket: 'tls-only', Key: 'state' }));
    expect(await read.Body?.transformToString()).toBe('x');

    // A denial without a condition still denies: only what cannot be judged is left out.
    await put(deny());
    await expect(
      s3.send(new GetObjectCommand({ Bucket: 'tls-only', Key: 'state' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it.each(['Enabled', 'Suspended'] as const)(
    'deletes version by version while versioning is %s, until the bucket is empty',
    async (Status) => {
      const Bucket = `versions-${Status.toLowerCase()}`;
      const s3 = await bucket(Bucket);
      const versioning = (status: 'Enabled' | 'Suspended') =>
        s3.send(
          new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: status } }),
        );
      const all = async () => {
        const { Versions = [], DeleteMarkers = [] } = await s3.send(
          new ListObjectVersionsCommand({ Bucket }),
        );
        return [...Versions, ...DeleteMarkers];
      };
      await versioning('Enabled');
      await s3.send(new PutObjectCommand({ Bucket, Key: 'state', Body: '1' }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'state', Body: '2' }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'state' }));
      await versioning(Status);
      for (let left = 3; left > 0; left--) {
        const [{ Key, VersionId } = {}, ...others] = await all();
        expect(others).toHaveLength(left - 1);
        const Delete = { Objects: [{ Key, VersionId }] };
        const answer = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
        expect(answer.Errors ?? []).toEqual([]);
        expect(await all()).toEqual(others);
      }
      await s3.send(new DeleteBucketCommand({ Bucket }));
    },
  );

  it('forgets an object with markers whose versioning was suspended', async () => {
    const Bucket = 'markers';
    const s3 = await bucket(Bucket);
    for (const Status of ['Enabled', 'Suspended'] as const) {
      await s3.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }),
      );
      await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: '1' }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    }
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });
});
