import type { ReleaseCommand } from '../frame/command.js';
import type { Parts } from '../pipeline/site.js';
import { theParts } from '../pipeline/the-parts.js';

/** The command with what the other rooms do for it. */
export const statusWith = (parts: () => Promise<Parts>): ReleaseCommand => ({
  name: 'status',
  summary:
    'look at the world: which steps of a release are done, which are not, what is in the way',
  example: 'npm run release -- status 1.0.0-mvp',
  takes: 'version',
  options: {},
  async run(context) {
    const { statusOfRelease } = await import('../pipeline/status.js');
    return statusOfRelease(context, await parts());
  },
});

export const status = statusWith(theParts);
