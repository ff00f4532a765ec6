import { sectionState } from '../../changelog/merge.js';
import { fileAt } from '../../git/git.js';
import { parseVersion } from '../../version/rules.js';
import { releaseCommit } from './release-commit.js';
import { CHANGELOG } from '../release-plan.js';
import type { ReleaseSite } from '../site.js';
import { conflict, done, todo, type Step } from '../step.js';
import { putBack, sweepDrafts, textIn } from './working-tree.js';

/** The section of the version. */
export function changelog(site: ReleaseSite): Step {
  const { io, talk, plan, parts } = site;
  const date = plan.at.slice(0, 10);
  return {
    id: 'changelog',
    title: `write [${plan.version}] in ${CHANGELOG}`,
    reversible: true,
    calls: [`npm run release -- changelog ${plan.version} --date ${date}`],
    reverse: `git restore --source=${plan.start.slice(0, 7)} ${CHANGELOG}`,
    async probe() {
      if ((await releaseCommit(site)) !== undefined) return done('in the release commit');
      const now = await textIn(io.root, CHANGELOG);
      if (now === (await fileAt(io.root, plan.start, CHANGELOG))) return todo;
      if (sectionState(now, plan.version) === 'ours') return done();
      return conflict(`${CHANGELOG} changed since the release was planned`);
    },
    async run() {
      await sweepDrafts(io.root);
      await parts.changelog({ io, talk, version: parseVersion(plan.version) }, date);
      return undefined;
    },
    async undo() {
      await sweepDrafts(io.root);
      if ((await releaseCommit(site)) !== undefined) return undefined;
      const now = await textIn(io.root, CHANGELOG);
      const before = await fileAt(io.root, plan.start, CHANGELOG);
      // What a person wrote there since is not ours to take away.
      if (now === before || sectionState(now, plan.version) !== 'ours') return undefined;
      await putBack(io.root, plan.start, [CHANGELOG]);
      return CHANGELOG;
    },
  };
}
