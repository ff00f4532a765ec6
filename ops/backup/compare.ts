import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { digestsOf, type Snapshot } from './digest-file.js';
import {
  BATCH,
  itemDigest,
  itemsOf,
  keyOf,
  scanPages,
  setDigest,
  type Digest,
  type Item,
} from './items.js';

/** What two tables are compared by. No key and no value leaves. */
export interface Tables {
  readonly client: DynamoDBClient;
  /** The table that is in use. */
  readonly live: string;
  /** What was restored of it. */
  readonly copy: string;
  /** Attributes of the primary key. */
  readonly key: readonly string[];
  readonly signal: AbortSignal;
}

export interface Comparison {
  /** Items of the live table, each of which was looked up in the copy. */
  readonly compared: number;
  readonly copyItems: number;
  /** Items that are missing in the copy, too many, or not the same, and were not written meanwhile. */
  readonly differences: number;
  /** Items that somebody wrote or deleted since the backup: what they were then is not known. */
  readonly writtenMeanwhile: number;
  readonly liveDigest: Digest;
  readonly copyDigest: Digest;
}

interface Suspect {
  readonly live: Digest | undefined;
  readonly copy: Digest | undefined;
}

/**
 * Compares item by item, page by page. `before` is what the live table held just before the backup: an
 * item that is not the same now as then has no say. Without it every item that differs counts.
 */
export async function compareTables(tables: Tables, before?: Snapshot): Promise<Comparison> {
  const { client, live, copy, key, signal } = tables;
  const suspects = new Map<Digest, Suspect>();
  const liveSum = setDigest();
  const copySum = setDigest();
  let compared = 0;
  let missing = 0;
  for await (const page of scanPages(client, live, signal)) {
    for (const batch of inBatches(page)) {
      const copies = byKey(
        await itemsOf(
          client,
          copy,
          batch.map((item) => keyOf(item, key)),
        ),
        key,
      );
      for (const item of batch) {
        const digest = itemDigest(item);
        const name = itemDigest(keyOf(item, key));
        const other = copies.get(name);
        liveSum.add(digest);
        compared += 1;
        if (other === undefined) missing += 1;
        if (other !== digest) suspects.set(name, { live: digest, copy: other });
      }
    }
  }
  let copyItems = 0;
  for await (const page of scanPages(client, copy, signal)) {
    copyItems += page.length;
    for (const item of page) copySum.add(itemDigest(item));
  }
  if (copyItems > compared - missing) await addExtras(tables, suspects);
  const differences = before === undefined ? suspects.size : await judged(suspects, before);
  return {
    compared,
    copyItems,
    differences,
    writtenMeanwhile: suspects.size - differences,
    liveDigest: liveSum.value(),
    copyDigest: copySum.value(),
  };
}

/** Items of the copy that the live table has not. */
async function addExtras(tables: Tables, suspects: Map<Digest, Suspect>): Promise<void> {
  const { client, live, copy, key, signal } = tables;
  for await (const page of scanPages(client, copy, signal)) {
    for (const batch of inBatches(page)) {
      const keys = batch.map((item) => keyOf(item, key));
      const present = byKey(await itemsOf(client, live, keys), key);
      for (const item of batch) {
        const name = itemDigest(keyOf(item, key));
        if (!present.has(name)) suspects.set(name, { live: undefined, copy: itemDigest(item) });
      }
    }
  }
}

/** How many suspects are differences: those that the live table holds now as it did before the backup. */
async function judged(suspects: ReadonlyMap<Digest, Suspect>, before: Snapshot): Promise<number> {
  if (suspects.size === 0) return 0;
  const then = await digestsOf(before.file, new Set(suspects.keys()));
  return [...suspects].filter(([name, { live }]) => then.get(name) === live).length;
}

export function* inBatches<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i < all.length; i += BATCH) yield all.slice(i, i + BATCH);
}

function byKey(items: readonly Item[], key: readonly string[]): ReadonlyMap<Digest, Digest> {
  return new Map(items.map((item) => [itemDigest(keyOf(item, key)), itemDigest(item)]));
}
