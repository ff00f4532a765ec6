import { createHash } from 'node:crypto';
import {
  BatchGetItemCommand,
  ScanCommand,
  type AttributeValue,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { opsError } from '../errors.js';

export type Item = Readonly<Record<string, AttributeValue>>;

/** SHA-256 of an item, of all of it or of its key: 64 hex characters. What is kept of an item here. */
export type Digest = string;

/** The digest of what the attributes hold, whatever order they and the members of sets come in. */
export function itemDigest(item: Item): Digest {
  return createHash('sha256').update(canonical(item)).digest('hex');
}

export function keyOf(item: Item, attributes: readonly string[]): Item {
  return Object.fromEntries(
    attributes.flatMap((name) => {
      const value = item[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const SETS = new Set(['SS', 'NS', 'BS']);

function canonical(value: unknown, parent = ''): string {
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (Array.isArray(value)) {
    const parts = value.map((one) => canonical(one));
    return `[${(SETS.has(parent) ? parts.sort() : parts).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one, name)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

const ALL_BITS = 1n << 256n;

/** Digest of a set of items: the same in any order, so that it can be summed up page by page. */
export interface SetDigest {
  add(item: Digest): void;
  /** 64 hex characters. */
  value(): Digest;
}

export function setDigest(): SetDigest {
  let sum = 0n;
  return {
    add: (item) => void (sum = (sum + BigInt(`0x${item}`)) % ALL_BITS),
    value: () => sum.toString(16).padStart(64, '0'),
  };
}

/** Every item of a table, read consistently, a page of at most 1 MB at a time. */
export async function* scanPages(
  client: DynamoDBClient,
  table: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Item[]> {
  let from: Record<string, AttributeValue> | undefined;
  do {
    if (signal.aborted) throw opsError('PM-7005', { what: `reading ${table}` });
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    yield page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/** DynamoDB's limit of one BatchGetItem. */
export const BATCH = 100;
const PATIENCE = 10;

/** The items of a table that have these keys, at most `BATCH`. */
export async function itemsOf(
  client: DynamoDBClient,
  table: string,
  keys: readonly Item[],
  attempts = PATIENCE,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  let left: Record<string, AttributeValue>[] = keys.map((key) => ({ ...key }));
  for (let attempt = 1; left.length > 0; attempt++) {
    const answer: BatchGetItemCommandOutput = await client.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    );
    found.push(...(answer.Responses?.[table] ?? []));
    left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (left.length === 0) break;
    if (attempt === attempts) {
      throw opsError('PM-6012', {
        what: `dynamodb:BatchGetItem ${table}`,
        why: `${left.length} keys were left unprocessed ${attempts} times: the table is throttled`,
      });
    }
    await sleep(2 ** attempt * 25);
  }
  return found;
}
