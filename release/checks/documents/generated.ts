import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from '../check.js';

export const generated: Check = {
  id: 'documents/generated',
  category: 'documents',
  question: 'Is every generated page what its source says?',
  remedy: '`npm run pages`, and commit the pages.',
  async examine({ root, note }) {
    // Every runbook is loaded for its page.
    const { PAGES } = await import('../../../ops/pages/pages.js');
    const stale: string[] = [];
    for (const [path, page] of Object.entries(PAGES)) {
      const text = await readFile(join(root, path), 'utf8').catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return undefined;
          throw error;
        },
      );
      if (text === page()) continue;
      stale.push(path);
      note(`${path} ${text === undefined ? 'is not there' : 'says something else'}`);
    }
    const all = Object.keys(PAGES).length;
    return stale.length === 0
      ? { outcome: 'pass', why: `${all} pages are current` }
      : { outcome: 'fail', why: `${stale.length} of ${all}: ${stale.join(', ')}`, subjects: stale };
  },
};
