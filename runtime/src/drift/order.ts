import type { FieldValue } from './baseline.js';

/**
 * What became of a field. `changed`: another value that is neither weaker nor stronger; `unknown`: the
 * values do not say enough to tell.
 */
export type Outcome = 'same' | 'weakened' | 'strengthened' | 'changed' | 'unknown';

/**
 * Compares what a field was with what it is; undefined where it was, or is, not there. Every order is a
 * partial order: swapping the two swaps `weakened` and `strengthened` and leaves the other answers.
 */
export type Order = (was: FieldValue | undefined, is: FieldValue | undefined) => Outcome;

/** Orders by a rank, higher is stricter; values without a rank, or of one rank, are only other ones. */
export function byRank(rankOf: (value: FieldValue | undefined) => number | undefined): Order {
  return (was, is) => {
    if (was === is) return 'same';
    const [before, now] = [rankOf(was), rankOf(is)];
    if (before === undefined || now === undefined || before === now) return 'changed';
    return now < before ? 'weakened' : 'strengthened';
  };
}

/** `true` is stricter; not there is like `false`. */
export const strictWhenTrue: Order = (was, is) => {
  if ((was === true) === (is === true)) return 'same';
  return is === true ? 'strengthened' : 'weakened';
};

/** A larger number is stricter; not there is 0. */
export const strictWhenMore: Order = byNumber(1);

/** A smaller number is stricter; not there is 0. */
export const strictWhenFewer: Order = byNumber(-1);

function byNumber(sign: 1 | -1): Order {
  const order = byRank((value) => (typeof value === 'number' ? sign * value : undefined));
  return (was, is) => order(was ?? 0, is ?? 0);
}

/** Stricter where it is not there. */
export const strictWhenAbsent: Order = byRank((value) => (value === undefined ? 1 : 0));

/** The word in a set of words that stands for what nobody can see from here. */
export const HIDDEN = '?';

/**
 * Sets of words, separated by spaces: what grants more is weaker; what grants something new in place of
 * something old is another one. Not there is the empty set. Two sets of which one holds
 * {@link HIDDEN} cannot be compared, unless one of them is not there.
 */
export const strictWhenLess: Order = (was, is) => {
  const [before, now] = [wordsOf(was), wordsOf(is)];
  const hiddenOnOne = before.delete(HIDDEN) !== now.delete(HIDDEN);
  const there = was !== undefined && is !== undefined;
  if (hiddenOnOne && there) return 'unknown';
  const added = [...now].some((word) => !before.has(word));
  const removed = [...before].some((word) => !now.has(word));
  if (added !== removed) return added ? 'weakened' : 'strengthened';
  return added || hiddenOnOne ? 'changed' : 'same';
};

function wordsOf(value: FieldValue | undefined): Set<string> {
  return new Set(
    String(value ?? '')
      .split(' ')
      .filter((word) => word !== ''),
  );
}
