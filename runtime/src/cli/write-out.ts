import { rename, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { runtimeError } from '../errors/index.js';

/**
 * Writes what `--out` asks for, whole or not at all: beside itself, then renamed, so that nobody reads half
 * of it and a kill leaves the former one. `shown` is the file as the user named it. Throws PM-1002.
 */
export async function writeOut(path: string, shown: string, text: string): Promise<void> {
  try {
    await writeWhole(path, text);
  } catch (cause) {
    throw runtimeError('PM-1002', {
      what: `--out ${shown}`,
      why: (cause as Error).message,
      remedy: 'Name a file in a folder that exists and can be written to.',
      cause,
    });
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  // A pipe or `/dev/stdout` is written to, not replaced; what a link names is, not the link.
  if (there !== undefined && !there.isFile()) return writeFile(path, text);
  const file = there === undefined ? path : await realpath(path);
  const draft = `${file}.${process.pid}.new`;
  try {
    await writeFile(draft, text, there === undefined ? {} : { mode: there.mode & 0o777 });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    // Of the file that was asked for: the draft's name says nothing, and hides from the redactor how that one ends.
    const failed = error as Error;
    failed.message = failed.message.replaceAll(draft, file);
    throw failed;
  }
}
