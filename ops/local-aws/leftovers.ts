import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../frame/io.js';
import { environmentFolder } from '../frame/work-folder.js';

const MARK = 'instance';
/** What a person may want to read after the emulator is gone. */
const KEPT: readonly string[] = ['logs', 'reports'];

/**
 * Drops the files about `local` that speak of another instance (state, plans, journal, synthesised
 * stacks) and notes the present one. Answers the names of what was dropped.
 */
export function forgetOtherInstances(
  io: Pick<Io, 'root' | 'env'>,
  instance: string,
): readonly string[] {
  const folder = environmentFolder(io, 'local');
  mkdirSync(folder, { recursive: true });
  const mark = join(folder, MARK);
  if (readMark(mark) === instance) return [];
  const dropped = forgetLocal(io);
  writeFileSync(mark, instance);
  return dropped;
}

/** Drops every file about `local` but logs and reports. Answers the names of what was dropped. */
export function forgetLocal(io: Pick<Io, 'root' | 'env'>): readonly string[] {
  const folder = environmentFolder(io, 'local');
  if (!existsSync(folder)) return [];
  rmSync(join(folder, MARK), { force: true });
  const dropped = readdirSync(folder).filter((name) => !KEPT.includes(name));
  for (const name of dropped) rmSync(join(folder, name), { recursive: true, force: true });
  return dropped.sort();
}

function readMark(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
