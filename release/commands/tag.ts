import type { ReleaseCommand } from '../frame/command.js';
import { CONFIRM_OPTIONS, REPO_OPTION, TAKE_OVER_OPTION } from '../pipeline/options.js';
import type { Parts } from '../pipeline/site.js';
import { theParts } from '../pipeline/the-parts.js';

/** The command with what the other rooms do for it. */
export const tagWith = (parts: () => Promise<Parts>): ReleaseCommand => ({
  name: 'tag',
  summary: 'tag the release commit at HEAD with a message that is made, and push branch and tag',
  example: 'npm run release -- tag 1.0.0-mvp',
  takes: 'version',
  options: { ...CONFIRM_OPTIONS, ...TAKE_OVER_OPTION, ...REPO_OPTION },
  async run(context) {
    const { begin } = await import('../pipeline/begin.js');
    const { tagOnly } = await import('../pipeline/kinds.js');
    return begin(context, await parts(), tagOnly(context.version));
  },
});

export const tag = tagWith(theParts);
