import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rewriteJsonLines } from '../frame/json-lines.js';
import { KEPT_BYTES, newestRuns } from '../frame/keep-runs.js';
import { unsettledRuns } from './dead-run.js';
import { readJournal, type Entry } from './journal.js';

/** Bytes of a log that all runs share. */
const MOST_OF_ONE = 2 ** 20;

/** Folder of the logs of one run, in the folder of all logs. */
export const logFolderOf = (run: string, runbook: string): string =>
  `${run.replaceAll(':', '-')}-${runbook}`;

/**
 * Drops the journal's lines and the logs of old runs: of each runbook the newest 20 runs stay, of the logs
 * at most 50 MB, and everything of a run with something unsettled. Only while the folder is claimed.
 */
export function dropOldRuns(journal: string, logs: string): void {
  const entries = readJournal(journal);
  const kept = keptEntries(entries);
  if (kept.length < entries.length) rewriteJsonLines(journal, kept);
  const unsettled = unsettledRuns(entries);
  const needed = entries.flatMap((entry) =>
    entry.kind === 'run' && unsettled.has(entry.run) ? [logFolderOf(entry.run, entry.runbook)] : [],
  );
  dropOldLogs(logs, new Set(needed));
  // Every synthesis appends to it.
  const synthesis = join(logs, 'synth.log');
  if (existsSync(synthesis) && sizeOf(synthesis) > MOST_OF_ONE) rmSync(synthesis);
}

const runOf = (entry: Entry): string =>
  'run' in entry ? entry.run : entry.step.slice(0, entry.step.lastIndexOf('#'));

/** What of a journal stays. Pure. */
export function keptEntries(entries: readonly Entry[], most?: number): readonly Entry[] {
  const runs = entries.filter((entry) => entry.kind === 'run');
  const newest = newestRuns(runs, most);
  const unsettled = unsettledRuns(entries);
  const stays = (entry: Entry): boolean => newest.has(runOf(entry)) || unsettled.has(runOf(entry));
  // What an older run left open in a stack must not be open again: the last word on it stays.
  const lastWords = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.kind === 'settled' && !stays(entry)) lastWords.set(entry.stack, entry);
  }
  const words = new Set(lastWords.values());
  return entries.filter((entry) => stays(entry) || words.has(entry));
}

interface Log {
  readonly name: string;
  readonly runbook: string;
  readonly bytes: number;
}

/** Drops logs of old runs. `needed` are the folders that stay whatever their age and size. */
export function dropOldLogs(
  logs: string,
  needed: ReadonlySet<string>,
  mostBytes = KEPT_BYTES,
  mostRuns?: number,
): void {
  // Their names begin with their time.
  const found = logsIn(logs);
  const newest = newestRuns(
    found.map(({ name: run, runbook }) => ({ run, runbook })),
    mostRuns,
  );
  let bytes = 0;
  for (const { name, bytes: own } of found.toReversed()) {
    bytes += own;
    if (needed.has(name) || (newest.has(name) && bytes <= mostBytes)) continue;
    rmSync(join(logs, name), { recursive: true, force: true });
  }
}

function logsIn(logs: string): readonly Log[] {
  let names: readonly string[];
  try {
    names = readdirSync(logs);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => /^\d{4}-\d\d-\d\dT/.test(name))
    .toSorted()
    .map((name) => ({
      name,
      runbook: name.split('-').at(-1) ?? '',
      bytes: sizeOf(join(logs, name)),
    }));
}

function sizeOf(path: string): number {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
