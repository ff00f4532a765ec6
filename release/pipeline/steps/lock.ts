import {
  giveLockBack,
  holderOf,
  lockAt,
  lockObject,
  takeLock,
  LOCK_REF,
} from '../../git/lock-ref.js';
import { pushArgs } from '../../git/remote.js';
import { holderIn } from '../release-plan.js';
import type { ReleaseSite } from '../site.js';
import { conflict, done, nothingToUndo, todo, type Step } from '../step.js';

const HELD_REMEDY =
  'Wait, or ask the holder. Where the holder is gone for good: the same command with --take-over.';

/** One release at a time, whatever machine it is on. */
export function lock({ io: { root }, plan, takeOver }: ReleaseSite): Step {
  const { remote } = plan;
  const mine = (): Promise<string> => lockObject(root, holderIn(plan));
  return {
    id: 'lock',
    title: `take the release lock of ${remote}`,
    reversible: true,
    calls: [shown(remote, '<holder>', undefined)],
    reverse: 'the lock is given back',
    async probe() {
      const held = await lockAt(root, remote);
      if (held === (await mine())) return done('held by this run');
      if (held === undefined || takeOver) return todo;
      return conflict(await holderOf(root, remote, held), HELD_REMEDY);
    },
    async run() {
      const held = await lockAt(root, remote);
      const from = takeOver ? held : undefined;
      const said = from === undefined ? undefined : await holderOf(root, remote, from);
      await takeLock(root, remote, await mine(), from);
      return said === undefined ? undefined : `taken over: ${said}`;
    },
    async undo() {
      return (await giveLockBack(root, remote, await mine())) ? 'given back' : undefined;
    },
  };
}

/** The end of a release. */
export function unlock({ io: { root }, plan }: ReleaseSite): Step {
  const { remote } = plan;
  const mine = (): Promise<string> => lockObject(root, holderIn(plan));
  return {
    id: 'unlock',
    title: 'give the release lock back',
    reversible: true,
    calls: [shown(remote, '', '<holder>')],
    reverse: 'nothing to take back',
    probe: async () => ((await lockAt(root, remote)) === (await mine()) ? todo : done()),
    async run() {
      await giveLockBack(root, remote, await mine());
      return undefined;
    },
    undo: nothingToUndo,
  };
}

const shown = (remote: string, to: string, from: string | undefined): string =>
  ['git', ...pushArgs(remote, [{ ref: LOCK_REF, to, from }])].join(' ');
