import type { ReleaseCommand } from '../frame/command.js';
import { CONFIRM_OPTIONS, REPO_OPTION, TAKE_OVER_OPTION } from '../pipeline/options.js';
import type { Parts } from '../pipeline/site.js';
import { theParts } from '../pipeline/the-parts.js';

/** The command with what the other rooms do for it. */
export const runWith = (parts: () => Promise<Parts>): ReleaseCommand => ({
  name: 'run',
  summary: 'release a version, from its validation to its end; one confirmation quotes the version',
  example: 'npm run release -- run 1.0.0-mvp',
  takes: 'version',
  options: { ...CONFIRM_OPTIONS, ...TAKE_OVER_OPTION, ...REPO_OPTION },
  async run(context) {
    const { begin } = await import('../pipeline/begin.js');
    const { wholeRelease } = await import('../pipeline/kinds.js');
    return begin(context, await parts(), wholeRelease(context.version));
  },
});

export const run = runWith(theParts);
