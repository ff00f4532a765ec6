import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { s3Baselines } from '../../runtime/src/stores/s3/index.js';
import { useLocalAws } from '../ops/support/local-aws.js';
import { describeWithEmulator } from '../ops/support/needs.js';
import { baselineStoreContract } from './baseline-store.js';

const { local, client } = useLocalAws();

/** The contract on an emulator, without Terraform; test/e2e runs it on the bucket that Terraform made. */
describeWithEmulator('a versioned bucket', () => {
  baselineStoreContract('S3', async () => {
    const Bucket = 'baselines';
    const s3 = client(S3Client);
    const LocationConstraint = 'eu-central-1';
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }),
    );
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const store = s3Baselines({
      bucket: Bucket,
      owner: '123456789012',
      region: 'eu-central-1',
      endpoint: local().endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      patience: { answerMs: 20_000, deadlineMs: 30_000 },
    });
    return { store, close: () => store.close() };
  });
});
