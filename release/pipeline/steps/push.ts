import { releaseError } from '../../errors.js';
import { gitEnd, objectOf } from '../../git/git.js';
import { push as pushRefs, pushArgs, refsAt, type RefUpdate } from '../../git/remote.js';
import type { ReleaseSite } from '../site.js';
import { conflict, done, todo, type Step } from '../step.js';
import { releaseCommit } from './release-commit.js';

/** Branch and tag go to the remote together or not at all, and only where they are expected. */
export function push(site: ReleaseSite): Step {
  const {
    io: { root },
    plan,
  } = site;
  const { remote } = plan;
  const branch = `refs/heads/${plan.branch}`;
  const name = `refs/tags/${plan.tag}`;

  const there = async (): Promise<{ branch?: string | undefined; tag?: string | undefined }> => {
    const refs = await refsAt(root, remote, [branch, name]);
    return { branch: refs.get(branch), tag: refs.get(name) };
  };
  const updates = async (): Promise<readonly RefUpdate[]> => {
    const commit = await releaseCommit(site);
    const tagged = await objectOf(root, name);
    if (commit === undefined || tagged === undefined) {
      throw releaseError('PM-8022', {
        what: `push of ${plan.tag}`,
        why: 'there is no release commit with its tag here',
      });
    }
    return [
      { ref: branch, to: commit, from: plan.start },
      { ref: name, to: tagged, from: undefined },
    ];
  };
  return {
    id: 'push',
    title: `push ${plan.branch} and ${plan.tag} to ${remote}`,
    reversible: true,
    calls: [['git', ...pushArgs(remote, shownUpdates(branch, name, plan.start))].join(' ')],
    reverse: `${plan.tag} is taken from ${remote}; ${plan.branch} there goes back to ${plan.start.slice(0, 7)} while nobody has built on it`,
    async probe() {
      const now = await there();
      if (now.tag === undefined && now.branch === plan.start) return todo;
      if (now.tag !== undefined && now.tag === (await objectOf(root, name))) {
        return done(now.tag.slice(0, 7));
      }
      if (now.tag !== undefined) return conflict(`another ${plan.tag} is on ${remote} already`);
      return conflict(
        `${plan.branch} of ${remote} is at ${now.branch?.slice(0, 7) ?? 'nothing'}: somebody pushed since the release was planned`,
        'Nothing of it is pushed: `rollback`, then `git pull`, and run the release again.',
      );
    },
    async run() {
      await pushRefs(root, remote, await updates());
      return undefined;
    },
    async undo() {
      const now = await there();
      const commit = await releaseCommit(site);
      const ours = now.tag !== undefined && now.tag === (await objectOf(root, name));
      // A commit that people made themselves stays theirs.
      const made = plan.only === undefined || plan.only.includes('commit');
      const back = made && commit !== undefined && now.branch === commit;
      const changes: readonly RefUpdate[] = [
        ...(ours ? [{ ref: name, to: undefined, from: now.tag }] : []),
        ...(back ? [{ ref: branch, to: plan.start, from: commit }] : []),
      ];
      if (changes.length === 0) return undefined;
      await pushRefs(root, remote, changes);
      const kept = !back && (await holds(root, now.branch, commit));
      return kept ? `the tag; ${plan.branch} stays: others built on it` : 'branch and tag';
    },
  };
}

async function holds(
  root: string,
  head: string | undefined,
  commit: string | undefined,
): Promise<boolean> {
  if (head === undefined || commit === undefined) return false;
  // An id that is not here is of a commit that somebody else made: on top of ours, for ours is there.
  const { exit } = await gitEnd(root, ['merge-base', '--is-ancestor', commit, head]);
  return exit !== 1;
}

const shownUpdates = (branch: string, tag: string, start: string): readonly RefUpdate[] => [
  { ref: branch, to: '<commit>', from: start.slice(0, 7) },
  { ref: tag, to: '<tag>', from: undefined },
];
