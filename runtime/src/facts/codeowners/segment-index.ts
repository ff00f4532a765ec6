import { ANY, matchesGlob, type Glob } from './glob.js';
import type { Segment } from './pattern.js';

/** How many comparisons a matcher may still make; what is hostile ends here. */
export interface Work {
  left: number;
}

/** The patterns need more comparisons than a matcher makes. */
export class TooMuchWork extends Error {}

interface Stored<T> {
  readonly glob: Glob;
  readonly value: T;
}

/**
 * Values by a segment with wildcards. Forms that people write, `*.js` and `test-*`, are found by their
 * fixed end, so that thousands of them cost what one does.
 */
export class GlobIndex<T> {
  readonly #bySource = new Map<string, T>();
  readonly #bySuffix = new Map<number, Map<string, T>>();
  readonly #byPrefix = new Map<number, Map<string, T>>();
  readonly #rest: Stored<T>[] = [];

  /** The value of a glob, made when there is none yet. */
  obtain(glob: Glob, make: () => T): T {
    const source = JSON.stringify(glob);
    const known = this.#bySource.get(source);
    if (known !== undefined) return known;
    const value = make();
    this.#bySource.set(source, value);
    const [first = [], last = []] = glob;
    if (glob.length === 2 && first.length === 0 && isPlain(last)) put(this.#bySuffix, last, value);
    else if (glob.length === 2 && last.length === 0 && isPlain(first))
      put(this.#byPrefix, first, value);
    else this.#rest.push({ glob, value });
    return value;
  }

  /** Calls `found` for every glob that the name fits. */
  each(name: string, work: Work, found: (value: T) => void): void {
    for (const [length, values] of this.#bySuffix) {
      const value =
        length <= name.length ? values.get(name.slice(name.length - length)) : undefined;
      if (value !== undefined) found(value);
    }
    for (const [length, values] of this.#byPrefix) {
      const value = values.get(name.slice(0, length));
      if (value !== undefined) found(value);
    }
    work.left -= this.#rest.length + this.#bySuffix.size + this.#byPrefix.size;
    if (work.left < 0) throw new TooMuchWork();
    if (this.#rest.length === 0) return;
    const characters = [...name];
    for (const { glob, value } of this.#rest) if (matchesGlob(glob, characters)) found(value);
  }
}

const isPlain = (run: Glob[number]): run is readonly string[] =>
  run.length > 0 && !run.includes(ANY);

function put<T>(index: Map<number, Map<string, T>>, run: readonly string[], value: T): void {
  const text = run.join('');
  const values = index.get(text.length) ?? new Map<string, T>();
  index.set(text.length, values.set(text, value));
}

/** What follows a place in a tree of patterns, by the next segment. */
export class Children<T> {
  readonly #literals = new Map<string, T>();
  #globs: GlobIndex<T> | undefined;
  #one: T | undefined;
  /** After `**`. */
  folders: T | undefined;

  obtain(segment: Segment, make: () => T): T {
    switch (segment.kind) {
      case 'literal': {
        const value = this.#literals.get(segment.text) ?? make();
        this.#literals.set(segment.text, value);
        return value;
      }
      case 'glob':
        return (this.#globs ??= new GlobIndex()).obtain(segment.glob, make);
      case 'one':
        return (this.#one ??= make());
      case 'folders':
        return (this.folders ??= make());
    }
  }

  /** Calls `found` for everything that one name leads to. */
  each(name: string, work: Work, found: (value: T) => void): void {
    const literal = this.#literals.get(name);
    if (literal !== undefined) found(literal);
    if (this.#one !== undefined) found(this.#one);
    this.#globs?.each(name, work, found);
  }
}
