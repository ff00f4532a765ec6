import { literalOf, readGlob, type Glob } from './glob.js';

/**
 * One level of a path in a pattern. `folders` is `**`: any number of levels, none included. `one` is a
 * segment that is nothing but `*`.
 */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'glob'; readonly glob: Glob }
  | { readonly kind: 'one' }
  | { readonly kind: 'folders' };

/** What of the paths that begin with the segments a pattern matches. */
export type Tail =
  /** That path and everything below it. */
  | 'here-and-below'
  /** Everything below it. */
  | 'below'
  /** That path alone: `docs/*` is one level. */
  | 'here';

/** A pattern of CODEOWNERS in the form that a matcher is built from. */
export interface Pattern {
  readonly segments: readonly Segment[];
  readonly tail: Tail;
}

/** Why GitHub takes a pattern for none; undefined when it is one. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.startsWith('!')) return '`!` does not negate in CODEOWNERS';
  if (pattern.startsWith('\\#')) return 'a pattern cannot begin with an escaped `#`';
  if (pattern.includes('***')) return 'it has three `*` in a row';
  return undefined;
}

/**
 * Reads a pattern (rules.md 2.4): case counts, brackets are literal, a slash that is not the last
 * character anchors it to the root. `/` alone matches nothing: undefined.
 */
export function readPattern(pattern: string): Pattern | undefined {
  if (pattern === '/' || pattern === '') return undefined;
  const parts = pattern.split('/');
  const single = parts.length === 1 || (parts.length === 2 && parts[1] === '');
  if (parts[0] === '') parts.shift();
  else if (single && parts[0] !== '**') parts.unshift('**');
  const last = parts.at(-1) as string;
  const below = last === '' || last === '**';
  const segments = (below ? parts.slice(0, -1) : parts).map(readSegment);
  return { segments, tail: below ? 'below' : last === '*' ? 'here' : 'here-and-below' };
}

function readSegment(part: string): Segment {
  if (part === '**') return { kind: 'folders' };
  if (part === '*') return { kind: 'one' };
  const glob = readGlob(part);
  const text = literalOf(glob);
  return text === undefined ? { kind: 'glob', glob } : { kind: 'literal', text };
}
