import { readFileSync } from 'node:fs';
import { writeWhole } from '../../ops/frame/whole-file.js';
import { releaseError } from '../errors.js';

/** Writes a record whole, and waits until it is on the disk. Throws PM-8026. */
export function writeRecord(path: string, record: unknown): void {
  try {
    writeWhole(path, `${JSON.stringify(record, null, 2)}\n`, 0o600);
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
