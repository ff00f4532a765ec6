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
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeMetricFiltersCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
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
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, it } from '@jest/globals';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';

const { client, local } = useLocalAws();

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

describeWithEmulator('a call that the local AWS fails on', () => {
  it.each([
    [
      's3',
      { method: 'PUT', path: '/bucket?tagging' },
      {},
      /^<Error><Code>InternalFailure<\/Code><Message>the local AWS failed: /,
    ],
    [
      'dynamodb',
      { method: 'POST', path: '/' },
      { 'x-amz-target': 'DynamoDB_20120810.PutItem', 'content-type': 'application/x-amz-json-1.0' },
      /^{"__type": "InternalFailure", "message": "the local AWS failed: /,
    ],
  ])('is told so in the protocol of %s', async (service, { method, path }, headers, body) => {
    const scope = `tester/20261122/eu-central-1/${service}/aws4_request`;
    const answer = await fetch(`${local().endpoint}${path}`, {
      method,
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, x`, ...headers },
      body: '{ not what it takes',
    });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toMatch(body);
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

describeWithEmulator('CloudWatch Logs', () => {
  it('replaces a metric filter of the same name', async () => {
    const logs = client(CloudWatchLogsClient);
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'g' }));
    for (const filterPattern of ['{ $.a = 1 }', '{ $.a = 2 }']) {
      await logs.send(
        new PutMetricFilterCommand({
          logGroupName: 'g',
          filterName: 'f',
          filterPattern,
          metricTransformations: [{ metricName: 'A', metricNamespace: 'N', metricValue: '1' }],
        }),
      );
    }
    const { metricFilters } = await logs.send(
      new DescribeMetricFiltersCommand({ logGroupName: 'g' }),
    );
    expect(metricFilters?.map((one) => one.filterPattern)).toEqual(['{ $.a = 2 }']);
  });
});

describeWithEmulator('CloudTrail', () => {
  it('finds, starts, stops and deletes a trail by its ARN', async () => {
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
    await trail.send(new CreateTrailCommand({ Name: 'other', S3BucketName: 'trail-logs' }));
    const named = await trail.send(new DescribeTrailsCommand({ trailNameList: [Name ?? ''] }));
    expect(named.trailList?.map((one) => one.TrailARN)).toEqual([Name]);
    await trail.send(new DeleteTrailCommand({ Name: 'other' }));
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
