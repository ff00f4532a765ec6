import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, unknown>>;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** An item as DynamoDB writes it: every value under the letter of its type. */
export type AttributeItem = Record<string, AttributeValue>;

export function attributeKey({ pk, sk }: Key): AttributeItem {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** The item as plain data; a set becomes a `Set`. Throws a TypeError for a type that nobody stores. */
export function plainItem(item: AttributeItem): Item {
  const plain: Record<string, unknown> = {};
  for (const name of Object.keys(item)) plain[name] = plainValue(item[name] as AttributeValue);
  return plain;
}

function plainValue(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.M !== undefined) return plainItem(value.M);
  if (value.L !== undefined) return value.L.map(plainValue);
  if (value.SS !== undefined) return new Set(value.SS);
  throw new TypeError(`an attribute of type ${Object.keys(value).join() || 'nothing'}`);
}
