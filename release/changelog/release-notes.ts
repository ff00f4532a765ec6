import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseError } from '../errors.js';
import { decodeChangelog } from './document.js';
import { notesOf } from './merge.js';
import { artifactsFolder, deliverables } from './release-sections/deliverables.js';

const FILE = 'CHANGELOG.md';

export interface ReleaseNotes {
  /** The version's section of the changelog, and what is delivered where it has been built. */
  readonly text: string;
  /** Why no deliverable is named. */
  readonly withoutDeliverables?: string;
}

/**
 * The notes of a GitHub release. Throws PM-8003 without a section of the version, PM-8050 for a file
 * that is not what SHA256SUMS says.
 */
export async function releaseNotes(root: string, version: string): Promise<ReleaseNotes> {
  const text = decodeChangelog(await readFile(join(root, FILE)).catch(missing), FILE);
  const section = notesOf(text, version);
  if (section === undefined) {
    throw releaseError('PM-8003', {
      what: FILE,
      why: `it has no section [${version}]`,
      remedy: `\`npm run release -- changelog ${version}\` writes it.`,
    });
  }
  const files = await deliverables(artifactsFolder(root, version));
  return 'leftOut' in files
    ? { text: section, withoutDeliverables: files.leftOut }
    : { text: `${section}\n\n### Deliverables\n\n${files.text}` };
}

function missing(error: NodeJS.ErrnoException): never {
  throw releaseError('PM-8003', { what: FILE, why: error.message, cause: error });
}
