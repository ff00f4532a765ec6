import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a text file whole or not at all, with the folders above it: beside itself as `<file>.<pid>.new`, on
 * the disk, then renamed. Who reads never sees half of it, and a kill leaves the former one. A file that is
 * there keeps its mode; `mode` is for a new one. Throws what the file system says; no draft stays behind then.
 */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  const draft = `${path}.${process.pid}.new`;
  mkdirSync(dirname(path), { recursive: true });
  const kept = statSync(path, { throwIfNoEntry: false });
  try {
    const file = openSync(draft, 'w', mode);
    try {
      if (kept !== undefined) fchmodSync(file, kept.mode & 0o777);
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
