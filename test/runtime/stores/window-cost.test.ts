import { expect, it } from '@jest/globals';
import { shardKey, SHARDS } from '../../../runtime/src/stores/dynamodb/keys.js';
import type { Item, Query, Table } from '../../../runtime/src/stores/dynamodb/table.js';
import { newest } from '../../../runtime/src/stores/dynamodb/window.js';

/** A table that holds `stored` events of one rule, spread over its shards, and counts what it reads out. */
function counting(stored: number): { readonly table: Table; read: () => number } {
  const shards = new Map<string, Item[]>(SHARDS.map((shard) => [shardKey('MD-001', shard), []]));
  const keys = [...shards.keys()];
  for (let i = stored - 1; i >= 0; i -= 1) {
    const pk = keys[(i * 7) % keys.length] as string;
    shards.get(pk)?.push({ pk, sk: String(i).padStart(9, '0') });
  }
  let read = 0;
  const query = ({ ExpressionAttributeValues, ExclusiveStartKey, Limit }: Query) => {
    const pk = Object.values<unknown>(ExpressionAttributeValues ?? {}).find((one) =>
      shards.has(String(one)),
    );
    const items = shards.get(String(pk)) ?? [];
    const from = ExclusiveStartKey === undefined ? 0 : Number(ExclusiveStartKey['at']);
    const page = items.slice(from, from + (Limit ?? items.length));
    read += page.length;
    const end = from + page.length;
    return Promise.resolve({ items: page, next: end < items.length ? { at: end } : undefined });
  };
  const table = new Proxy({} as Table, {
    get: (_, name) => {
      if (name === 'query') return query;
      throw new Error(`a window is queried, and not read by ${String(name)}`);
    },
  });
  return { table, read: () => read };
}

it.each([1, 16, 100, 1_000])('a window of %i events reads few more, of however many', async (n) => {
  const reads: number[] = [];
  for (const stored of [2_000, 20_000]) {
    const { table, read } = counting(stored);
    const shards = SHARDS.map((shard) => shardKey('MD-001', shard));
    const found = await newest(table, { shards, from: '', n, keep: () => true });
    expect(found.map(({ sk }) => Number(sk))).toEqual(
      Array.from({ length: n }, (_, i) => stored - 1 - i),
    );
    reads.push(read());
  }
  expect(reads[1]).toBe(reads[0]);
  expect(reads[0]).toBeLessThanOrEqual(2 * n + 8 * SHARDS.length);
});
