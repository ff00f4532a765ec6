import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseError } from '../../errors.js';
import { inline, type Written } from './section.js';

const FILE = 'SHA256SUMS';

interface Deliverable {
  readonly name: string;
  readonly sha256: string;
}

interface Sized extends Deliverable {
  readonly bytes: number;
}

/** What `artifacts VERSION` built: `.release/<version>/artifacts`. */
export const artifactsFolder = (root: string, version: string): string =>
  join(root, '.release', version, 'artifacts');

/**
 * The files of a release with size and SHA-256, from the SHA256SUMS beside them. Each is read: a
 * digest is no claim. They are built from the release commit, which holds the changelog, so that only
 * the notes can name them. Throws PM-8050 for a file that is not what SHA256SUMS says.
 */
export async function deliverables(folder: string): Promise<Written> {
  const sums = await readFile(join(folder, FILE), 'utf8').catch(() => undefined);
  if (sums === undefined) return { leftOut: `there is no ${FILE} in ${folder} yet` };
  const files = readSums(sums);
  if (files.length === 0) return { leftOut: `${FILE} names no file` };
  const read: Sized[] = [];
  for (const file of files) {
    read.push({ ...file, bytes: await verified(join(folder, file.name), file) });
  }
  return { text: deliverablesTable(read) };
}

/** The files with their sizes and digests, and how to compare them. */
export function deliverablesTable(files: readonly Sized[]): string {
  return [
    '| file | size | SHA-256 |',
    '|---|---:|---|',
    ...files.map(
      ({ name, bytes, sha256 }) => `| ${inline(name)} | ${sizeOf(bytes)} | \`${sha256}\` |`,
    ),
    '',
    `\`sha256sum --check ${FILE}\` compares what was downloaded.`,
  ].join('\n');
}

/** Lines of `sha256sum`; a name is a name in this folder, never a path. */
function readSums(text: string): readonly Deliverable[] {
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    const [, sha256, name] = /^([0-9a-f]{64}) [ *]([^/\\\0]+)$/.exec(line) ?? [];
    if (sha256 === undefined || name === undefined || name === '..') {
      throw unlike(`line ${at + 1} of ${FILE}`, 'it is not "<sha256>  <name>"');
    }
    return [{ name, sha256 }];
  });
}

/** The file's size in bytes. */
async function verified(path: string, { name, sha256 }: Deliverable): Promise<number> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    throw unlike(name, (error as Error).message);
  }
  const read = hash.digest('hex');
  if (read !== sha256) throw unlike(name, `it has ${read}, ${FILE} says ${sha256}`);
  return bytes;
}

const unlike = (what: string, why: string): Error => releaseError('PM-8050', { what, why });

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000
    ? `${(bytes / 1000).toFixed(1)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
