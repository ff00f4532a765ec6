import { parentOf, type CompletionTable } from './completion-words.js';
import type { OptionSpec } from './options.js';

/** A script for zsh, to be sourced or put into a folder of `fpath` as `_phase-mirror`. */
export function zshScript(table: CompletionTable, summaries: ReadonlyMap<string, string>): string {
  const paths = ['', ...Object.keys(table)];
  const blocks = paths.map((path) => {
    const next = Object.keys(table).filter((other) => parentOf(other) === path);
    const words = next.map((other) => {
      const word = other.split(' ').at(-1) ?? '';
      return quoted(`${word}:${escapedColon(summaries.get(other) ?? word)}`);
    });
    const options = path === '' ? ROOT : Object.entries(table[path] ?? {});
    const specs = options.map(([name, spec]) => quoted(optionSpec(name, spec)));
    const commands =
      words.length === 0
        ? []
        : [`      commands=(${words.join(' ')})`, `      _describe command commands`];
    return [
      `    ${quoted(path)})`,
      ...commands,
      ...(specs.length === 0
        ? []
        : [`      _arguments -S : ${specs.join(' ')} ${path === '' ? '' : "'*:word:_files'"}`]),
      '      ;;',
    ].join('\n');
  });
  const known = Object.keys(table).map(quoted);
  return `#compdef phase-mirror
# phase-mirror completion zsh
_phase_mirror() {
  local at='' next i
  local -a commands
  for ((i = 2; i < CURRENT; i++)); do
    next="\${at:+$at }\${words[i]}"
    case "$next" in
    ${known.join('|')}) at=$next ;;
    *) break ;;
    esac
  done
  # What led here is not what is completed: _arguments counts from the last of these words.
  if ((i > 2)); then
    words=("\${words[@]:$((i - 2))}")
    ((CURRENT -= i - 2))
  fi
  case "$at" in
${blocks.join('\n')}
  esac
}
if [[ "\${zsh_eval_context[-1]}" == loadautofunc ]]; then
  _phase_mirror "$@"
else
  compdef _phase_mirror phase-mirror
fi
`;
}

const ROOT: readonly (readonly [string, OptionSpec])[] = [
  ['help', { type: 'boolean', help: 'show the commands' }],
  ['version', { type: 'boolean', help: 'show the version' }],
];

/** `--name[help]:value:(words)` as `_arguments` reads it; `*` where it may be repeated. */
function optionSpec(name: string, { type, help, choices, value, multiple }: OptionSpec): string {
  const start = `${multiple === true ? '*' : ''}--${name}[${escaped(help)}]`;
  if (type === 'boolean') return start;
  const how =
    choices !== undefined
      ? `(${choices.join(' ')})`
      : value === 'FILE'
        ? '_files'
        : value === 'DIR'
          ? '_files -/'
          : ' ';
  return `${start}:${escapedColon((value ?? 'value').toLowerCase())}:${how}`;
}

const escapedColon = (text: string): string => text.replaceAll(':', '\\:');
const escaped = (text: string): string => escapedColon(text).replace(/[[\]]/g, '\\$&');
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
