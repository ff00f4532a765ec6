import type { ReleaseCommand } from '../frame/command.js';
import { REPO_OPTION } from '../pipeline/options.js';
import type { Parts } from '../pipeline/site.js';
import { theParts } from '../pipeline/the-parts.js';

/** The command with what the other rooms do for it. */
export const planWith = (parts: () => Promise<Parts>): ReleaseCommand => ({
  name: 'plan',
  summary: 'print the steps of a release in order, each with its reverse; nothing is written',
  example: 'npm run release -- plan 1.0.0-mvp',
  takes: 'version',
  options: REPO_OPTION,
  async run(context) {
    const { beginning, planned } = await import('../pipeline/begin.js');
    const { wholeRelease } = await import('../pipeline/kinds.js');
    const kind = wholeRelease(context.version);
    const { site, steps, troubles } = await beginning(context, await parts(), kind);
    return planned(site, steps, troubles);
  },
});

export const plan = planWith(theParts);
