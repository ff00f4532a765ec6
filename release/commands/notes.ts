import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT } from '../../runtime/src/errors/index.js';
import { decodeChangelog } from '../changelog/document.js';
import { notesOf } from '../changelog/merge.js';
import { releaseError } from '../errors.js';
import type { ReleaseCommand } from '../frame/command.js';

const FILE = 'CHANGELOG.md';

export const notes: ReleaseCommand = {
  name: 'notes',
  summary: 'print the section of a version as the notes of its GitHub release',
  example: 'npm run release -- notes 1.0.0 > notes.md',
  takes: 'version',
  options: {},
  async run({ io, version: { version } }) {
    const text = decodeChangelog(await readFile(join(io.root, FILE)).catch(missing), FILE);
    const found = notesOf(text, version);
    if (found === undefined) {
      throw releaseError('PM-8003', {
        what: FILE,
        why: `it has no section [${version}]`,
        remedy: `\`npm run release -- changelog ${version}\` writes it.`,
      });
    }
    return { exit: EXIT.ok, json: { notes: found }, text: `${found}\n` };
  },
};

function missing(error: NodeJS.ErrnoException): never {
  throw releaseError('PM-8003', { what: FILE, why: error.message, cause: error });
}
