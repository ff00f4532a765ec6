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
    // Of the file that was asked for: the draft's name says nothing, and hides from the redactor how that one ends.
    const failed = error as Error;
    failed.message = failed.message.replaceAll(draft, path);
    throw failed;
  }
}
