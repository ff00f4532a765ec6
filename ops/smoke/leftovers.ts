import { DeleteItemCommand, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Names } from '../../runtime/src/names/index.js';
import type { AwsClients } from '../aws/clients.js';
import { ownParts, type OwnPart } from './own-ids.js';

/** One item of the smoke's own. */
export interface OwnItem {
  readonly table: string;
  readonly pk: string;
  readonly sk: string;
}

type Dynamo = Pick<AwsClients, 'dynamodb'>;

/** Every item under the smoke's ids. Reads strongly: what was deleted a moment ago is gone. */
export async function ownItems(clients: Dynamo, names: Names): Promise<readonly OwnItem[]> {
  const found = await Promise.all(ownParts(names).map((part) => itemsOf(clients, part)));
  return found.flat();
}

/** Deletes every item under the smoke's ids; answers how many there were. */
export async function removeOwnItems(clients: Dynamo, names: Names): Promise<number> {
  const items = await ownItems(clients, names);
  await Promise.all(
    items.map(({ table, pk, sk }) =>
      clients.dynamodb.send(
        new DeleteItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } }),
      ),
    ),
  );
  return items.length;
}

async function itemsOf({ dynamodb }: Dynamo, part: OwnPart): Promise<readonly OwnItem[]> {
  const { table, pk, sk } = part;
  const items: OwnItem[] = [];
  let next: Record<string, AttributeValue> | undefined;
  do {
    const page = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: sk === undefined ? 'pk = :pk' : 'pk = :pk AND sk = :sk',
        ExpressionAttributeValues: {
          ':pk': { S: pk },
          ...(sk === undefined ? {} : { ':sk': { S: sk } }),
        },
        ProjectionExpression: 'pk, sk',
        ...(next === undefined ? {} : { ExclusiveStartKey: next }),
      }),
    );
    for (const item of page.Items ?? []) {
      items.push({ table, pk: item['pk']?.S ?? '', sk: item['sk']?.S ?? '' });
    }
    next = page.LastEvaluatedKey;
  } while (next !== undefined);
  return items;
}
