import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { alive } from '../../ops/frame/alive.js';
import { releaseError } from '../errors.js';
import { SUMS } from './sums.js';

const MARK = '.building-';

/** A folder beside `out`, so that a finished build gets its name in one act. Holds nothing yet. */
export async function beginStaging(out: string): Promise<string> {
  const folder = `${out}${MARK}${process.pid}`;
  await mkdir(dirname(out), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  return folder;
}

/** Takes away what builds left behind that were killed; answers their folders. */
export async function dropLeftovers(out: string): Promise<readonly string[]> {
  const beside = dirname(out);
  if (!existsSync(beside)) return [];
  const prefix = `${basename(out)}${MARK}`;
  const dead = readdirSync(beside)
    .filter((name) => name.startsWith(prefix))
    .filter((name) => {
      const pid = Number(name.slice(prefix.length));
      // This process cannot be building already: its own pid was somebody else's before.
      return Number.isInteger(pid) && (pid === process.pid || !alive(pid));
    })
    .map((name) => join(beside, name));
  for (const folder of dead) await rm(folder, { recursive: true, force: true });
  return dead;
}

/**
 * Gives finished files their place, whole or not at all. Where the same files stand already, those
 * stay. Throws PM-8041 where others do, and touches nothing.
 */
export async function settle(files: string, out: string): Promise<void> {
  if (!existsSync(out)) {
    await rename(files, out);
    return;
  }
  const [before, after] = [await sumsOf(out), await sumsOf(files)];
  const differing = [...after, ...before].filter((line) => before.has(line) !== after.has(line));
  if (differing.length === 0) return;
  const names = [...new Set(differing.map((line) => line.split('  ')[1] ?? line))];
  throw releaseError('PM-8041', {
    what: out,
    why: `other than built now: ${names.sort().join(', ')}`,
  });
}

async function sumsOf(folder: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(folder, SUMS), 'utf8');
  return new Set(text.split('\n').filter(Boolean));
}

/** Throws PM-8041 for a folder that holds anything but a build. */
export function refuseForeign(out: string): void {
  if (!existsSync(out) || existsSync(join(out, SUMS))) return;
  const found = readdirSync(out);
  throw releaseError('PM-8041', {
    what: out,
    why: found.length === 0 ? 'it is there, and empty' : `it holds ${found.slice(0, 5).join(', ')}`,
  });
}
