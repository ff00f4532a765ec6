import type { ReleaseCommand } from '../frame/command.js';
import { REPO_OPTION } from '../pipeline/options.js';
import type { Parts } from '../pipeline/site.js';
import { theParts } from '../pipeline/the-parts.js';

/** The command with what the other rooms do for it. */
export const rehearseWith = (parts: () => Promise<Parts>): ReleaseCommand => ({
  name: 'rehearse',
  summary: 'release a version and take it back, in a clone to throw away; nothing may be left over',
  example: 'npm run release -- rehearse 1.0.0-mvp',
  takes: 'version',
  options: {
    ...REPO_OPTION,
    env: {
      type: 'string',
      value: 'ENVIRONMENT',
      help: 'deploy there and back as well, to local for example; default none',
    },
  },
  async run(context) {
    const { rehearse } = await import('../rehearsal/rehearse.js');
    return rehearse(context, await parts());
  },
});

export const rehearse = rehearseWith(theParts);
