import type { ReleaseCommand } from '../frame/command.js';
import { CONFIRM_OPTIONS, REPO_OPTION, TAKE_OVER_OPTION } from '../pipeline/options.js';
import type { Parts } from '../pipeline/site.js';
import { theParts } from '../pipeline/the-parts.js';

/** The command with what the other rooms do for it. */
export const rollbackWith = (parts: () => Promise<Parts>): ReleaseCommand => ({
  name: 'rollback',
  summary: 'take a release back to where it began; what GitHub made immutable is followed instead',
  example: 'npm run release -- rollback 1.0.1 --dry-run',
  takes: 'version',
  options: { ...CONFIRM_OPTIONS, ...TAKE_OVER_OPTION, ...REPO_OPTION },
  async run(context) {
    const { rollbackRelease } = await import('../pipeline/rollback.js');
    return rollbackRelease(context, await parts());
  },
});

export const rollback = rollbackWith(theParts);
