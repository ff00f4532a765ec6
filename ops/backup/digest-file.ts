import { createReadStream, createWriteStream, renameSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { itemDigest, keyOf, scanPages, setDigest, type Digest } from './items.js';

/** What a table held at one time: a count, and digests of its items; no key and no value. */
export interface Snapshot {
  readonly items: number;
  readonly digest: Digest;
  /** A line an item: the digest of its key, and of all of it. */
  readonly file: string;
}

/** Reads a table through and writes the digests of its items; memory does not grow with the table. */
export async function snapshotOf(
  client: DynamoDBClient,
  table: string,
  key: readonly string[],
  file: string,
  signal: AbortSignal,
): Promise<Snapshot> {
  await mkdir(dirname(file), { recursive: true });
  const out = createWriteStream(`${file}.new`, { mode: 0o600 });
  const sum = setDigest();
  let items = 0;
  try {
    for await (const page of scanPages(client, table, signal)) {
      for (const item of page) {
        const digest = itemDigest(item);
        sum.add(digest);
        items += 1;
        if (!out.write(`${itemDigest(keyOf(item, key))} ${digest}\n`)) await once(out, 'drain');
      }
    }
  } finally {
    out.end();
    await once(out, 'close');
  }
  renameSync(`${file}.new`, file);
  return { items, digest: sum.value(), file };
}

/** The digests that the file has of these keys. */
export async function digestsOf(
  file: string,
  keys: ReadonlySet<Digest>,
): Promise<ReadonlyMap<Digest, Digest>> {
  const found = new Map<Digest, Digest>();
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  for await (const line of lines) {
    const [key = '', digest = ''] = line.split(' ');
    if (keys.has(key)) found.set(key, digest);
  }
  return found;
}
