import type { Tree } from '../facts/index.js';
import { checksOf } from './reported.js';

/** The events that start the jobs of each file, called ones too. */
export function eventsByFile(tree: Tree): ReadonlyMap<string, ReadonlySet<string>> {
  const done = known.get(tree);
  if (done !== undefined) return done;
  const events = new Map<string, Set<string>>();
  for (const { segments, starts } of checksOf(tree)) {
    for (const { file } of segments) {
      const set = events.get(file) ?? new Set();
      events.set(file, set);
      for (const { event } of starts) set.add(event);
    }
  }
  known.set(tree, events);
  return events;
}

/** Made once a tree. */
const known = new WeakMap<Tree, ReadonlyMap<string, ReadonlySet<string>>>();
