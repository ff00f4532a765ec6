import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTracker, TRACKER, type Day } from '../../tracker/parse.js';
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
    const untrue = await untrueBoxes(root, read);
    if (untrue.length > 0) return { outcome: 'fail', why: untrue.join('; '), subjects: untrue };
    const why = `${complete} of ${days} days complete, ${ticked} of ${boxes} boxes, ${blockers} blockers`;
    return { outcome: complete >= NEEDED_DAYS ? 'pass' : 'fail', why };
  },
};

/** Ticked boxes that name a path, in backticks, which is not there: what they say is done, is not. */
async function untrueBoxes(root: string, days: readonly Day[]): Promise<readonly string[]> {
  const untrue: string[] = [];
  for (const { id, ticked, text } of days.flatMap(({ boxes }) => boxes)) {
    if (!ticked) continue;
    for (const [, path = ''] of text.matchAll(/`([\w.-]+\/[\w./-]*)`/g)) {
      const there = await access(join(root, path)).then(
        () => true,
        () => false,
      );
      if (!there) untrue.push(`${id} is ticked, and ${path} is not there`);
    }
  }
  return untrue;
}
