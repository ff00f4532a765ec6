import { PhaseMirrorError } from '../../../runtime/src/errors/index.js';
import type { Check } from '../check.js';
import { lasts, readWaivers, WAIVERS } from '../waivers.js';

export const waivers: Check = {
  id: 'dependencies/waivers',
  category: 'dependencies',
  question: 'Has every waiver an owner, a reason and a day that has not passed?',
  remedy: `Remove the waivers named from ${WAIVERS}, or have them reviewed again with a new day.`,
  async examine({ root, io, note }) {
    try {
      const all = await readWaivers(root);
      for (const waiver of all) note(JSON.stringify(waiver));
      const past = all.filter((waiver) => !lasts(waiver, io.now()));
      if (past.length === 0) {
        return { outcome: 'pass', why: all.length === 0 ? 'none' : `${all.length}, all in force` };
      }
      const named = past.map(({ check, subject, expires }) =>
        [check, subject, `until ${expires}`].filter(Boolean).join(' '),
      );
      return { outcome: 'fail', why: `past their day: ${named.join('; ')}` };
    } catch (error) {
      if (!(error instanceof PhaseMirrorError)) throw error;
      const unread = (error.cause as NodeJS.ErrnoException | undefined)?.syscall !== undefined;
      return { outcome: unread ? 'could-not-run' : 'fail', why: error.message };
    }
  },
};
