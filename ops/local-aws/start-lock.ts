import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { opsError } from '../errors.js';
import { createWhole } from '../frame/exclusive-file.js';
import type { Io } from '../frame/io.js';
import { identityOf, stillRuns, type ProcessIdentity } from '../terraform/process-identity.js';

interface Holder {
  readonly token: string;
  readonly process: ProcessIdentity;
}

const POLL_MS = 100;

/**
 * Does the work while no other process does it, so that two runbooks at once start one emulator.
 * Waits for a holder that lives; one that is dead is replaced. PM-7002 when the wait takes too long.
 */
export async function whileAlone<T>(
  io: Pick<Io, 'signal' | 'now'>,
  path: string,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const mine: Holder = { token: randomUUID(), process: identityOf(process.pid) };
  const until = io.now() + waitMs;
  while (!createWhole(path, JSON.stringify(mine))) {
    const holder = read(path);
    if (holder !== undefined && !stillRuns(holder.process)) {
      setAside(path, holder);
      continue;
    }
    if (io.now() > until) {
      throw opsError('PM-7002', {
        what: 'the local AWS',
        why: `process ${holder?.process.pid ?? 'unknown'} has been starting it for ${waitMs / 1000} s (${path})`,
      });
    }
    await sleep(POLL_MS, undefined, { signal: io.signal }).catch(() => {
      throw opsError('PM-7005', { what: 'the local AWS' });
    });
  }
  try {
    return await work();
  } finally {
    if (read(path)?.token === mine.token) rmSync(path, { force: true });
  }
}

/** Removes a dead holder's lock, but not that of somebody who replaced it in the meantime. */
function setAside(path: string, dead: Holder): void {
  const aside = `${path}.dead-${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (read(aside)?.token !== dead.token) linkBack(aside, path);
  rmSync(aside, { force: true });
}

function linkBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}
