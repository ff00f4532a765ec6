import { BackupClient, DescribeRecoveryPointCommand } from '@aws-sdk/client-backup';
import {
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  ListPublicKeysCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  GetContextKeysForCustomPolicyCommand,
  GetPolicyCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, it } from '@jest/globals';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';

const { client } = useLocalAws();

describeWithEmulator('the local AWS', () => {
  it('is the account that the settings of `local` name, in their region', async () => {
    const { Account } = await client(STSClient).send(new GetCallerIdentityCommand({}));
    expect(Account).toBe('123456789012');
  });

  it("has IAM's managed policies, which the backup role is given", async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup';
    const { Policy } = await client(IAMClient).send(new GetPolicyCommand({ PolicyArn }));
    expect(Policy?.Arn).toBe(PolicyArn);
  });

  it.each([
    [
      'a path',
      /GET \/backup-vaults\/v\/recovery-points/,
      () =>
        client(BackupClient).send(
          new DescribeRecoveryPointCommand({ BackupVaultName: 'v', RecoveryPointArn: 'arn:x' }),
        ),
    ],
    [
      'a JSON action',
      /list_public_keys/,
      () => client(CloudTrailClient).send(new ListPublicKeysCommand({})),
    ],
    [
      'a query action',
      /get_context_keys_for_custom_policy/,
      () =>
        client(IAMClient).send(
          new GetContextKeysForCustomPolicyCommand({ PolicyInputList: ['{}'] }),
        ),
    ],
  ])('refuses %s that it does not know at once and by name', async (_, name, call) => {
    await expect(call()).rejects.toMatchObject({
      message: expect.stringMatching(name),
      $metadata: { httpStatusCode: 501, attempts: 1 },
    });
  });
});

describeWithEmulator('CloudWatch', () => {
  it('keeps composite alarms and tells them from metric alarms', async () => {
    const cloudwatch = client(CloudWatchClient);
    await cloudwatch.send(
      new PutCompositeAlarmCommand({
        AlarmName: 'unhealthy',
        AlarmRule: 'ALARM("a") OR ALARM("b")',
        AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:critical'],
        AlarmDescription: 'see the runbook',
      }),
    );
    const answer = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ['unhealthy'] }));
    expect(answer.MetricAlarms).toEqual([]);
    expect(answer.CompositeAlarms).toMatchObject([
      {
        AlarmName: 'unhealthy',
        AlarmRule: 'ALARM("a") OR ALARM("b")',
        AlarmActions: ['arn:aws:sns:eu-central-1:123456789012:critical'],
      },
    ]);
    await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['unhealthy'] }));
    const after = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ['unhealthy'] }));
    expect(after.CompositeAlarms).toEqual([]);
  });
});

describeWithEmulator('CloudTrail', () => {
  it('starts, stops and deletes a trail by its ARN', async () => {
    const trail = client(CloudTrailClient);
    await client(S3Client).send(
      new CreateBucketCommand({
        Bucket: 'trail-logs',
        CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
      }),
    );
    const { TrailARN: Name } = await trail.send(
      new CreateTrailCommand({ Name: 'audit', S3BucketName: 'trail-logs' }),
    );
    const logging = async (): Promise<boolean | undefined> =>
      (await trail.send(new GetTrailStatusCommand({ Name }))).IsLogging;

    await trail.send(new StartLoggingCommand({ Name }));
    expect(await logging()).toBe(true);
    await trail.send(new StopLoggingCommand({ Name }));
    expect(await logging()).toBe(false);
    await trail.send(new DeleteTrailCommand({ Name }));
    expect((await trail.send(new DescribeTrailsCommand({}))).trailList).toEqual([]);
    await expect(trail.send(new DeleteTrailCommand({ Name }))).rejects.toMatchObject({
      name: 'TrailNotFoundException',
    });
  });
});

describeWithEmulator('KMS', () => {
  it.each([
    [180, 180],
    [undefined, 365],
  ])('answers the rotation period %s as %d days', async (RotationPeriodInDays, answered) => {
    const kms = client(KMSClient);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.KeyId;
    const off = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
    expect(off.KeyRotationEnabled).toBe(false);
    expect(off.RotationPeriodInDays).toBeUndefined();
    await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays }));
    const on = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
    expect(on).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: answered });
  });
});

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
});

describeWithEmulator('DynamoDB', () => {
  it('loses no write of somebody else when a transaction is cancelled', async () => {
    const dynamodb = client(DynamoDBClient);
    const TableName = 'isolation';
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    );
    const item = (pk: string) => ({ TableName, Item: { pk: { S: pk } } });
    const cancelled = (i: number) =>
      dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: item(`cancelled-${i}`) },
            {
              ConditionCheck: {
                TableName,
                Key: { pk: { S: 'none' } },
                ConditionExpression: 'attribute_exists(pk)',
              },
            },
          ],
        }),
      );
    const endings = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => i).flatMap((i): Promise<unknown>[] => [
        dynamodb.send(new PutItemCommand(item(`kept-${i}`))),
        cancelled(i),
      ]),
    );
    expect(endings.filter(({ status }) => status === 'fulfilled')).toHaveLength(40);
    const { Items } = await dynamodb.send(new ScanCommand({ TableName }));
    expect(Items?.map(({ pk }) => pk?.S).sort()).toEqual(
      Array.from({ length: 40 }, (_, i) => `kept-${i}`).sort(),
    );
  });
});
