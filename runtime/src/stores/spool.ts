import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { BlockKey, FpEvent } from './ports.js';

/** What could not be stored when it happened. Storing it twice is storing it once. */
export type Spooled =
  | { readonly kind: 'events'; readonly events: readonly FpEvent[] }
  | { readonly kind: 'blocks'; readonly keys: readonly BlockKey[]; readonly runId: string };

export interface Drained {
  readonly sent: number;
  /** Kept for the next run, because it could not be stored again. */
  readonly kept: number;
  /** Lines that are no entries (a torn write), left out. */
  readonly unreadable: number;
}

/** A file of entries that the next run sends. One JSON line an entry, mode 0600. */
export interface Spool {
  readonly file: string;
  add(entry: Spooled): Promise<void>;
  /** Sends every entry once; those that fail again are kept. Never throws because of `send`. */
  drain(send: (entry: Spooled) => Promise<unknown>): Promise<Drained>;
}

export function spool(file: string): Spool {
  const folder = dirname(file);

  const add = async (entry: Spooled): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await appendFile(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  };

  /** Files to send: the spool, renamed so that no other run sends it as well, and orphans. */
  const claim = async (): Promise<string[]> => {
    const mine = `${file}.${process.pid}-${randomBytes(3).toString('hex')}.sending`;
    try {
      await rename(file, mine);
    } catch {
      return orphans();
    }
    return [mine, ...(await orphans())];
  };

  /** Claimed by a run that has ended without finishing. */
  const orphans = async (): Promise<string[]> => {
    const names = await readdir(folder).catch((): string[] => []);
    const form = new RegExp(`^${escape(basename(file))}\\.(\\d+)-[0-9a-f]{6}\\.sending$`);
    return names
      .filter((name) => {
        const pid = form.exec(name)?.[1];
        return pid !== undefined && Number(pid) !== process.pid && !isAlive(Number(pid));
      })
      .map((name) => join(folder, name));
  };

  return {
    file,
    add,
    async drain(send) {
      const result = { sent: 0, kept: 0, unreadable: 0 };
      for (const claimed of await claim()) {
        const text = await readFile(claimed, 'utf8').catch(() => '');
        for (const line of text.split('\n').filter((l) => l !== '')) {
          const entry = parse(line);
          if (entry === undefined) {
            result.unreadable += 1;
            continue;
          }
          try {
            await send(entry);
            result.sent += 1;
          } catch {
            await add(entry);
            result.kept += 1;
          }
        }
        await rm(claimed, { force: true });
      }
      return result;
    },
  };
}

function parse(line: string): Spooled | undefined {
  try {
    const entry = JSON.parse(line) as Partial<Spooled> | null;
    if (entry?.kind === 'events' && Array.isArray(entry.events)) return entry as Spooled;
    if (entry?.kind === 'blocks' && Array.isArray(entry.keys)) return entry as Spooled;
  } catch {
    // A line that a dying process left half-written.
  }
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, but somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
