import { fileAt } from '../../git/git.js';
import { VERSION_FILES, withVersion, writeVersion } from '../../version/set.js';
import { releaseCommit } from './release-commit.js';
import type { ReleaseSite } from '../site.js';
import { conflict, done, todo, type Step } from '../step.js';
import { putBack, sweepDrafts, textIn } from './working-tree.js';

/** The version at all its places. */
export function version(site: ReleaseSite): Step {
  const {
    io: { root },
    plan,
  } = site;
  return {
    id: 'version',
    title: `set the version ${plan.version}`,
    reversible: true,
    calls: [`npm run release -- version ${plan.version}`],
    reverse: `git restore --source=${plan.start.slice(0, 7)} the files`,
    async probe() {
      if ((await releaseCommit(site)) !== undefined) return done('in the release commit');
      const states = await Promise.all(VERSION_FILES.map((file) => stateOf(site, file)));
      const foreign = VERSION_FILES.filter((_, at) => states[at] === 'foreign');
      if (foreign.length > 0) {
        return conflict(`${foreign.join(', ')} changed since the release was planned`);
      }
      return states.includes('before') ? todo : done();
    },
    async run() {
      await sweepDrafts(root);
      const written = await writeVersion(root, plan.version);
      return `${written.filter(({ changed }) => changed).length} files`;
    },
    async undo() {
      await sweepDrafts(root);
      if ((await releaseCommit(site)) !== undefined) return undefined;
      const states = await Promise.all(VERSION_FILES.map((file) => stateOf(site, file)));
      const ours = VERSION_FILES.filter((_, at) => states[at] === 'after');
      if (ours.length === 0) return undefined;
      await putBack(root, plan.start, ours);
      return ours.join(', ');
    },
  };
}

/** Whether a file is as it was at the start, as the release writes it, or neither. */
async function stateOf(
  { io: { root }, plan }: ReleaseSite,
  file: string,
): Promise<'before' | 'after' | 'foreign'> {
  const before = await fileAt(root, plan.start, file);
  const now = await textIn(root, file);
  if (before === undefined) return 'foreign';
  // Asked first: where the version stood already, there is nothing to do.
  if (now === withVersion(file, before, plan.version)) return 'after';
  return now === before ? 'before' : 'foreign';
}
