import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from './whole-file.js';

/** A file of JSON lines that only grows. */
export interface JsonLines<T> {
  /** Appends one line and waits until it is on the disk. */
  append(line: T): void;
  close(): void;
}

/** Opens it, making it where there is none. 0600: what it holds names accounts and resources. */
export function openJsonLines<T>(path: string): JsonLines<T> {
  mkdirSync(dirname(path), { recursive: true });
  // Append: two runs never overwrite each other's lines.
  const file = openSync(path, 'a', 0o600);
  return {
    append(line) {
      writeSync(file, `${JSON.stringify(line)}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

/** Every line; none when there is no file. A line that was cut off by a kill is left out. */
export function readJsonLines<T>(path: string): readonly T[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
}

/** Replaces the file by these lines, whole or not at all: a kill leaves the former ones. */
export function rewriteJsonLines<T>(path: string, lines: readonly T[]): void {
  writeWhole(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 0o600);
}
