import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileAt, gitEnd } from '../git/git.js';
import { push, refsAt } from '../git/remote.js';
import { releaseError } from '../errors.js';
import type { ReleasePlan } from '../pipeline/release-plan.js';
import type { ReleaseSite } from '../pipeline/site.js';
import { conflict, done, todo, type Step } from '../pipeline/step.js';
import { commitOfTag } from '../pipeline/world.js';
import { parseTracker, TRACKER } from '../tracker/parse.js';
import { tick } from '../tracker/tick.js';
import type { AfterSettings } from './settings.js';

/**
 * Boxes that the release completes: those that are named, and those whose text names its version. Throws
 * PM-8008 for a box that is not there.
 */
export function boxesOf(
  text: string,
  { version, tag }: Pick<ReleasePlan, 'version' | 'tag'>,
  named: readonly string[],
): readonly string[] {
  const words = new Set([version, tag]);
  const own = parseTracker(text)
    .flatMap(({ boxes }) => boxes)
    .filter((box) => box.text.split(/[\s,;:()`]+/).some((word) => words.has(word)))
    .map(({ id }) => id);
  return [...new Set([...named, ...own])].flatMap((id) => tick(text, id).boxes);
}

/**
 * Ticks the completion tracker in a commit on the released one, on a branch of its own: main takes what
 * people merge, and the release can still be taken back.
 */
export function tickStep(site: ReleaseSite, { boxes: named }: AfterSettings): Step {
  const { io, plan } = site;
  const branch = `refs/heads/release-${plan.tag}-tracker`;
  const shown = branch.replace('refs/heads/', '');

  const ticked = async (): Promise<{ text: string; boxes: readonly string[] } | undefined> => {
    const before = await fileAt(io.root, `refs/tags/${plan.tag}`, TRACKER);
    if (before === undefined) return undefined;
    const boxes = boxesOf(before, plan, named);
    return { text: boxes.reduce((text, id) => tick(text, id).text, before), boxes };
  };
  const there = async (): Promise<string | undefined> =>
    (await refsAt(io.root, plan.remote, [branch])).get(branch);
  /** The same release makes the same commit, however often it is made. */
  const commit = async (): Promise<string | undefined> => {
    const now = await ticked();
    const parent = await commitOfTag(io.root, plan.tag);
    if (now === undefined || now.boxes.length === 0 || parent === undefined) return undefined;
    return commitWith(io.root, parent, now.text, plan, now.boxes);
  };

  return {
    id: 'tracker',
    title: 'tick the completion tracker',
    reversible: true,
    calls: [
      `git push ${plan.remote} <commit>:${branch}, where ${TRACKER} has boxes of the release`,
    ],
    reverse: `the branch ${shown} is taken from ${plan.remote}`,
    async probe() {
      const now = await there();
      if (now === undefined) return todo;
      return now === (await commit())
        ? done(shown)
        : conflict(`${shown} of ${plan.remote} is not the commit of this release`);
    },
    async run() {
      const made = await commit();
      if (made === undefined) return `left out: ${TRACKER} has no open box of ${plan.version}`;
      await push(io.root, plan.remote, [{ ref: branch, to: made, from: undefined }]);
      return `merge ${shown}: ${((await ticked())?.boxes ?? []).join(', ')}`;
    },
    async undo() {
      const now = await there();
      if (now === undefined || now !== (await commit())) return undefined;
      await push(io.root, plan.remote, [{ ref: branch, to: undefined, from: now }]);
      return shown;
    },
  };
}

/** A commit on `parent` that changes the tracker alone; neither the index nor the working tree is touched. */
async function commitWith(
  root: string,
  parent: string,
  text: string,
  { at, version }: ReleasePlan,
  boxes: readonly string[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-tracker-'));
  const env = {
    GIT_INDEX_FILE: join(folder, 'index'),
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_DATE: at,
  };
  const git = async (args: readonly string[], input?: string): Promise<string> => {
    const { exit, stdout, stderr } = await gitEnd(root, args, {
      env,
      ...(input === undefined ? {} : { input }),
    });
    if (exit === 0) return stdout.trim();
    throw releaseError('PM-8006', { what: `git ${args.join(' ')}`, why: stderr.trim() });
  };
  try {
    await git(['read-tree', parent]);
    const blob = await git(['hash-object', '-w', '--stdin'], text);
    await git(['update-index', '--cacheinfo', `100644,${blob},${TRACKER}`]);
    const tree = await git(['write-tree']);
    const message = `docs: the tracker after ${version}\n\nTicks ${boxes.join(', ')}.\n`;
    return await git(['commit-tree', tree, '-p', parent, '-F', '-'], message);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
