import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeWhole } from '../frame/whole-file.js';
import { PLACES } from '../../runtime/src/facts/collect-codeowners.js';
import { opsError } from '../errors.js';

/** A CODEOWNERS file as it is on the disk. */
export interface CodeownersOnDisk {
  readonly path: string;
  /** As a person calls it: relative to the repository. */
  readonly shown: string;
  /** Every byte, a byte order mark and line breaks included. */
  readonly text: string;
  readonly sha256: string;
  readonly mode: number;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The file named, or the one that GitHub would read. Throws PM-1002. */
export function readCodeownersFile(folder: string, given?: string): CodeownersOnDisk {
  const names = given === undefined ? PLACES : [given];
  for (const shown of names) {
    const path = given === undefined ? join(folder, shown) : resolve(folder, shown);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    const wrong = (why: string): Error => opsError('PM-1002', { what: shown, why });
    if (stat.isSymbolicLink()) throw wrong('it is a symbolic link, which GitHub does not follow');
    if (!stat.isFile()) throw wrong('it is no file');
    const bytes = readFileSync(path);
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      return { path, shown, text, sha256: hash(text), mode: stat.mode & 0o777 };
    } catch {
      throw wrong('it is not UTF-8 text');
    }
  }
  throw opsError('PM-1002', {
    what: `CODEOWNERS of ${folder}`,
    why: `there is none in ${names.join(', ')}`,
    remedy: 'Name the repository with --folder, or the file with --file.',
  });
}

/**
 * Puts a text in the file's place, whole or not at all. Throws PM-6013 when somebody has changed the file
 * since it was read.
 */
export function replaceFile(file: CodeownersOnDisk, text: string): void {
  const present = readCodeownersFile('/', file.path);
  if (present.sha256 !== file.sha256) {
    throw opsError('PM-6013', {
      what: file.shown,
      why: 'it was changed since the plan was made; nothing was written',
      remedy: 'Run the command again.',
    });
  }
  try {
    writeWhole(file.path, text);
  } catch (cause) {
    throw opsError('PM-6013', { what: file.shown, why: (cause as Error).message, cause });
  }
}
