/** One segment of a pattern with wildcards: runs of characters, a `*` between each two of them. */
export type Glob = readonly (readonly (string | typeof ANY)[])[];

/** `?`: any one character. */
export const ANY = 0;

/** Splits a segment at its `*`; `\` takes the special meaning of what follows it. */
export function readGlob(segment: string): Glob {
  const runs: (string | typeof ANY)[][] = [[]];
  const characters = [...segment];
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i] as string;
    const run = runs.at(-1) as (string | typeof ANY)[];
    if (character === '*') runs.push([]);
    else if (character === '?') run.push(ANY);
    else if (character === '\\' && i + 1 < characters.length) {
      i += 1;
      run.push(characters[i] as string);
    } else if (character !== '\\') run.push(character);
  }
  return runs;
}

/** The text of a segment without wildcards; undefined when it has one. */
export function literalOf(glob: Glob): string | undefined {
  const [run] = glob;
  return glob.length === 1 && run !== undefined && !run.includes(ANY) ? run.join('') : undefined;
}

/** Whether the characters of a name fit: every run as early as it can be, which is enough. */
export function matchesGlob(glob: Glob, text: readonly string[]): boolean {
  const first = glob[0] as Glob[number];
  const last = glob.at(-1) as Glob[number];
  if (glob.length === 1) return text.length === first.length && fits(first, text, 0);
  if (text.length < first.length + last.length || !fits(first, text, 0)) return false;
  const end = text.length - last.length;
  if (!fits(last, text, end)) return false;
  let at = first.length;
  for (const run of glob.slice(1, -1)) {
    while (at + run.length <= end && !fits(run, text, at)) at += 1;
    if (at + run.length > end) return false;
    at += run.length;
  }
  return true;
}

function fits(run: Glob[number], text: readonly string[], at: number): boolean {
  for (let i = 0; i < run.length; i += 1) {
    if (run[i] !== ANY && run[i] !== text[at + i]) return false;
  }
  return true;
}
