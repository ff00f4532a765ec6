import {
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
  type PutItemCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { pastTransactions } from './past-transactions.js';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  type QueryCommandInput,
  type ScanCommandInput,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { runtimeError } from '../../errors/index.js';
import type { TableSpec } from '../../names/index.js';
import { caller, malformed, type Caller, type Target } from '../../aws/call.js';
import type { AwsOptions } from '../../aws/connection.js';
import { leanClient, leanSettings } from '../../aws/lean.js';
import {
  attributeItem,
  attributeKey,
  plainItem,
  type AttributeItem,
  type Item,
  type Key,
} from './attributes.js';
import { batchReader, type BatchReader } from './batch-get.js';

export type { Item, Key } from './attributes.js';

/** Most writes of one transaction. */
export const BATCH = 100;

export interface Page {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined after the last one. */
  readonly next: Item | undefined;
}

type Plain<T, Names extends keyof T> = Omit<
  T,
  'TableName' | Names | 'ExpressionAttributeValues'
> & {
  readonly ExpressionAttributeValues?: Item;
};
export type Update = Plain<UpdateItemCommandInput, 'Key'> & { readonly Key: Key };
export type Put = Plain<PutItemCommandInput, 'Item'> & { readonly Item: Item };
export type Query = Omit<QueryCommandInput, 'TableName'>;
export type Scan = Omit<ScanCommandInput, 'TableName' | 'ExclusiveStartKey'>;
export type Write = Readonly<{ put: Put } | { update: Update & { UpdateExpression: string } }>;

/** The calls of one table. Reads are strongly consistent except on an index. */
export interface Table {
  readonly spec: TableSpec;
  readonly region: string;
  readonly attempts: number;
  get(key: Key): Promise<Item | undefined>;
  put(put: Put): Promise<void>;
  /** Answers the attributes that `ReturnValues` asks for. */
  update(update: Update): Promise<Item>;
  remove(key: Key): Promise<void>;
  query(query: Query): Promise<Page>;
  /** All pages. */
  queryAll(query: Query): Promise<readonly Item[]>;
  /**
   * All pages of the whole table, in any order: reads every item that there is. Throws PM-3011 when they
   * are more than `pages` of 1 MB.
   */
  scanAll(scan: Scan, pages: number): Promise<readonly Item[]>;
  /** The items that exist, in any order. Reads that begin together share requests. */
  batchGet(keys: readonly Key[], attributes?: readonly string[]): Promise<readonly Item[]>;
  transact(writes: readonly Write[]): Promise<void>;
}

export interface DynamoTables {
  table(spec: TableSpec): Table;
  close(): void;
}

export function dynamoTables(options: AwsOptions): DynamoTables {
  const settings = leanSettings(options);
  const lean = leanClient(new DynamoDBClient(settings));
  const call = caller(options);
  // What an evaluation does before its decision, and one by one after it, goes the lean way. For the
  // rest the document client, which cannot share that client but shares its sockets.
  let made: DynamoDBDocumentClient | undefined;
  const clients: Clients = {
    lean,
    document: () =>
      (made ??= DynamoDBDocumentClient.from(
        new DynamoDBClient({ ...settings, cacheMiddleware: false }),
        { marshallOptions: { removeUndefinedValues: true } },
      )),
    reader: batchReader(lean, call),
  };
  return { table: (spec) => table(spec, clients, call), close: () => lean.destroy() };
}

interface Clients {
  readonly lean: DynamoDBClient;
  readonly document: () => DynamoDBDocumentClient;
  readonly reader: BatchReader;
}

function table(spec: TableSpec, { lean, document, reader }: Clients, call: Caller): Table {
  const TableName = spec.name;
  const target = (operation: string): Target => ({
    service: 'DynamoDB',
    operation,
    resource: `table ${TableName}`,
  });

  const query = async (input: Query): Promise<Page> => {
    const to = target('Query');
    const consistent = input.IndexName === undefined;
    const answer = await call(to, (abortSignal) =>
      document().send(new QueryCommand({ TableName, ConsistentRead: consistent, ...input }), {
        abortSignal,
      }),
    );
    if (!Array.isArray(answer.Items)) throw malformed(to, call.region, 'no Items');
    return { items: answer.Items, next: answer.LastEvaluatedKey };
  };

  return {
    spec,
    region: call.region,
    attempts: call.attempts,
    query,
    async get(key) {
      const answer = await call(target('GetItem'), (abortSignal) =>
        document().send(new GetCommand({ TableName, Key: key, ConsistentRead: true }), {
          abortSignal,
        }),
      );
      return answer.Item;
    },
    async put(put) {
      const { Item, ExpressionAttributeValues, ...rest } = put;
      const values = valuesOf(ExpressionAttributeValues);
      const input = { TableName, ...rest, Item: attributeItem(Item), ...values };
      await call.bounded(target('PutItem'), input, () =>
        pastTransactions(call.attempts, () => lean.send(new PutItemCommand(input))),
      );
    },
    async update(update) {
      const { Key, ExpressionAttributeValues, ...rest } = update;
      const values = valuesOf(ExpressionAttributeValues);
      const input = { TableName, ...rest, Key: attributeKey(Key), ...values };
      return call.bounded(target('UpdateItem'), input, async () => {
        const { Attributes } = await pastTransactions(call.attempts, () =>
          lean.send(new UpdateItemCommand(input)),
        );
        return plainItem(Attributes ?? {});
      });
    },
    async remove(key) {
      await call(target('DeleteItem'), (abortSignal) =>
        pastTransactions(call.attempts, () =>
          document().send(new DeleteCommand({ TableName, Key: key }), { abortSignal }),
        ),
      );
    },
    async queryAll(input) {
      const items: Item[] = [];
      let page = await query(input);
      items.push(...page.items);
      while (page.next !== undefined) {
        page = await query({ ...input, ExclusiveStartKey: page.next });
        items.push(...page.items);
      }
      return items;
    },
    async scanAll(input, pages) {
      const to = target('Scan');
      const items: Item[] = [];
      let ExclusiveStartKey: Item | undefined;
      for (let read = 0; read === 0 || ExclusiveStartKey !== undefined; read += 1) {
        if (read === pages) {
          const what = `table ${TableName} in ${call.region}`;
          throw runtimeError('PM-3011', { what, why: `it holds more than ${pages} pages of 1 MB` });
        }
        const page = new ScanCommand({
          TableName,
          ConsistentRead: true,
          ...input,
          ExclusiveStartKey,
        });
        const answer = await call(to, (abortSignal) => document().send(page, { abortSignal }));
        if (!Array.isArray(answer.Items)) throw malformed(to, call.region, 'no Items');
        items.push(...answer.Items);
        ExclusiveStartKey = answer.LastEvaluatedKey;
      }
      return items;
    },
    batchGet: (keys, attributes) => reader.get(TableName, keys, attributes),
    async transact(writes) {
      const TransactItems: TransactWriteCommandInput['TransactItems'] = writes.map((write) =>
        'put' in write
          ? { Put: { TableName, ...write.put } }
          : { Update: { TableName, ...write.update } },
      );
      await call(target('TransactWriteItems'), (abortSignal) =>
        document().send(new TransactWriteCommand({ TransactItems }), { abortSignal }),
      );
    },
  };
}

function valuesOf(values: Item | undefined): { ExpressionAttributeValues?: AttributeItem } {
  return values === undefined ? {} : { ExpressionAttributeValues: attributeItem(values) };
}
