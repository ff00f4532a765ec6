import type { Item, Page, Query, Table } from './table.js';

/** One shard's events, newest first, read page by page as they are needed. */
interface Shard {
  items: readonly Item[];
  at: number;
  next: Item | undefined;
  started: boolean;
}

export interface WindowQuery {
  /** Partition keys of the shards. */
  readonly shards: readonly string[];
  /** Sort keys from this one on. */
  readonly from: string;
  /** Newest events wanted. */
  readonly n: number;
  /** Whether an item counts: expired ones do not. */
  readonly keep: (item: Item) => boolean;
}

/**
 * The newest `n` items over all shards, by merging their newest-first pages: reads O(n + shards)
 * items, and the shards that need a page are asked side by side.
 */
export async function newest(table: Table, query: WindowQuery): Promise<readonly Item[]> {
  const limit = pageSize(query.n, query.shards.length);
  const shards: Shard[] = query.shards.map(() => ({
    items: [],
    at: 0,
    next: undefined,
    started: false,
  }));
  const read = async (shard: Shard, pk: string): Promise<void> => {
    const page: Page = await table.query({
      ...newestFirst(pk, query.from),
      Limit: limit,
      ...(shard.next === undefined ? {} : { ExclusiveStartKey: shard.next }),
    });
    Object.assign(shard, { items: page.items, at: 0, next: page.next, started: true });
  };
  const found: Item[] = [];
  while (found.length < query.n) {
    const empty = shards.flatMap((shard, i) =>
      shard.at === shard.items.length && (!shard.started || shard.next !== undefined) ? [i] : [],
    );
    if (empty.length > 0) {
      await Promise.all(empty.map((i) => read(shards[i] as Shard, query.shards[i] as string)));
      continue;
    }
    const item = takeNewest(shards);
    if (item === undefined) break;
    if (query.keep(item)) found.push(item);
  }
  return found;
}

/** Every item of every shard from a sort key on, newest first. */
export async function allSince(
  table: Table,
  query: Omit<WindowQuery, 'n'>,
): Promise<readonly Item[]> {
  const shards = await Promise.all(
    query.shards.map((pk) => table.queryAll(newestFirst(pk, query.from))),
  );
  return shards
    .flat()
    .filter(query.keep)
    .sort((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1));
}

/**
 * Items of a shard's page: its even share of the window and three standard deviations more, so that
 * one page a shard is nearly always enough.
 */
function pageSize(n: number, shards: number): number {
  const share = n / shards;
  return Math.ceil(share + 3 * Math.sqrt(share)) + 1;
}

function newestFirst(pk: string, from: string): Query {
  return {
    KeyConditionExpression: 'pk = :pk AND sk >= :from',
    ExpressionAttributeValues: { ':pk': pk, ':from': from },
    ScanIndexForward: false,
  };
}

const sortKey = (item: Item): string => item['sk'] as string;

function takeNewest(shards: readonly Shard[]): Item | undefined {
  let best: Shard | undefined;
  let bestKey = '';
  for (const shard of shards) {
    const head = shard.items[shard.at];
    if (head !== undefined && sortKey(head) > bestKey) {
      best = shard;
      bestKey = sortKey(head);
    }
  }
  if (best === undefined) return undefined;
  const item = best.items[best.at];
  best.at += 1;
  return item;
}
