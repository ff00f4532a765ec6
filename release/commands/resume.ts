import type { ReleaseCommand } from '../frame/command.js';
import { TAKE_OVER_OPTION } from '../pipeline/options.js';
import type { Parts } from '../pipeline/site.js';
import { theParts } from '../pipeline/the-parts.js';

/** The command with what the other rooms do for it. */
export const resumeWith = (parts: () => Promise<Parts>): ReleaseCommand => ({
  name: 'resume',
  summary: 'go on with a release that stopped on its way: look at the world, do what is missing',
  example: 'npm run release -- resume 1.0.0-mvp',
  takes: 'version',
  options: TAKE_OVER_OPTION,
  async run(context) {
    const { resumeRelease } = await import('../pipeline/resume.js');
    return resumeRelease(context, await parts());
  },
});

export const resume = resumeWith(theParts);
