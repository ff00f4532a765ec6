import { readFile, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  baselineText,
  MAX_BASELINE_BYTES,
  readBaseline,
  type Baseline,
} from '../drift/baseline.js';
import { runtimeError } from '../errors/index.js';

/** Reads what `capture --out` wrote, and nothing else: of this branch, with its hash. Throws PM-2003 and what reading throws. */
export async function readBaselineFile(
  file: string,
  cwd: string,
  key: { readonly repository: string; readonly branch: string },
): Promise<Baseline> {
  const path = resolve(cwd, file);
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MAX_BASELINE_BYTES) throw new Error(`it has ${size} bytes`);
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw runtimeError('PM-2003', {
      what: `--file ${file}`,
      why: (cause as Error).message.replaceAll(path, file),
      remedy: 'Name a file that `phase-mirror baseline capture --out FILE` has written.',
      cause,
    });
  }
  const read = readBaseline(text.trimEnd(), file);
  if (read.repository === key.repository && read.branch === key.branch) return read;
  throw runtimeError('PM-1002', {
    what: `--file ${file}`,
    why: `it is a baseline of ${read.repository} ${read.branch}, not of ${key.repository} ${key.branch}`,
  });
}

/** Writes the stored form, for its owner only. Throws PM-1002. */
export async function writeBaselineFile(
  file: string,
  cwd: string,
  captured: Baseline,
): Promise<void> {
  try {
    await writeFile(resolve(cwd, file), `${baselineText(captured)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw runtimeError('PM-1002', {
      what: `--out ${file}`,
      why: (cause as Error).message,
      remedy: 'Name a file in a folder that exists and can be written to.',
      cause,
    });
  }
}
