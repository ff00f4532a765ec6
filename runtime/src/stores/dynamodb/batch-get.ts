import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isError } from '../../errors/index.js';
import { backOff, errorName, malformed, type Caller, type Target } from '../../aws/call.js';
import { attributeKey, plainItem, type AttributeItem, type Item, type Key } from './attributes.js';

/** Most keys of one BatchGetItem. */
const MOST_KEYS = 100;

/** Reads items of any table by their keys. */
export interface BatchReader {
  /** The items that exist, in any order; what an answer leaves out is asked for again. */
  get(table: string, keys: readonly Key[], attributes?: readonly string[]): Promise<Item[]>;
}

/** Keys of one table that are asked for in one request. */
interface Part {
  readonly table: string;
  readonly attributes: readonly string[] | undefined;
  left: AttributeItem[];
  readonly found: Item[];
  readonly resolve: (items: Item[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads that begin together go in the same requests: an evaluation asks several tables at once, and a
 * request costs it more than a key does. Requests are side by side.
 */
export function batchReader(client: DynamoDBClient, call: Caller): BatchReader {
  let waiting: Part[] = [];

  const flush = (): void => {
    const parts = waiting;
    waiting = [];
    for (const request of requestsOf(parts)) void read(client, call, request);
  };

  return {
    async get(table, keys, attributes) {
      const parts: Promise<Item[]>[] = [];
      for (let at = 0; at < keys.length; at += MOST_KEYS) {
        const left = keys.slice(at, at + MOST_KEYS).map(attributeKey);
        parts.push(
          new Promise((resolve, reject) => {
            if (waiting.length === 0) queueMicrotask(flush);
            waiting.push({ table, attributes, left, found: [], resolve, reject });
          }),
        );
      }
      return (await Promise.all(parts)).flat();
    },
  };
}

/** Puts parts together while they fit: a request names a table once and has at most 100 keys. */
function requestsOf(parts: readonly Part[]): readonly Part[][] {
  const requests: Part[][] = [];
  for (const part of parts) {
    const room = requests.find(
      (request) =>
        !request.some(({ table }) => table === part.table) &&
        keysOf(request) + part.left.length <= MOST_KEYS,
    );
    if (room === undefined) requests.push([part]);
    else room.push(part);
  }
  return requests;
}

const keysOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, { left }) => sum + left.length, 0);

/** Reads the parts of one request until each is whole; each ends by itself, well or with an error. */
async function read(client: DynamoDBClient, call: Caller, parts: readonly Part[]): Promise<void> {
  const to = targetOf(parts);
  let open = parts;
  try {
    for (let attempt = 0; attempt < call.attempts; attempt += 1) {
      if (attempt > 0) await backOff(attempt);
      const RequestItems = Object.fromEntries(open.map((part) => [part.table, askFor(part)]));
      const input = { RequestItems };
      const { responses, unprocessed } = await call.bounded(to, input, async () => {
        const command = new BatchGetItemCommand(input);
        const { Responses, UnprocessedKeys } = await client.send(command);
        return { responses: Responses && itemsOf(Responses), unprocessed: UnprocessedKeys };
      });
      if (responses === undefined) throw malformed(to, call.region, 'no Responses');
      for (const part of open) {
        part.found.push(...(responses.get(part.table) ?? []));
        part.left = unprocessed?.[part.table]?.Keys ?? [];
        if (part.left.length === 0) part.resolve(part.found);
      }
      open = open.filter(({ left }) => left.length > 0);
      if (open.length === 0) return;
    }
    for (const part of open) {
      const why = `${part.left.length} keys unprocessed after ${call.attempts} attempts`;
      part.reject(malformed(targetOf([part]), call.region, why));
    }
  } catch (error) {
    // What one table refuses must not hide what the others would answer.
    if (open.length > 1 && isOfOneTable(error))
      for (const part of open) void read(client, call, [part]);
    else for (const part of open) part.reject(error);
  }
}

function itemsOf(responses: Record<string, AttributeItem[]>): ReadonlyMap<string, Item[]> {
  return new Map(Object.entries(responses).map(([table, items]) => [table, items.map(plainItem)]));
}

function targetOf(parts: readonly Part[]): Target {
  return {
    service: 'DynamoDB',
    operation: 'BatchGetItem',
    resource: parts.map(({ table }) => `table ${table}`).join(', '),
  };
}

const ONE_TABLE = /AccessDenied|ResourceNotFound|Validation|KMS/;

/** Whether it may be one table's only: its policy, its existence, its keys, its encryption. */
function isOfOneTable(error: unknown): boolean {
  return ONE_TABLE.test(errorName(isError(error) ? error.cause : error));
}

function askFor({ left, attributes }: Part): {
  ConsistentRead: true;
  Keys: AttributeItem[];
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
} {
  if (attributes === undefined) return { ConsistentRead: true, Keys: left };
  // Placeholders, because a good name may be a reserved word of DynamoDB.
  const names = attributes.map((name, i) => [`#a${i}`, name] as const);
  return {
    ConsistentRead: true,
    Keys: left,
    ProjectionExpression: names.map(([placeholder]) => placeholder).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names),
  };
}
