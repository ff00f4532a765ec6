import { readPattern, type Tail } from './pattern.js';
import { Children, TooMuchWork, type Work } from './segment-index.js';

export { TooMuchWork } from './segment-index.js';

/** Tells which of many patterns is the last that matches a path. */
export interface Matcher {
  /**
   * Index of the last pattern that matches, or -1. Throws {@link TooMuchWork} when hostile patterns
   * would take minutes.
   */
  last(path: string): number;
  /** Indices of every pattern that matches, ascending. Throws as `last` does. */
  all(path: string): readonly number[];
  /** Indices of the patterns that matched some path asked for until now. */
  matched(): ReadonlySet<number>;
}

/** A place in the tree of patterns: where the patterns stand whose segments are read so far. */
interface State {
  readonly next: Children<State>;
  /** Patterns that end here, by what they match. */
  readonly ends: Readonly<Record<Tail, number[]>>;
  /** Tails that a path has reached. */
  readonly reached: Set<Tail>;
  /** It is the place after `**`, and stays when a level is read. */
  readonly stays: boolean;
}

/** What is known of a folder: equal for every file in it. */
interface Folder {
  readonly states: readonly State[];
  /** The last pattern that matches everything below. */
  readonly last: number;
  readonly above?: Folder;
}

/** Comparisons of names with wildcards in one matcher: a second or two. */
const WORK = 20_000_000;

/**
 * A matcher of all patterns at once: a tree over their segments, walked once a folder and once a
 * file, so that the cost hangs on the paths and hardly on the number of patterns.
 */
export function matcherOf(patterns: readonly string[]): Matcher {
  const root = stateOf(false);
  const states: State[] = [root];
  const obtain = (from: State, segment: Parameters<State['next']['obtain']>[0]): State =>
    from.next.obtain(segment, () => {
      const made = stateOf(segment.kind === 'folders');
      states.push(made);
      return made;
    });
  for (const [index, text] of patterns.entries()) {
    const pattern = readPattern(text);
    if (pattern === undefined) continue;
    const end = pattern.segments.reduce(obtain, root);
    end.ends[pattern.tail].push(index);
  }

  const work: Work = { left: WORK };
  const start = closed([root]);
  const folders = new Map<string, Folder>([['', { states: start, last: lastBelow(start) }]]);

  const folder = (path: string): Folder => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const above = folder(cut < 0 ? '' : path.slice(0, cut));
    const inside = closed(step(above, path.slice(cut + 1), work));
    const last = Math.max(above.last, lastBelow(inside));
    const found = { states: inside, last, above };
    folders.set(path, found);
    return found;
  };

  /** Calls `found` for every pattern that ends at the file itself; answers the folder that holds it. */
  const visit = (path: string, found: (state: State) => void): Folder => {
    const cut = path.lastIndexOf('/');
    const holder = folder(cut < 0 ? '' : path.slice(0, cut));
    const name = path.slice(cut + 1);
    spend(work, holder.states.length);
    for (const state of holder.states) state.next.each(name, work, found);
    return holder;
  };

  return {
    last(path) {
      let last = -1;
      const holder = visit(path, (state) => {
        last = Math.max(last, lastEnd(state, 'here-and-below'), lastEnd(state, 'here'));
      });
      return Math.max(holder.last, last);
    },
    all(path) {
      const found: number[] = [];
      const holder = visit(path, ({ ends }) => found.push(...ends['here-and-below'], ...ends.here));
      for (let at: Folder | undefined = holder; at !== undefined; at = at.above) {
        found.push(...at.states.flatMap(({ ends }) => [...ends['here-and-below'], ...ends.below]));
      }
      return [...new Set(found)].sort((a, b) => a - b);
    },
    matched: () =>
      new Set(states.flatMap(({ ends, reached }) => [...reached].flatMap((tail) => ends[tail]))),
  };
}

function stateOf(stays: boolean): State {
  return {
    next: new Children(),
    ends: { 'here-and-below': [], below: [], here: [] },
    reached: new Set(),
    stays,
  };
}

/** The states with those that `**` reaches without reading a level. */
function closed(states: readonly State[]): readonly State[] {
  if (states.every(({ next }) => next.folders === undefined)) return states;
  const all = new Set(states);
  for (const state of all) if (state.next.folders !== undefined) all.add(state.next.folders);
  return [...all];
}

/** The states of a folder in a folder. */
function step({ states }: Folder, name: string, work: Work): readonly State[] {
  const next: State[] = [];
  spend(work, states.length);
  for (const state of states) {
    if (state.stays) next.push(state);
    state.next.each(name, work, (found) => next.push(found));
  }
  return next;
}

function spend(work: Work, steps: number): void {
  work.left -= steps;
  if (work.left < 0) throw new TooMuchWork();
}

/** The last pattern that matches everything below a folder with these states. */
function lastBelow(states: readonly State[]): number {
  return states.reduce(
    (last, state) => Math.max(last, lastEnd(state, 'here-and-below'), lastEnd(state, 'below')),
    -1,
  );
}

function lastEnd({ ends, reached }: State, tail: Tail): number {
  const index = ends[tail].at(-1);
  if (index === undefined) return -1;
  reached.add(tail);
  return index;
}
