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

/** Plain data as an item; what is undefined is left out. Throws a TypeError for what nobody stores. */
export function attributeItem(plain: Item): AttributeItem {
  const item: AttributeItem = {};
  for (const name of Object.keys(plain)) {
    if (plain[name] !== undefined) item[name] = attributeValue(plain[name]);
  }
  return item;
}

function attributeValue(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Set && value.size > 0) return { SS: [...value].map(String) };
  if (Array.isArray(value)) return { L: value.map(attributeValue) };
  if (typeof value === 'object' && !(value instanceof Set))
    return { M: attributeItem({ ...value }) };
  throw new TypeError(`no attribute can hold this ${typeof value}`);
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
