import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseError } from '../errors.js';

export const SUMS = 'SHA256SUMS';
export const SIGNATURE = `${SUMS}.sig`;

export interface Digest {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Size and SHA-256 of a file, read once. */
export async function digestOf(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Writes SHA256SUMS of everything in a folder, as `sha256sum --check` reads it. */
export async function writeSums(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== SUMS && name !== SIGNATURE);
  const lines: string[] = [];
  for (const name of names.sort()) {
    lines.push(`${(await digestOf(join(folder, name))).sha256}  ${name}\n`);
  }
  await writeFile(join(folder, SUMS), lines.join(''));
}

/**
 * Compares every file of a folder with its SHA256SUMS, and answers their digests by name. Throws
 * PM-8050 for a file that is other than noted, missing, or not noted at all.
 */
export async function checkedSums(folder: string): Promise<ReadonlyMap<string, Digest>> {
  const text = await readFile(join(folder, SUMS), 'utf8').catch((cause: unknown) => {
    throw unlike(folder, `it has no ${SUMS}`, cause);
  });
  const found = new Map<string, Digest>();
  for (const [at, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [, sha256, name] = /^([0-9a-f]{64}) [ *]([^/\\\0]+)$/.exec(line) ?? [];
    if (sha256 === undefined || name === undefined) {
      throw unlike(`line ${at + 1} of ${SUMS}`, 'it is not "<sha256>  <name>"');
    }
    const digest = await digestOf(join(folder, name)).catch((cause: unknown) => {
      throw unlike(name, (cause as Error).message, cause);
    });
    if (digest.sha256 !== sha256) throw unlike(name, `it has ${digest.sha256}, noted is ${sha256}`);
    found.set(name, digest);
  }
  const names = await readdir(folder);
  const stray = names.find((name) => !found.has(name) && name !== SUMS && name !== SIGNATURE);
  if (stray !== undefined) throw unlike(stray, `${SUMS} does not name it`);
  return found;
}

const unlike = (what: string, why: string, cause?: unknown): Error =>
  releaseError('PM-8050', { what, why, cause });
