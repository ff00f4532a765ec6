import { PhaseMirrorError } from '../../../runtime/src/errors/index.js';
import { parseVersion, refuseLower } from '../../version/rules.js';
import { readVersions } from '../../version/set.js';
import type { Check } from '../check.js';

export const releasable: Check = {
  id: 'versions/releasable',
  category: 'versions',
  question: 'Is it a semantic version above the last tag?',
  remedy: 'Choose a higher one: `npm run release -- version VERSION`.',
  async examine({ root, run, version: wanted }) {
    const { exit, stdout, output } = await run('git', ['tag', '--list']);
    if (exit !== 0) return { outcome: 'could-not-run', why: output.trim() };
    const tags = stdout.split('\n').filter(Boolean);
    try {
      const [reading] = await readVersions(root);
      const { version, tag } = wanted ?? parseVersion(reading?.version ?? '');
      // The tag of this very release stands already when its checks are run again.
      const here = await run('git', ['tag', '--points-at', 'HEAD']);
      const own = here.stdout.split('\n').includes(tag);
      refuseLower(version, own ? tags.filter((other) => other !== tag) : tags);
      return {
        outcome: 'pass',
        why: `${version} sorts above every release of ${tags.length} tags`,
      };
    } catch (error) {
      if (!(error instanceof PhaseMirrorError)) throw error;
      return { outcome: 'fail', why: error.message };
    }
  },
};
