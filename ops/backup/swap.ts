import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { copyName } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Procedure, Step, Verified } from '../frame/procedure.js';
import { compareTables, inBatches, type Comparison, type Tables } from './compare.js';
import { backupsOf, createBackup, removeTable, stampOf } from './copies.js';
import { itemDigest, itemsOf, keyOf, scanPages, type Item } from './items.js';
import { refuseOverwriting, restoring } from './restore.js';
import { describeSource, sourceId, type Source } from './source.js';
import type { Subject } from './tables.js';
import { patienceOf, tableNamed, untilAvailable, untilGone } from './waiting.js';

/**
 * Makes the items of the table in use those of the source: restores into a copy, writes what differs,
 * compares, removes the copy. The table itself stays, with its settings, its history and its place in
 * Terraform's state. The present is backed up first, and that backup is kept. Throws PM-1001 unless the
 * person typed the table's name, PM-6030 where there is no table.
 */
export function swap(site: Site, subject: Subject, source: Source, typed: string): Procedure {
  const { name } = subject.spec;
  const { environment } = site.deployment;
  const copy = copyName(name, 'rehearsal', `swap-${sourceId(source)}`);
  const found: Found = {};
  return {
    async plan() {
      if (typed !== name) {
        throw opsError('PM-1001', {
          what: `--swap ${typed}`,
          why: `it replaces what ${name} holds: type that name, if you mean it`,
        });
      }
      if ((await tableNamed(site.clients.dynamodb, name)) === undefined) {
        throw opsError('PM-6030', {
          what: `table ${name}`,
          why: 'it does not exist, so that nothing can be swapped',
          remedy: `Restore it under its own name: --to ${name} in place of --swap.`,
        });
      }
      await refuseOverwriting(site, subject, source, copy);
      const backup = `${beforeSwap(name)}${stampOf(site.context.io.now())}`;
      const before = await backupOfBegun(site, name, copy);
      if (before !== undefined) found.before = before;
      return {
        what: `Replace what ${name} holds in ${environment} by ${describeSource(source)}`,
        steps: [
          backingUp(site, name, backup, found),
          restoring(site, subject, source, copy),
          writing(site, tablesOf(site, subject, copy)),
          comparing(site, tablesOf(site, subject, copy), found),
          removing(site, copy),
        ],
        notes: [
          ...(before === undefined
            ? []
            : [
                `this was begun before and stopped on its way: what ${name} held then is in ${before}`,
              ]),
          `everything written since is lost to ${name}: stop what writes (the oracle's jobs) meanwhile; it is in the backup ${backup}`,
          'the table stays, with its settings and its place in the state: Terraform has nothing to do',
        ],
        undo:
          before === undefined
            ? `the same with --backup and the ARN of ${backup}, which \`backup status\` shows; it is kept`
            : `the same with --backup ${before}; it is kept`,
      };
    },
    verify: () => Promise.resolve(judged(name, found)),
  };
}

/** What a swap finds out on its way. */
interface Found {
  comparison?: Comparison;
  /** ARN of what the table held when this run began. */
  backup?: string;
  /** ARN of what it held before an earlier run of the same swap, which stopped on its way. */
  before?: string;
}

const beforeSwap = (table: string): string => `${table}-before-swap-`;

/**
 * The copy is made after the backup of the present and before the first item is written: where the copy
 * is there, a run has begun, and the newest backup that is older than it holds what was there before.
 */
async function backupOfBegun(
  { clients: { dynamodb } }: Site,
  name: string,
  copy: string,
): Promise<string | undefined> {
  const begun = (await tableNamed(dynamodb, copy))?.CreationDateTime;
  if (begun === undefined) return undefined;
  return (await backupsOf(dynamodb, name)).find(
    ({ BackupName, BackupCreationDateTime }) =>
      BackupName?.startsWith(beforeSwap(name)) === true &&
      Number(BackupCreationDateTime) <= Number(begun),
  )?.BackupArn;
}

const tablesOf = ({ clients, context }: Site, { spec, key }: Subject, copy: string): Tables => ({
  client: clients.dynamodb,
  live: spec.name,
  copy,
  key,
  signal: context.io.signal,
});

function backingUp(site: Site, name: string, backup: string, found: Found): Step {
  return {
    id: 'backup-present',
    title: 'back up what the table holds now',
    effect: 'write',
    calls: [`dynamodb:CreateBackup ${name} (name ${backup}; it is kept)`],
    run: async () => {
      const { dynamodb } = site.clients;
      found.backup = await createBackup(dynamodb, name, backup);
      await untilAvailable(dynamodb, found.backup, patienceOf(site));
      return found.backup;
    },
  };
}

function writing(site: Site, tables: Tables): Step {
  return {
    id: 'write-items',
    title: 'write the items that differ',
    effect: 'write',
    calls: [
      `dynamodb:Scan ${tables.copy}, ${tables.live}; dynamodb:BatchGetItem of both`,
      `dynamodb:PutItem ${tables.live} (each item that is missing or not the same)`,
      `dynamodb:DeleteItem ${tables.live} (each item that the backup has not)`,
    ],
    run: async () => {
      const written = await writeDifferences(tables);
      const removed = await removeExtras(tables);
      return `${written} written, ${removed} removed`;
    },
  };
}

async function writeDifferences({ client, live, copy, key, signal }: Tables): Promise<number> {
  let written = 0;
  for await (const page of scanPages(client, copy, signal)) {
    for (const batch of inBatches(page)) {
      const present = await itemsOf(
        client,
        live,
        batch.map((item) => keyOf(item, key)),
      );
      const digests = new Set(present.map(itemDigest));
      const different = batch.filter((item) => !digests.has(itemDigest(item)));
      await sideBySide(different, (Item) =>
        client.send(new PutItemCommand({ TableName: live, Item: { ...Item } })),
      );
      written += different.length;
    }
  }
  return written;
}

async function removeExtras({ client, live, copy, key, signal }: Tables): Promise<number> {
  let removed = 0;
  for await (const page of scanPages(client, live, signal)) {
    for (const batch of inBatches(page)) {
      const keys = batch.map((item) => keyOf(item, key));
      const restored = new Set(
        (await itemsOf(client, copy, keys)).map((item) => itemDigest(keyOf(item, key))),
      );
      const extra = keys.filter((one) => !restored.has(itemDigest(one)));
      await sideBySide(extra, (Key) =>
        client.send(new DeleteItemCommand({ TableName: live, Key: { ...Key } })),
      );
      removed += extra.length;
    }
  }
  return removed;
}

const WRITES_AT_A_TIME = 10;

async function sideBySide(
  items: readonly Item[],
  write: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (let i = 0; i < items.length; i += WRITES_AT_A_TIME) {
    await Promise.all(items.slice(i, i + WRITES_AT_A_TIME).map(write));
  }
}

function comparing(site: Site, tables: Tables, found: Found): Step {
  return {
    id: 'compare',
    title: 'compare item by item',
    effect: 'read',
    calls: [`dynamodb:Scan ${tables.live}, ${tables.copy}; dynamodb:BatchGetItem ${tables.copy}`],
    run: async () => {
      found.comparison = await compareTables(tables);
      const { compared, differences } = found.comparison;
      return `${compared} items compared, ${differences} differences`;
    },
  };
}

function removing(site: Site, copy: string): Step {
  const { dynamodb } = site.clients;
  return {
    id: 'remove-copy',
    title: 'remove the copy',
    effect: 'write',
    calls: [`dynamodb:DeleteTable ${copy}`],
    run: async () => {
      await removeTable(dynamodb, copy);
      await untilGone(dynamodb, copy, patienceOf(site));
      return undefined;
    },
  };
}

function judged(name: string, { comparison, backup, before }: Found): Verified {
  const differences = comparison?.differences ?? 0;
  const ok = comparison !== undefined && differences === 0;
  const kept = [
    `what it held before: ${before ?? backup ?? 'not backed up'}`,
    ...(before === undefined || backup === undefined
      ? []
      : [`what it held in between, when this run began: ${backup}`]),
  ];
  return {
    ok,
    text: `${name}: ${comparison?.compared ?? 0} items compared, ${differences} differences\n${kept.join('\n')}\n`,
    json: {
      table: name,
      ...comparison,
      ...(backup === undefined ? {} : { backup }),
      ...(before === undefined ? {} : { before }),
    },
    ...(ok
      ? {}
      : {
          error: opsError('PM-6013', {
            what: `table ${name}`,
            why: `${differences} items are not those of the source: somebody wrote meanwhile`,
            remedy: 'Stop what writes to it, and run the same command again.',
          }),
        }),
  };
}
