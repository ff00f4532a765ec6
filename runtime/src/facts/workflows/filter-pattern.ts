/**
 * Filter patterns of `branches`, `tags` and `paths`: `*` without `/`, `**` with it, `?` and `+` after a
 * character, `[...]`, `\` before a special character. Matched as a set of positions, so the time is
 * linear in text times pattern whatever the pattern is.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const atoms = compile(pattern);
  let positions = closure(atoms, new Set([0]));
  for (const character of text) {
    const next = new Set<number>();
    for (const at of positions) {
      const atom = atoms[at];
      if (atom?.accepts(character) !== true) continue;
      next.add(atom.repeats ? at : at + 1);
      if (atom.repeats) next.add(at + 1);
    }
    positions = closure(atoms, next);
    if (positions.size === 0) return false;
  }
  return positions.has(atoms.length);
}

/**
 * Whether a list of patterns lets a name through: the last pattern that matches decides, and one
 * that begins with `!` excludes.
 */
export function passesPatterns(patterns: readonly string[], name: string): boolean {
  let passes = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) passes &&= !matchesPattern(pattern.slice(1), name);
    else passes ||= matchesPattern(pattern, name);
  }
  return passes;
}

interface Atom {
  accepts(character: string): boolean;
  /** How many atoms may be stepped over without a character. */
  readonly skips: readonly number[];
  /** May stand for several characters. */
  readonly repeats: boolean;
}

function closure(atoms: readonly Atom[], from: ReadonlySet<number>): Set<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    for (const skip of atoms[at]?.skips ?? []) open.push(at + skip);
  }
  return reached;
}

const nothing = (): boolean => false;
const anything = (): boolean => true;
const noSlash = (character: string): boolean => character !== '/';

function compile(pattern: string): readonly Atom[] {
  const atoms: Atom[] = [];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i] as string;
    const last = atoms.at(-1);
    if (character === '*') {
      const double = characters[i + 1] === '*';
      if (double) i += 1;
      // `**/` stands for no folder as well: then all three atoms are stepped over.
      const folders = double && characters[i + 1] === '/';
      if (folders) atoms.push({ accepts: nothing, skips: [1, 3], repeats: false });
      atoms.push({ accepts: double ? anything : noSlash, skips: [1], repeats: true });
    } else if (character === '?' && last !== undefined) {
      atoms[atoms.length - 1] = { ...last, skips: [...last.skips, 1] };
    } else if (character === '+' && last !== undefined) {
      atoms[atoms.length - 1] = { ...last, repeats: true };
    } else if (character === '[') {
      const end = characters.indexOf(']', i + 1);
      const accepts = end < 0 ? equals('[') : oneOf(characters.slice(i + 1, end));
      if (end >= 0) i = end;
      atoms.push({ accepts, skips: [], repeats: false });
    } else {
      const literal = character === '\\' ? (characters[(i += 1)] ?? '\\') : character;
      atoms.push({ accepts: equals(literal), skips: [], repeats: false });
    }
  }
  return atoms;
}

const equals =
  (literal: string) =>
  (character: string): boolean =>
    character === literal;

function oneOf(listed: readonly string[]): (character: string) => boolean {
  return (character) =>
    listed.some((from, i) => {
      if (listed[i + 1] === '-' && listed[i + 2] !== undefined) {
        return from <= character && character <= (listed[i + 2] as string);
      }
      return from === character;
    });
}
