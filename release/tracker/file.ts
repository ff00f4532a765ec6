import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../ops/frame/whole-file.js';
import { releaseError } from '../errors.js';
import { tick, type Ticked } from './tick.js';
import { TRACKER } from './parse.js';

/** The tracker's text. Throws PM-8008 when it cannot be read. */
export async function readTracker(root: string): Promise<string> {
  try {
    const bytes = await readFile(join(root, TRACKER));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw releaseError('PM-8008', { what: TRACKER, why: (error as Error).message, cause: error });
  }
}

/** Ticks a day or a box in the file, whole or not at all; a second time it changes nothing. */
export async function tickTracker(root: string, what: string): Promise<Ticked> {
  const before = await readTracker(root);
  const ticked = tick(before, what);
  if (ticked.text === before) return ticked;
  writeWhole(join(root, TRACKER), ticked.text);
  return ticked;
}
