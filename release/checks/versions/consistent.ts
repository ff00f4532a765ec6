import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PhaseMirrorError } from '../../../runtime/src/errors/index.js';
import { readVersions, VERSION_FILES } from '../../version/set.js';
import type { Check } from '../check.js';

export const consistent: Check = {
  id: 'versions/consistent',
  category: 'versions',
  question: 'Is the version the same at every place where it stands?',
  remedy: '`npm run release -- version VERSION` writes all places.',
  async examine({ root, note, version }) {
    const unread = await unreadable(root);
    if (unread !== undefined) return { outcome: 'could-not-run', why: unread };
    try {
      const readings = await readVersions(root);
      for (const { file, spot, version } of readings) note(`${file}, ${spot}: ${version}`);
      const versions = [...new Set(readings.map((reading) => reading.version))];
      if (versions.length > 1) return { outcome: 'fail', why: `it is ${versions.join(' and ')}` };
      const [only] = versions;
      // A release is judged before it writes its version.
      const next =
        version === undefined || version.version === only ? '' : `; ${version.version} is to come`;
      return { outcome: 'pass', why: `${only} at ${readings.length} places${next}` };
    } catch (error) {
      if (!(error instanceof PhaseMirrorError)) throw error;
      return { outcome: 'fail', why: error.message };
    }
  },
};

/** Why what stands in a file cannot be told; a file that is not there says nothing, which is an answer. */
async function unreadable(root: string): Promise<string | undefined> {
  for (const file of VERSION_FILES) {
    try {
      const text = await readFile(join(root, file), 'utf8');
      if (file.endsWith('.json')) JSON.parse(text);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      return `${file} cannot be read: ${(error as Error).message}`;
    }
  }
  return undefined;
}
