import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseError } from '../errors.js';
import { PLACES, type Place } from './places.js';

/** What stands at one place. */
export interface Reading {
  readonly file: string;
  readonly spot: string;
  readonly version: string;
}

/** Reads the version at every place. Throws PM-8005 for a file or a spot that is not there. */
export async function readVersions(root: string): Promise<readonly Reading[]> {
  return [...(await readTexts(root))].flatMap(([file, text]) => readingsIn(file, text));
}

export interface VersionChange {
  readonly file: string;
  readonly from: readonly string[];
  readonly changed: boolean;
}

/** The new text of every file, with nothing written. */
export async function planVersion(
  root: string,
  version: string,
): Promise<readonly (VersionChange & { readonly text: string })[]> {
  const texts = await readTexts(root);
  return [...texts].map(([file, before]) => {
    const from = readingsIn(file, before).map((reading) => reading.version);
    const text = withVersion(file, before, version);
    return { file, from, changed: text !== before, text };
  });
}

/** The text of one file with the version at every place of it. Throws PM-8005. */
export function withVersion(file: string, before: string, version: string): string {
  const spans = placesIn(file).map((place) => spanOf(place, before));
  // From the end, so that the offsets before stay right.
  return spans
    .sort((a, b) => b.start - a.start)
    .reduce((now, { start, end }) => now.slice(0, start) + version + now.slice(end), before);
}

/** What stands at each place of one file. Throws PM-8005. */
export function readingsIn(file: string, text: string): readonly Reading[] {
  return placesIn(file).map((place) => {
    const { start, end } = spanOf(place, text);
    return { file, spot: place.spot, version: text.slice(start, end) };
  });
}

/** Every file in which the version stands, each once. */
export const VERSION_FILES: readonly string[] = [...new Set(PLACES.map(({ file }) => file))];

const placesIn = (file: string): readonly Place[] => PLACES.filter((place) => place.file === file);

/**
 * Writes the version at every place: all files beside themselves first, then renamed, then read back
 * as `readVersions` does. A failure before the first rename leaves everything as it was.
 */
export async function writeVersion(
  root: string,
  version: string,
): Promise<readonly VersionChange[]> {
  const plan = await planVersion(root, version);
  const staged: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const { file, text } of plan.filter(({ changed }) => changed)) {
      const to = join(root, file);
      const from = `${to}.${process.pid}.new`;
      staged.push({ from, to });
      await writeFile(from, text, { mode: (await stat(to)).mode, flag: 'wx' });
    }
    for (const { from, to } of staged) await rename(from, to);
  } catch (error) {
    await Promise.all(staged.map(({ from }) => rm(from, { force: true })));
    throw releaseError('PM-8005', {
      what: `the version ${version}`,
      why: `it could not be written: ${(error as Error).message}`,
      cause: error,
    });
  }
  const wrong = (await readVersions(root)).filter((reading) => reading.version !== version);
  if (wrong.length > 0) {
    const list = wrong.map(({ file, spot }) => `${file} (${spot})`).join(', ');
    throw releaseError('PM-8005', {
      what: `the version ${version}`,
      why: `not read back at ${list}`,
    });
  }
  return plan.map(({ file, from, changed }) => ({ file, from, changed }));
}

async function readTexts(root: string): Promise<ReadonlyMap<string, string>> {
  const texts = await Promise.all(
    VERSION_FILES.map(async (file): Promise<readonly [string, string]> => {
      try {
        const bytes = await readFile(join(root, file));
        return [file, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)];
      } catch (error) {
        throw releaseError('PM-8005', {
          what: file,
          why: `the version stands in it, and it cannot be read: ${(error as Error).message}`,
          cause: error,
        });
      }
    }),
  );
  return new Map(texts);
}

function spanOf(place: Place, text: string): { readonly start: number; readonly end: number } {
  const refuse = (why: string, cause?: unknown): Error =>
    releaseError('PM-8005', { what: `${place.file}, ${place.spot}`, why, cause });
  try {
    const span = place.find(text);
    if (span !== undefined) return span;
  } catch (error) {
    throw refuse(`it is no JSON: ${(error as Error).message}`, error);
  }
  throw refuse('the version is not there');
}
