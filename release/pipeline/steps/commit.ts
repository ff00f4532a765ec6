import { releaseError } from '../../errors.js';
import { changedPaths, git, objectOf } from '../../git/git.js';
import { releaseCommit, RELEASE_FILES } from './release-commit.js';
import type { ReleaseSite } from '../site.js';
import { conflict, done, todo, type Step } from '../step.js';
import { sweepDrafts } from './working-tree.js';

/** The release commit: of the release's files and nothing else, dated as the plan. */
export function commit(site: ReleaseSite): Step {
  const {
    io: { root },
    plan,
  } = site;
  const subject = `chore(release): ${plan.version}`;
  return {
    id: 'commit',
    title: 'commit',
    reversible: true,
    calls: [`git commit --no-verify --message '${subject}' -- ${RELEASE_FILES.join(' ')}`],
    reverse: `${plan.branch} is put back to ${plan.start.slice(0, 7)}`,
    async probe() {
      const made = await releaseCommit(site);
      if (made !== undefined) return done(made.slice(0, 7));
      const head = await objectOf(root, 'HEAD');
      if (head === plan.start) return todo;
      return conflict(
        `HEAD is at ${head?.slice(0, 7) ?? 'nothing'}, and neither the start ${plan.start.slice(0, 7)} nor the release commit on it`,
      );
    },
    async run() {
      await sweepDrafts(root);
      const foreign = (await changedPaths(root)).filter((path) => !RELEASE_FILES.includes(path));
      if (foreign.length > 0) {
        throw releaseError('PM-8022', {
          what: 'the release commit',
          why: `changed since the release was planned: ${foreign.join(', ')}`,
        });
      }
      const env = { GIT_AUTHOR_DATE: plan.at, GIT_COMMITTER_DATE: plan.at };
      const paths = ['--', ...RELEASE_FILES];
      // Hooks judge what people commit; the release was judged by its own checks.
      await git(root, ['commit', '--quiet', '--no-verify', '--message', subject, ...paths], {
        env,
      });
      return (await objectOf(root, 'HEAD'))?.slice(0, 7);
    },
    async undo() {
      const made = await releaseCommit(site);
      if (made === undefined || (await objectOf(root, 'HEAD')) !== made) return undefined;
      // --keep: local changes of other files stay, and those of these files refuse it.
      await git(root, ['reset', '--quiet', '--keep', plan.start]);
      return `${plan.branch} is at ${plan.start.slice(0, 7)}`;
    },
  };
}
