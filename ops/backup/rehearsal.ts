import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyName } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Plan, Procedure, Step, Verified } from '../frame/procedure.js';
import { compareTables } from './compare.js';
import { createBackup, restoreBackup, stampOf } from './copies.js';
import { snapshotOf, type Snapshot } from './digest-file.js';
import { protectionOf } from './protection.js';
import { leftoversOf, remove, type Leftovers } from './leftovers.js';
import { renderRehearsal, type Rehearsed } from './render.js';
import { liveOf } from './settings.js';
import type { Subject } from './tables.js';
import { patienceOf, untilActive, untilAvailable } from './waiting.js';

/** What is measured of one table on the way; each step fills in its part. */
interface Measured {
  snapshot?: Snapshot;
  backup?: string;
  row: Partial<Rehearsed>;
}

/**
 * Proves that what is backed up can be restored: backs each table up, restores the backup into a new
 * table, compares item by item and removes both. Nothing that is in use is written. What a killed
 * rehearsal left is removed first; its times are lost, so it is made anew.
 */
export function rehearsal(site: Site, subjects: readonly Subject[]): Procedure {
  const measured = new Map<Subject, Measured>(subjects.map((one) => [one, { row: {} }]));
  return {
    async plan() {
      const stamp = stampOf(site.context.io.now());
      const leftovers = await leftoversOf(site, subjects);
      return planOf(site, subjects, { stamp, leftovers, measured });
    },
    verify: () => verify(site, subjects, measured),
  };
}

interface Making {
  readonly stamp: string;
  readonly leftovers: Leftovers;
  readonly measured: ReadonlyMap<Subject, Measured>;
}

function planOf(site: Site, subjects: readonly Subject[], making: Making): Plan {
  const names = subjects.map(({ spec }) => spec.name).join(', ');
  const { tables, backups } = making.leftovers;
  const left = tables.length + backups.length;
  return {
    what: `Rehearse a restore in ${site.deployment.environment}: ${names}`,
    steps: [
      ...(left === 0 ? [] : [clearing(site, making.leftovers)]),
      ...rehearsing(site, subjects, making),
    ],
    notes: [
      'the tables in use are only read; the copies are removed at the end',
      'should it stop on its way, run it again: it removes what it left',
      ...(left === 0
        ? []
        : [`a rehearsal that died left ${left} copies and backups: they go first`]),
    ],
  };
}

function clearing(site: Site, { tables, backups }: Leftovers): Step {
  return {
    id: 'clear-leftovers',
    title: 'remove what a rehearsal that died has left',
    effect: 'write',
    calls: [
      ...tables.map((name) => `dynamodb:DeleteTable ${name}`),
      ...backups.map((arn) => `dynamodb:DeleteBackup ${arn}`),
    ],
    run: () => remove(site, tables, backups),
  };
}

function rehearsing(site: Site, subjects: readonly Subject[], making: Making): readonly Step[] {
  const { clients, deployment, context, folder } = site;
  const { dynamodb } = clients;
  const { signal } = context.io;
  const patience = patienceOf(site);
  const { stamp, measured } = making;
  const copyOf = ({ spec }: Subject): string => copyName(spec.name, 'rehearsal', stamp);
  const clock = (): number => context.io.now();
  const of = (subject: Subject): Measured => measured.get(subject) as Measured;
  const step = (
    id: string,
    title: string,
    effect: Step['effect'],
    call: (subject: Subject) => string,
    work: (subject: Subject) => Promise<unknown>,
    note?: () => string,
  ): Step => ({
    id,
    title,
    effect,
    calls: subjects.map(call),
    run: async () => {
      await Promise.all(subjects.map(work));
      return note?.();
    },
  });
  const sum = (count: (row: Partial<Rehearsed>) => number | undefined): number =>
    [...measured.values()].reduce((all, { row }) => all + (count(row) ?? 0), 0);
  return [
    step(
      'snapshot',
      'note what the tables hold now, as digests',
      'read',
      ({ spec }) => `dynamodb:Scan ${spec.name} (consistent)`,
      async (subject) => {
        const file = join(folder, 'rehearsals', `${copyOf(subject)}.digests`);
        const { name } = subject.spec;
        of(subject).snapshot = await snapshotOf(dynamodb, name, subject.key, file, signal);
      },
    ),
    step(
      'backup',
      'back the tables up',
      'write',
      (subject) => `dynamodb:CreateBackup ${subject.spec.name} (name ${copyOf(subject)})`,
      async (subject) => {
        const start = clock();
        const arn = await createBackup(dynamodb, subject.spec.name, copyOf(subject));
        of(subject).backup = arn;
        await untilAvailable(dynamodb, arn, patience);
        of(subject).row.backupMs = clock() - start;
      },
    ),
    step(
      'restore',
      'restore the backups into new tables',
      'write',
      (subject) =>
        `dynamodb:RestoreTableFromBackup ${copyOf(subject)} (key ${deployment.names.keyAlias})`,
      async (subject) => {
        const key = await liveOf(site).key(deployment.names.keyAlias);
        const start = clock();
        await restoreBackup(dynamodb, of(subject).backup ?? '', copyOf(subject), key.Arn ?? '');
        await untilActive(dynamodb, copyOf(subject), patience);
        of(subject).row.restoreMs = clock() - start;
      },
    ),
    step(
      'compare',
      'compare item by item',
      'read',
      (subject) =>
        `dynamodb:Scan ${subject.spec.name}; dynamodb:BatchGetItem, Scan ${copyOf(subject)}`,
      async (subject) => {
        const { snapshot, row } = of(subject);
        const start = clock();
        const tables = {
          client: dynamodb,
          live: subject.spec.name,
          copy: copyOf(subject),
          key: subject.key,
          signal,
        };
        Object.assign(row, await compareTables(tables, snapshot), { compareMs: clock() - start });
      },
      () =>
        `${sum((row) => row.compared)} items compared, ${sum((row) => row.differences)} differences`,
    ),
    step(
      'remove-copies',
      'remove the new tables',
      'write',
      (subject) => `dynamodb:DeleteTable ${copyOf(subject)}`,
      (subject) => remove(site, [copyOf(subject)], []),
    ),
    step(
      'remove-backups',
      'remove the backups',
      'write',
      (subject) => `dynamodb:DeleteBackup (name ${copyOf(subject)})`,
      async (subject) => {
        await remove(site, [], [of(subject).backup ?? '']);
        rmSync(of(subject).snapshot?.file ?? '', { force: true });
      },
    ),
  ];
}

async function verify(
  site: Site,
  subjects: readonly Subject[],
  measured: ReadonlyMap<Subject, Measured>,
): Promise<Verified> {
  const { environment } = site.deployment;
  const left = await leftoversOf(site, subjects);
  const protection = await protectionOf(site);
  const rows = subjects.map((subject): Rehearsed => {
    const of = protection.tables.find(({ table }) => table === subject.spec.name);
    const row = measured.get(subject)?.row ?? {};
    return { ...UNMEASURED, ...row, table: subject.spec.name, rpo: of?.rpo ?? {} };
  });
  const differences = rows.reduce((all, row) => all + row.differences, 0);
  const remains = [...left.tables, ...left.backups];
  const ok = differences === 0 && remains.length === 0 && rows.every((row) => row.restoreMs >= 0);
  const problem = [
    ...(differences === 0 ? [] : [`${differences} restored items are not what was backed up`]),
    ...(remains.length === 0 ? [] : [`left behind: ${remains.join(', ')}`]),
    ...(rows.some((row) => row.restoreMs < 0) ? ['the steps before a kill were not measured'] : []),
  ];
  return {
    ok,
    text: renderRehearsal(rows),
    json: { tables: rows, differences },
    ...(ok
      ? {}
      : {
          error: opsError('PM-6013', {
            what: `the rehearsal in ${environment}`,
            why: problem.join('; '),
            remedy: `Run it again: npm run ops -- backup rehearse --env ${environment}`,
          }),
        }),
  };
}

const UNMEASURED = {
  compared: 0,
  copyItems: 0,
  differences: 0,
  writtenMeanwhile: 0,
  liveDigest: '',
  copyDigest: '',
  backupMs: -1,
  restoreMs: -1,
  compareMs: -1,
};
