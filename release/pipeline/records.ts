import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { releaseError } from '../errors.js';

/** Writes a record whole, and waits until it is on the disk. Throws PM-8026. */
export function writeRecord(path: string, record: unknown): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(draft, 'w', 0o600);
    try {
      writeSync(file, `${JSON.stringify(record, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    throw unkept(path, error);
  }
}

/** Undefined where there is no such record, or none that can be read. Throws PM-8026 where it may not be read. */
export function readRecord<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError || code === 'ENOENT') return undefined;
    throw unkept(path, error);
  }
}

/** An error of the file system as an expected failure; anything else comes back unchanged. */
export function unkept(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return error;
  return releaseError('PM-8026', { what: path, why: message, cause: error });
}
