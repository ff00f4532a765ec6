import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord, unkept, writeRecord } from './records.js';
import type { ReleasePlan } from './release-plan.js';
import { folderOf } from './site.js';

const pathOf = (root: string, version: string): string =>
  join(folderOf(root, version), 'plan.json');

/** The plan that a run of the version began with; undefined: there is none, or it was taken back. */
export const planKept = (root: string, version: string): ReleasePlan | undefined =>
  readRecord<ReleasePlan>(pathOf(root, version));

/** Throws PM-8026. */
export const keepPlan = (root: string, plan: ReleasePlan): void =>
  writeRecord(pathOf(root, plan.version), plan);

/** The plan is no longer in force; it is kept beside the others that were. Throws PM-8026. */
export function retirePlan(root: string, { version, run }: ReleasePlan): void {
  const folder = join(folderOf(root, version), 'past');
  const path = pathOf(root, version);
  try {
    mkdirSync(folder, { recursive: true });
    renameSync(path, join(folder, `${run.replaceAll(':', '')}.json`));
    rmSync(join(folderOf(root, version), 'validated.json'), { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unkept(path, error);
  }
}
