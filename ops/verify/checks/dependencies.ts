import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Deployment } from '../../../stacks/environments.js';
import type { AwsClients } from '../../aws/clients.js';
import { classify, said } from '../../aws/failure.js';
import { judged, type Check } from '../check.js';

const CALLS = 5;
/** An evaluation makes a few calls in a row; above this for one, CI would be felt to hang. */
const SLOW_MS = 1000;

/** Each dependency answers, and how fast: median of a few reads, one after another. */
export function dependencyChecks({ names }: Deployment): readonly Check[] {
  const reads: Readonly<Record<string, (clients: AwsClients) => Promise<unknown>>> = {
    DynamoDB: ({ dynamodb }) => {
      const { name, partitionKey, sortKey } = names.tables.blockCounter;
      const key = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
      const Key = Object.fromEntries(key.map((k) => [k.name, { [k.type]: 'verify' }])) as never;
      return dynamodb.send(new GetItemCommand({ TableName: name, Key }));
    },
    SSM: ({ ssm }) =>
      ssm.send(new GetParameterCommand({ Name: names.parameters.threshold('blocksPerHour') })),
    S3: ({ s3 }) =>
      s3.send(new ListObjectsV2Command({ Bucket: names.buckets.baseline, MaxKeys: 1 })),
    KMS: ({ kms }) => kms.send(new DescribeKeyCommand({ KeyId: names.keyAlias })),
    CloudWatch: ({ cloudwatch }) =>
      cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [names.alarms.unhealthy] })),
    'CloudWatch Logs': ({ logs }) =>
      logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: names.logGroup, limit: 1 })),
    STS: ({ sts }) => sts.send(new GetCallerIdentityCommand({})),
  };
  return Object.entries(reads).map(([service, read]) => ({
    id: `dependencies.${service.toLowerCase().replace(' ', '-')}`,
    group: 'dependencies',
    promise: `${service} answers within ${SLOW_MS} ms`,
    remedy:
      'look at the network between here and the endpoint, and at https://health.aws.amazon.com',
    async run({ clients }) {
      const times: number[] = [];
      for (let call = 0; call < CALLS; call += 1) {
        const start = performance.now();
        await answer(read(clients));
        times.push(performance.now() - start);
      }
      const median = times.toSorted((a, b) => a - b)[Math.floor(CALLS / 2)] ?? Infinity;
      const figure = `median ${median.toFixed(1)} ms of ${CALLS} calls`;
      return judged([median > SLOW_MS && figure], figure);
    },
  }));
}

/**
 * A refusal ("no such table", "access denied") is an answer as well; whether it should be one, other
 * checks ask. An answer of the service's own trouble is none.
 */
async function answer(read: Promise<unknown>): Promise<void> {
  try {
    await read;
  } catch (error) {
    const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
    if (![400, 403, 404].includes($metadata?.httpStatusCode ?? 0)) throw error;
    if (classify(error) !== 'answered' || /Throttl|TooManyRequests/.test(said(error))) throw error;
  }
}
