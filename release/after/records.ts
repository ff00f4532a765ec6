import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord, writeRecord } from '../pipeline/records.js';
import type { ReleaseSite } from '../pipeline/site.js';

type Place = Pick<ReleaseSite, 'folder'>;

/** What a step after publishing did, kept beside the release: `.release/<version>/after/<step>.json`. */
export interface AfterRecord {
  readonly commit: string;
  readonly at: string;
  readonly environment: string;
  /** The runbook's own document. */
  readonly json: Readonly<Record<string, unknown>>;
}

const pathOf = ({ folder }: Place, step: string): string => join(folder, 'after', `${step}.json`);

export const readAfter = (site: Place, step: string): AfterRecord | undefined =>
  readRecord<AfterRecord>(pathOf(site, step));

export const keepAfter = (site: Place, step: string, record: AfterRecord): void =>
  writeRecord(pathOf(site, step), record);

export const forgetAfter = (site: Place, step: string): void =>
  rmSync(pathOf(site, step), { force: true });
