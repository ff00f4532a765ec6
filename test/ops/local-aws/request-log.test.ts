import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { IAMClient, ListInstanceProfilesCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, it } from '@jest/globals';
import { findPython } from '../../../ops/tools/python.js';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';
import { testIo } from '../support/test-io.js';

const { client, local } = useLocalAws();

describeWithEmulator('the request log', () => {
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
  const text = (): string => readFileSync(local().requestLog, 'utf8');
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
    const s3 = client(S3Client, who);
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

it('keeps the newest lines, and a former file beside them', async () => {
  const python = await findPython(testIo({ env: process.env }).io);
  if (python === undefined) throw new Error('there is no Python');
  const folder = mkdtempSync(join(tmpdir(), 'pm-rolling-'));
  try {
    const script = `
import sys
sys.path.insert(0, "ops/local-aws")
from rolling_file import RollingFile
file = RollingFile(sys.argv[1], 100)
for i in range(30): file.write_line("line %02d" % i)
`;
    const path = join(folder, 'requests.jsonl');
    execFileSync(python.executable, ['-c', script, path]);
    const lines = (file: string): readonly string[] =>
      readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(readdirSync(folder).sort()).toEqual(['requests.jsonl', 'requests.jsonl.1']);
    expect([...lines(`${path}.1`), ...lines(path)].slice(-13)).toEqual(
      Array.from({ length: 13 }, (_, i) => `line ${i + 17}`),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
