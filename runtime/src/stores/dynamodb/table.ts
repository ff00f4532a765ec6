import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { pastTransactions } from './past-transactions.js';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
  type QueryCommandInput,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { TableSpec } from '../../names/index.js';
import { caller, malformed, type Caller, type Target } from '../../aws/call.js';
import { clientSettings, lean, type AwsOptions } from '../../aws/connection.js';
import type { Item, Key } from './attributes.js';
import { batchReader, type BatchReader } from './batch-get.js';

export type { Item, Key } from './attributes.js';

/** Most writes of one transaction. */
export const BATCH = 100;

export interface Page {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined after the last one. */
  readonly next: Item | undefined;
}

type Without<T> = Omit<T, 'TableName'>;
export type Update = Without<ConstructorParameters<typeof UpdateCommand>[0]>;
export type Put = Without<ConstructorParameters<typeof PutCommand>[0]>;
export type Query = Without<QueryCommandInput>;
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
  /** The items that exist, in any order. Reads that begin together share requests. */
  batchGet(keys: readonly Key[], attributes?: readonly string[]): Promise<readonly Item[]>;
  transact(writes: readonly Write[]): Promise<void>;
}

export interface DynamoTables {
  table(spec: TableSpec): Table;
  close(): void;
}

export function dynamoTables(options: AwsOptions): DynamoTables {
  const raw = lean(new DynamoDBClient(clientSettings(options)));
  const client = DynamoDBDocumentClient.from(raw, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const call = caller(options);
  const reader = batchReader(raw, call);
  return { table: (spec) => table(spec, client, call, reader), close: () => raw.destroy() };
}

function table(
  spec: TableSpec,
  client: DynamoDBDocumentClient,
  call: Caller,
  reader: BatchReader,
): Table {
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
      client.send(new QueryCommand({ TableName, ConsistentRead: consistent, ...input }), {
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
        client.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }), { abortSignal }),
      );
      return answer.Item;
    },
    async put(put) {
      await call(target('PutItem'), (abortSignal) =>
        pastTransactions(call.attempts, () =>
          client.send(new PutCommand({ TableName, ...put }), { abortSignal }),
        ),
      );
    },
    async update(update) {
      const answer = await call(target('UpdateItem'), (abortSignal) =>
        pastTransactions(call.attempts, () =>
          client.send(new UpdateCommand({ TableName, ...update }), { abortSignal }),
        ),
      );
      return answer.Attributes ?? {};
    },
    async remove(key) {
      await call(target('DeleteItem'), (abortSignal) =>
        pastTransactions(call.attempts, () =>
          client.send(new DeleteCommand({ TableName, Key: key }), { abortSignal }),
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
    batchGet: (keys, attributes) => reader.get(TableName, keys, attributes),
    async transact(writes) {
      const TransactItems: TransactWriteCommandInput['TransactItems'] = writes.map((write) =>
        'put' in write
          ? { Put: { TableName, ...write.put } }
          : { Update: { TableName, ...write.update } },
      );
      await call(target('TransactWriteItems'), (abortSignal) =>
        client.send(new TransactWriteCommand({ TransactItems }), { abortSignal }),
      );
    },
  };
}
