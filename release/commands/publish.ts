import type { ReleaseCommand } from '../frame/command.js';
import { CONFIRM_OPTIONS, REPO_OPTION, TAKE_OVER_OPTION } from '../pipeline/options.js';
import type { Parts } from '../pipeline/site.js';
import { theParts } from '../pipeline/the-parts.js';

/** The command with what the other rooms do for it. */
export const publishWith = (parts: () => Promise<Parts>): ReleaseCommand => ({
  name: 'publish',
  summary: 'build what a tag ships, upload it to a draft on GitHub, compare digests, publish',
  example: 'npm run release -- publish 1.0.0-mvp',
  takes: 'version',
  options: { ...CONFIRM_OPTIONS, ...TAKE_OVER_OPTION, ...REPO_OPTION },
  async run(context) {
    const { begin } = await import('../pipeline/begin.js');
    const { publishOnly } = await import('../pipeline/kinds.js');
    return begin(context, await parts(), publishOnly(context.version));
  },
});

export const publish = publishWith(theParts);
