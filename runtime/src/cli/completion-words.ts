import type { OptionSpec, OptionSpecs } from './options.js';

/** Options by the words that lead to them: of a command, and of a command's command. */
export type CompletionTable = Readonly<Record<string, OptionSpecs>>;

/** Every word after the words that lead to it: the next commands, and the options. */
export function wordsOf(table: CompletionTable): readonly (readonly [string, readonly string[]])[] {
  const paths = new Set(['', ...Object.keys(table)]);
  return [...paths].map((path) => {
    const next = [...paths]
      .filter((other) => other !== path && parentOf(other) === path)
      .map((other) => other.split(' ').at(-1) ?? '');
    const options = Object.keys(table[path] ?? {}).map((name) => `--${name}`);
    return [path, path === '' ? [...next, '--help', '--version'] : [...next, ...options]];
  });
}

export const parentOf = (path: string): string => path.split(' ').slice(0, -1).join(' ');

/** Words that an option allows; undefined where its value is free. */
export function valuesOf(table: CompletionTable): readonly (readonly [string, OptionSpec])[] {
  return Object.entries(table).flatMap(([path, specs]) =>
    Object.entries(specs)
      .filter(([, { type }]) => type === 'string')
      .map(([name, spec]) => [`${path} --${name}`, spec] as const),
  );
}
