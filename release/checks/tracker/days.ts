import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTracker, TRACKER } from '../../tracker/parse.js';
import { NEEDED_DAYS, progressOf, renderProgress } from '../../tracker/progress.js';
import type { Check } from '../check.js';

export const days: Check = {
  id: 'tracker/days',
  category: 'tracker',
  question: `Are at least ${NEEDED_DAYS} days of work complete?`,
  remedy: '`npm run release -- tracker` shows what is open; `tracker tick BOX` ticks what is done.',
  async examine({ root, note }) {
    const text = await readFile(join(root, TRACKER), 'utf8').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      },
    );
    if (text === undefined) return { outcome: 'fail', why: `there is no ${TRACKER}` };
    // Malformed, it is thrown with its line: then nobody can tell.
    const read = parseTracker(text);
    note(renderProgress(read));
    const { days, complete, ticked, boxes, blockers } = progressOf(read);
    const why = `${complete} of ${days} days complete, ${ticked} of ${boxes} boxes, ${blockers} blockers`;
    return { outcome: complete >= NEEDED_DAYS ? 'pass' : 'fail', why };
  },
};
