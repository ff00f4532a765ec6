import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { releaseError } from '../errors.js';
import type { Artifact } from '../artifacts/artifact.js';
import { readRecord } from './records.js';

/** What was built, of which commit: what is uploaded must be this, byte for byte. */
export interface Built {
  readonly commit: string;
  readonly artifacts: readonly Artifact[];
}

export const builtPath = (folder: string): string => join(folder, 'built.json');

/** Throws PM-8022 where nothing was built. */
export function builtIn(folder: string): Built {
  const built = readRecord<Built>(builtPath(folder));
  if (built !== undefined) return built;
  throw releaseError('PM-8022', {
    what: builtPath(folder),
    why: 'there is no record of what was built',
    remedy: '`npm run release -- resume VERSION` builds it again.',
  });
}

/** The digest of a file, hexadecimal; undefined where it is gone. */
export async function digestOfFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return hash.digest('hex');
}
