import {
  BatchGetItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetParametersByPathCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { createHash } from 'node:crypto';
import { systemClock } from '../../runtime/src/clock.js';
import { namesFor } from '../../runtime/src/names/index.js';
import { openAws } from '../../runtime/src/stores/aws/index.js';
import { eventId, type FpEvent } from '../../runtime/src/stores/index.js';
import { startAwsStub, STUB_SCOPE } from './aws-stub.js';
import { measureInTurns, type Bench, type Measurement } from './bench.js';

const hex = (seed: string): string => createHash('sha256').update(seed).digest('hex');

/** What each port's operation costs beside the same call made with the SDK alone. */
const OPERATIONS = [
  'falsePositives(1 id)',
  'falsePositives(100 ids)',
  'recordEvent',
  'blocks.counts',
  'blocks.add',
  'parameters.secrets',
  'parameters.thresholds',
] as const;
type Work = () => Promise<unknown>;

const identity = {
  rule: 'MD-001',
  check: 'MD-001.1',
  findingId: hex('finding'),
  runId: 'run-1',
  occurredAt: '2026-11-22T12:00:00.000Z',
};
const event: FpEvent = { ...identity, eventId: eventId(identity), outcome: 'block' };
const KEY = { rule: 'MD-001', repository: 'acme/bench', hour: '2026-11-22T12' };

/** The calls that the adapters make, with the bare client: only what crosses the wire is the same. */
function raw(
  dynamo: DynamoDBClient,
  ssm: SSMClient,
  ids: readonly string[],
): Readonly<Record<(typeof OPERATIONS)[number], Work>> {
  const { tables, parameters } = namesFor(STUB_SCOPE);
  const read = (
    table: string,
    keys: readonly (readonly [string, string])[],
    names: string[],
  ): Work => {
    const input = {
      RequestItems: {
        [table]: {
          ConsistentRead: true,
          Keys: keys.map(([pk, sk]) => ({ pk: { S: pk }, sk: { S: sk } })),
          ProjectionExpression: names.map((_, i) => `#a${i}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#a${i}`, name])),
        },
      },
    };
    return () => dynamo.send(new BatchGetItemCommand(input));
  };
  const verdicts = (some: readonly string[]): Work =>
    read(
      tables.fpEvents.name,
      some.map((id) => [`finding#${id}`, 'verdict'] as const),
      ['pk', 'falsePositive'],
    );
  const put = {
    TableName: tables.fpEvents.name,
    Item: {
      pk: { S: 'MD-001#0' },
      sk: { S: event.eventId },
      ...Object.fromEntries(
        Object.entries(event).map(([name, value]) => [name, { S: String(value) }]),
      ),
      expiresAt: { N: '1803000000' },
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  };
  const add = {
    TableName: tables.blockCounter.name,
    Key: { pk: { S: 'MD-001#acme/bench' }, sk: { S: KEY.hour } },
    UpdateExpression: 'ADD #total :one, runs :runs SET expiresAt = :expiry',
    ConditionExpression:
      'NOT contains(runs, :run) AND (attribute_not_exists(#total) OR #total < :most)',
    ExpressionAttributeNames: { '#total': 'total' },
    ExpressionAttributeValues: {
      ':one': { N: '1' },
      ':runs': { SS: ['abcdefghijkl'] },
      ':run': { S: 'abcdefghijkl' },
      ':most': { N: '20000' },
      ':expiry': { N: '1803000000' },
    },
    ReturnValues: 'ALL_NEW' as const,
  };
  const byPath = { Path: parameters.path, WithDecryption: true };
  const Names = [
    'driftMagnitude',
    'blocksPerHour',
    'falsePositiveRate',
    'nonceMaxAgeDays',
  ] as const;
  const byName = { Names: Names.map((id) => parameters.threshold(id)) };
  return {
    'falsePositives(1 id)': verdicts(ids.slice(0, 1)),
    'falsePositives(100 ids)': verdicts(ids),
    recordEvent: () => dynamo.send(new PutItemCommand(put)),
    'blocks.counts': read(
      tables.blockCounter.name,
      [['MD-001#acme/bench', KEY.hour]],
      ['pk', 'sk', 'total', 'forgiven', 'expiresAt'],
    ),
    'blocks.add': () => dynamo.send(new UpdateItemCommand(add)),
    'parameters.secrets': () => ssm.send(new GetParametersByPathCommand(byPath)),
    'parameters.thresholds': () => ssm.send(new GetParametersCommand(byName)),
  };
}

/** Every adapter in turns with the bare SDK, against a loopback that answers at once. */
export const bench: Bench = {
  name: 'adapter',
  targets: OPERATIONS.map((operation) => ({
    case: operation,
    statistic: 'ratio',
    atMost: 1.05,
    orMore: 0.05,
  })),
  async run() {
    const stub = await startAwsStub(0);
    const connection = {
      region: STUB_SCOPE.region,
      endpoint: stub.endpoint,
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    };
    const [dynamo, ssm] = [new DynamoDBClient(connection), new SSMClient(connection)];
    const stores = openAws(namesFor(STUB_SCOPE), connection, { clock: systemClock });
    const ids = Array.from({ length: 100 }, (_, i) => hex(`finding ${i}`));
    const adapters: Readonly<Record<(typeof OPERATIONS)[number], Work>> = {
      'falsePositives(1 id)': () => stores.fp.falsePositives(ids.slice(0, 1)),
      'falsePositives(100 ids)': () => stores.fp.falsePositives(ids),
      recordEvent: () => stores.fp.recordEvent(event),
      'blocks.counts': () => stores.blocks.counts([KEY]),
      'blocks.add': () => stores.blocks.add([KEY], 'run-1'),
      'parameters.secrets': () => stores.parameters.secrets('nonce'),
      'parameters.thresholds': () => stores.parameters.thresholds(),
    };
    const bare = raw(dynamo, ssm, ids);
    try {
      const measured: Measurement[] = [];
      for (const name of OPERATIONS) {
        const often = { samples: 200, warmup: 50 };
        measured.push(
          ...(await measureInTurns([
            { name: `SDK alone: ${name}`, baseline: true, ...often, work: bare[name] },
            { name, ...often, work: adapters[name] },
          ])),
        );
      }
      return measured;
    } finally {
      stores.close();
      dynamo.destroy();
      ssm.destroy();
      await stub.stop();
    }
  },
};
