import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR_MS, dayOf, hourBucket } from '../../../runtime/src/clock.js';
import { dashboard } from '../../../runtime/src/cli/dashboard.js';
import { awsWatch } from '../../../runtime/src/dashboard/aws-watch.js';
import type { Mission } from '../../../runtime/src/dashboard/mission.js';
import { METRIC_NAMESPACE, namesFor } from '../../../runtime/src/names/index.js';
import { openAws } from '../../../runtime/src/stores/aws/index.js';
import { dynamoTables } from '../../../runtime/src/stores/dynamodb/table.js';
import { useLocalAws } from '../../ops/support/local-aws.js';

const names = namesFor({
  ...{ project: 'phase-mirror', environment: 'local' },
  ...{ account: '123456789012', region: 'eu-central-1' },
});
const now = Date.now();
const days = [dayOf(now - 24 * HOUR_MS), dayOf(now)];
const ringing = names.alarms.runtime('breaker-opened');
const { local, client } = useLocalAws();
const credentials = { accessKeyId: 'tester', secretAccessKey: 'x' };
const aws = (): { region: string; endpoint: string; credentials: typeof credentials } => ({
  ...{ region: 'eu-central-1', credentials, endpoint: local().endpoint },
});

beforeAll(async () => {
  const cloudwatch = client(CloudWatchClient);
  const Dimensions = [{ Name: 'Environment', Value: 'local' }];
  const value = (MetricName: string, Value: number): object => ({ MetricName, Value, Dimensions });
  await cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: METRIC_NAMESPACE,
      MetricData: [
        ...[value('Evaluations', 1), value('Evaluations', 1), value('Blocks', 1)],
        ...[value('DriftMagnitude', 0.12), value('DriftMagnitude', 0.4)],
        {
          MetricName: 'Evaluations',
          Value: 9,
          Dimensions: [{ Name: 'Environment', Value: 'staging' }],
        },
      ] as never,
    }),
  );
  for (const AlarmName of [ringing, names.alarms.runtime('nonce-age'), 'phase-mirror-local-own']) {
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName, AlarmDescription: `about ${AlarmName}`, MetricName: 'Blocks' },
        ...{ Namespace: METRIC_NAMESPACE, Statistic: 'Sum', Period: 300, EvaluationPeriods: 1 },
        ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
      }),
    );
  }
  await cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName: ringing, StateValue: 'ALARM', StateReason: 'test' }),
  );
  const s3 = client(S3Client);
  const Bucket = names.state.bucket;
  const LocationConstraint = 'eu-central-1';
  await s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }),
  );
  const Key = names.state.objectKey('local', 'data');
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
  await client(DynamoDBClient).send(
    new CreateTableCommand({
      TableName: names.tables.blockCounter.name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
});

describe('what AWS knows of an environment', () => {
  it('is asked of its own metrics, alarms and states', async () => {
    const watch = awsWatch(names, aws());
    try {
      const [before, today] = await watch.evaluated(days);
      expect(before).toEqual({ day: days[0], evaluations: 0, blocks: 0, failures: 0 });
      expect(today).toEqual({ day: days[1], evaluations: 2, blocks: 1, failures: 0 });
      expect(await watch.largestDrift(days)).toEqual({ day: days[1], magnitude: 0.4 });
      expect(await watch.largestDrift(['2026-01-01'])).toBeUndefined();
      const { ringing: rings, quiet, undecided, missing } = await watch.alarms();
      expect(rings).toEqual([
        { name: ringing, says: `about ${ringing}`, since: expect.stringMatching(/^20.+Z$/) },
      ]);
      expect([quiet + undecided, missing.length]).toEqual([1, names.alarms.all.length - 2]);
      expect(await watch.deployments()).toEqual([
        { stack: 'data', at: expect.stringMatching(/^20.+Z$/) },
        { stack: 'access' },
        { stack: 'observability' },
      ]);
    } finally {
      watch.close();
    }
  });

  it('lists counters, without resets', async () => {
    const stores = openAws(names, aws(), { clock: { now: () => now } });
    try {
      const hour = hourBucket(now);
      const key = { rule: 'MD-001', repository: 'acme/shop', hour };
      await stores.blocks.add([key, { ...key, rule: 'MD-002' }], 'run-1');
      await stores.blocks.add([key], 'run-2');
      await stores.blocks.reset({ ...key, rule: 'MD-002' }, 'ada', 'T-1');
      expect(await stores.blocks.since(hour)).toEqual([{ ...key, blocks: 2 }]);
      expect(await stores.blocks.since(hourBucket(now + HOUR_MS))).toEqual([]);
    } finally {
      stores.close();
    }
  });

  it('reads a table up to the pages that it was told, and says when there is more', async () => {
    const tables = dynamoTables(aws());
    try {
      const table = tables.table(names.tables.blockCounter);
      const all = await table.scanAll({ Limit: 1 }, 20);
      expect(all.length).toBeGreaterThan(1);
      await expect(table.scanAll({ Limit: 1 }, 1)).rejects.toMatchObject({ code: 'PM-3011' });
    } finally {
      tables.close();
    }
  });

  it('is shown by the command, with what it cannot read; the server ends by its signal', async () => {
    let stdout = '';
    let stderr = '';
    const ended = new AbortController();
    const keys = { AWS_ACCESS_KEY_ID: 'tester', AWS_SECRET_ACCESS_KEY: 'x' };
    const env = { PATH: process.env['PATH'], AWS_ENDPOINT_URL: local().endpoint, ...keys };
    // The SDK looks for credentials in the variables of the process.
    Object.assign(process.env, keys);
    const args = ['--store', 'aws', '--region', 'eu-central-1', '--json', '--serve', '--port', '0'];
    const exit = await dashboard(args, {
      stdout: { write: (text) => (stdout += text) },
      stderr: {
        write: (text) => {
          stderr += text;
          ended.abort();
        },
      },
      ...{ env, cwd: '/', ended: ended.signal },
    });
    expect([exit, stderr]).toEqual([0, expect.stringMatching(/^mission control on http:\/\/127/)]);
    const mission = JSON.parse(stdout) as Mission;
    expect(mission.alarms).toMatchObject({ known: true, value: { ringing: [{ name: ringing }] } });
    expect(mission.decided).toMatchObject({
      known: false,
      why: expect.stringMatching(/^PM-3001 .*fp-events/),
    });
    expect(mission.secrets[0]).toMatchObject({ failed: expect.stringContaining('PM-4001') });
  });
});
