import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BackupClient,
  CreateBackupPlanCommand,
  CreateBackupSelectionCommand,
  CreateBackupVaultCommand,
  DeleteBackupPlanCommand,
  DeleteBackupSelectionCommand,
  DeleteBackupVaultAccessPolicyCommand,
  DeleteBackupVaultNotificationsCommand,
  DescribeRecoveryPointCommand,
  GetBackupPlanCommand,
  GetBackupSelectionCommand,
  GetBackupVaultAccessPolicyCommand,
  GetBackupVaultNotificationsCommand,
  ListBackupSelectionsCommand,
  ListTagsCommand,
  PutBackupVaultAccessPolicyCommand,
  PutBackupVaultNotificationsCommand,
  UpdateBackupPlanCommand,
} from '@aws-sdk/client-backup';
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
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetContextKeysForCustomPolicyCommand,
  GetPolicyCommand,
  IAMClient,
  ListInstanceProfilesCommand,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureLocalAws } from '../../../ops/local-aws/start.js';
import type { LocalAws } from '../../../ops/local-aws/state.js';
import { stopLocalAws } from '../../../ops/local-aws/stop.js';
import { steps } from '../../../ops/frame/steps.js';
import { testIo } from '../support/test-io.js';

const home = mkdtempSync(join(tmpdir(), 'pm-gaps-'));
const { io } = testIo({ env: { ...process.env, PHASE_MIRROR_HOME: home, AWS_ENDPOINT_URL: '' } });
let local: LocalAws;

const clients: { destroy(): void }[] = [];
function client<T extends { destroy(): void }>(
  Make: new (config: object) => T,
  accessKeyId = 'tester',
  more: object = {},
): T {
  const made = new Make({
    region: 'eu-central-1',
    endpoint: local.endpoint,
    credentials: { accessKeyId, secretAccessKey: 'x' },
    maxAttempts: 1,
    ...more,
  });
  clients.push(made);
  return made;
}

beforeAll(async () => {
  ({ local } = await ensureLocalAws(io, steps(io), { port: 0 }));
}, 90_000);

afterAll(async () => {
  for (const one of clients) one.destroy();
  await stopLocalAws(io, steps(io));
  rmSync(home, { recursive: true, force: true });
}, 20_000);

describe('the local AWS', () => {
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

describe('CloudWatch', () => {
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

describe('CloudTrail', () => {
  it('starts, stops and deletes a trail by its ARN', async () => {
    const trail = client(CloudTrailClient);
    await client(S3Client, 'tester', { forcePathStyle: true }).send(
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

describe('KMS', () => {
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

describe('S3', () => {
  const bucket = async (name: string): Promise<S3Client> => {
    const s3 = client(S3Client, 'tester', { forcePathStyle: true });
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

describe('Backup', () => {
  const BackupVaultName = 'vault';
  const plan = (days: number) => ({
    BackupPlanName: 'plan',
    Rules: [
      {
        RuleName: 'daily',
        TargetBackupVaultName: BackupVaultName,
        Lifecycle: { DeleteAfterDays: days },
      },
    ],
  });

  it('keeps selections of a plan', async () => {
    const backup = client(BackupClient);
    const { BackupPlanId } = await backup.send(
      new CreateBackupPlanCommand({ BackupPlan: plan(7) }),
    );
    const BackupSelection = {
      SelectionName: 'tables',
      IamRoleArn: 'arn:aws:iam::123456789012:role/backup',
      Resources: ['arn:aws:dynamodb:*:*:table/phase-mirror-*'],
    };
    const { SelectionId } = await backup.send(
      new CreateBackupSelectionCommand({ BackupPlanId, BackupSelection }),
    );
    const key = { BackupPlanId, SelectionId };
    expect(await backup.send(new GetBackupSelectionCommand(key))).toMatchObject({
      ...key,
      BackupSelection,
    });
    const listed = await backup.send(new ListBackupSelectionsCommand({ BackupPlanId }));
    expect(listed.BackupSelectionsList).toMatchObject([{ ...key, SelectionName: 'tables' }]);
    await backup.send(new DeleteBackupSelectionCommand(key));
    await expect(backup.send(new GetBackupSelectionCommand(key))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await backup.send(new DeleteBackupPlanCommand({ BackupPlanId }));
  });

  it('changes a plan, and takes the same plan again once it is deleted', async () => {
    const backup = client(BackupClient);
    const first = await backup.send(new CreateBackupPlanCommand({ BackupPlan: plan(7) }));
    const { BackupPlanId } = first;
    const changed = await backup.send(
      new UpdateBackupPlanCommand({ BackupPlanId, BackupPlan: plan(30) }),
    );
    expect(changed.BackupPlanArn).toBe(first.BackupPlanArn);
    expect(changed.VersionId).not.toBe(first.VersionId);
    const got = await backup.send(new GetBackupPlanCommand({ BackupPlanId }));
    expect(got.BackupPlan?.Rules?.[0]?.Lifecycle?.DeleteAfterDays).toBe(30);

    await backup.send(new DeleteBackupPlanCommand({ BackupPlanId }));
    await expect(backup.send(new GetBackupPlanCommand({ BackupPlanId }))).rejects.toThrow();
    const again = await backup.send(new CreateBackupPlanCommand({ BackupPlan: plan(7) }));
    await backup.send(new DeleteBackupPlanCommand({ BackupPlanId: again.BackupPlanId }));
  });

  it("keeps a vault's access policy, notifications and tags", async () => {
    const backup = client(BackupClient);
    const { BackupVaultArn: ResourceArn } = await backup.send(
      new CreateBackupVaultCommand({ BackupVaultName, BackupVaultTags: { Environment: 'local' } }),
    );
    expect((await backup.send(new ListTagsCommand({ ResourceArn }))).Tags).toEqual({
      Environment: 'local',
    });

    const policy = new GetBackupVaultAccessPolicyCommand({ BackupVaultName });
    await expect(backup.send(policy)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    await backup.send(new PutBackupVaultAccessPolicyCommand({ BackupVaultName, Policy }));
    expect(await backup.send(policy)).toMatchObject({
      BackupVaultName,
      Policy,
      BackupVaultArn: ResourceArn,
    });
    await backup.send(new DeleteBackupVaultAccessPolicyCommand({ BackupVaultName }));
    await expect(backup.send(policy)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

    const notifications = new GetBackupVaultNotificationsCommand({ BackupVaultName });
    await expect(backup.send(notifications)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const wanted = {
      SNSTopicArn: 'arn:aws:sns:eu-central-1:123456789012:critical',
      BackupVaultEvents: ['BACKUP_JOB_FAILED' as const],
    };
    await backup.send(new PutBackupVaultNotificationsCommand({ BackupVaultName, ...wanted }));
    expect(await backup.send(notifications)).toMatchObject(wanted);
    await backup.send(new DeleteBackupVaultNotificationsCommand({ BackupVaultName }));
    await expect(backup.send(notifications)).rejects.toThrow();
  });
});

describe('the request log', () => {
  interface Line {
    readonly time: string;
    readonly service: string;
    readonly action: string;
    readonly resources: readonly string[];
    readonly caller: string;
    readonly region: string;
    readonly status: number;
    readonly ms: number;
  }
  const text = (): string => readFileSync(local.requestLog, 'utf8');
  const linesOf = (caller: string): readonly Line[] =>
    text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line.caller === caller);

  it('names who called what on which table, index, parameter and bucket', async () => {
    const who = 'LOGREADER';
    const dynamodb = client(DynamoDBClient, who);
    await dynamodb.send(
      new CreateTableCommand({
        TableName: 'events',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'finding', AttributeType: 'S' },
        ],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-finding',
            KeySchema: [{ AttributeName: 'finding', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
    const Item = { pk: { S: 'item-value-1' } };
    await dynamodb.send(new PutItemCommand({ TableName: 'events', Item }));
    await dynamodb.send(
      new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'events', Item } }] }),
    );
    await dynamodb.send(
      new QueryCommand({
        TableName: 'events',
        IndexName: 'by-finding',
        KeyConditionExpression: 'finding = :f',
        ExpressionAttributeValues: { ':f': { S: 'finding-value' } },
      }),
    );
    const ssm = client(SSMClient, who);
    await ssm.send(
      new PutParameterCommand({
        Name: '/guardian/x/nonce',
        Value: 'nonce-value',
        Type: 'SecureString',
      }),
    );
    await ssm.send(new GetParametersByPathCommand({ Path: '/guardian/x', WithDecryption: true }));
    const s3 = client(S3Client, who, { forcePathStyle: true });
    const Bucket = 'log-test';
    await s3.send(
      new CreateBucketCommand({
        Bucket,
        CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
      }),
    );
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'object-value' }));
    await s3.send(new ListObjectsV2Command({ Bucket }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'k' }] } }));
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    await client(IAMClient, who).send(new ListInstanceProfilesCommand({}));
    await client(CloudWatchClient, who).send(new DescribeAlarmsCommand({}));

    expect(
      linesOf(who).map(({ service, action, resources, status }) => [
        service,
        action,
        resources,
        status,
      ]),
    ).toEqual([
      ['dynamodb', 'CreateTable', ['events'], 200],
      ['dynamodb', 'PutItem', ['events'], 200],
      ['dynamodb', 'TransactWriteItems', ['events'], 200],
      ['dynamodb', 'Query', ['events/index/by-finding'], 200],
      ['ssm', 'PutParameter', ['/guardian/x/nonce'], 200],
      ['ssm', 'GetParametersByPath', ['/guardian/x'], 200],
      ['s3', 'CreateBucket', ['log-test'], 200],
      ['s3', 'PutObject', ['log-test'], 200],
      ['s3', 'ListObjectsV2', ['log-test'], 200],
      ['s3', 'DeleteObjects', ['log-test'], 200],
      ['s3', 'GetObject', ['log-test'], 404],
      ['iam', 'ListInstanceProfiles', [], 200],
      ['cloudwatch', 'DescribeAlarms', [], 200],
    ]);
    for (const line of linesOf(who)) {
      expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(line.region).toBe('eu-central-1');
      expect(line.ms).toBeGreaterThan(0);
    }
    for (const value of ['item-value-1', 'finding-value', 'nonce-value', 'object-value'])
      expect(text()).not.toContain(value);
  });
});
