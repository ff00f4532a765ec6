import { copyName } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { backupsOf, copiesOf, removeBackup, removeTable } from './copies.js';
import type { Subject } from './tables.js';
import { patienceOf, untilActive, untilAvailable, untilGone } from './waiting.js';

/** What rehearsals have made and not removed. */
export interface Leftovers {
  readonly tables: readonly string[];
  /** ARNs. */
  readonly backups: readonly string[];
}

export async function leftoversOf(
  { clients }: Site,
  subjects: readonly Subject[],
): Promise<Leftovers> {
  const found = await Promise.all(
    subjects.map(async ({ spec: { name } }) => ({
      tables: await copiesOf(clients.dynamodb, name, 'rehearsal'),
      backups: (await backupsOf(clients.dynamodb, name)).flatMap(({ BackupName, BackupArn }) =>
        BackupArn !== undefined && BackupName?.startsWith(copyName(name, 'rehearsal', '')) === true
          ? [BackupArn]
          : [],
      ),
    })),
  );
  return {
    tables: found.flatMap(({ tables }) => tables),
    backups: found.flatMap(({ backups }) => backups),
  };
}

/** Removes copies and backups that a rehearsal made, once they can be removed. */
export async function remove(
  site: Site,
  tables: readonly string[],
  backups: readonly string[],
): Promise<string> {
  const { dynamodb } = site.clients;
  const patience = patienceOf(site);
  await Promise.all([
    ...tables.map(async (name) => {
      // A table that is still being restored cannot be deleted.
      await untilActive(dynamodb, name, patience);
      await removeTable(dynamodb, name);
      await untilGone(dynamodb, name, patience);
    }),
    ...backups.map(async (arn) => {
      await untilAvailable(dynamodb, arn, patience);
      await removeBackup(dynamodb, arn);
    }),
  ]);
  return `${tables.length} tables, ${backups.length} backups`;
}
