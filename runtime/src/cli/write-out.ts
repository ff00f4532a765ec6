import { writeFile } from 'node:fs/promises';
import { runtimeError } from '../errors/index.js';

/** Writes what `--out` asks for; `shown` is the file as the user named it. Throws PM-1002. */
export async function writeOut(path: string, shown: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw runtimeError('PM-1002', {
      what: `--out ${shown}`,
      why: (cause as Error).message,
      remedy: 'Name a file in a folder that exists and can be written to.',
      cause,
    });
  }
}
