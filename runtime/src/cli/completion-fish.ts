import { parentOf, type CompletionTable } from './completion-words.js';
import type { OptionSpec } from './options.js';

/** A script for fish, to be sourced or put into `~/.config/fish/completions/phase-mirror.fish`. */
export function fishScript(table: CompletionTable, summaries: ReadonlyMap<string, string>): string {
  const paths = Object.keys(table);
  const commands = paths.map((path) => {
    const word = path.split(' ').at(-1) ?? '';
    const about = quoted(summaries.get(path) ?? word);
    return `complete -c phase-mirror -n ${condition(parentOf(path))} -a ${word} -d ${about}`;
  });
  const options = paths.flatMap((path) =>
    Object.entries(table[path] ?? {}).map(
      ([name, spec]) =>
        `complete -c phase-mirror -n ${condition(path)} -l ${name} ${valueOf(spec)}-d ${quoted(spec.help)}`,
    ),
  );
  return `# phase-mirror completion fish
function __phase_mirror_at
    set -l at
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        set -l next (string join -- ' ' $at $word)
        contains -- $next ${paths.map(quoted).join(' ')}; or break
        set at $next
    end
    test "$at" = "$argv[1]"
end
complete -c phase-mirror -f
complete -c phase-mirror -n ${condition('')} -l help -d 'show the commands'
complete -c phase-mirror -n ${condition('')} -l version -d 'show the version'
${[...commands, ...options].join('\n')}
`;
}

const condition = (path: string): string => quoted(`__phase_mirror_at "${path}"`);

/** -x: the value is one of these; -r: a file, or free. */
function valueOf({ type, choices, value }: OptionSpec): string {
  if (type === 'boolean') return '';
  if (choices !== undefined) return `-x -a ${quoted(choices.join(' '))} `;
  if (value === 'FILE') return '-r -F ';
  return value === 'DIR' ? `-x -a ${quoted('(__fish_complete_directories)')} ` : '-x ';
}

/** In fish only \\ and ' mean something within single quotes. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
