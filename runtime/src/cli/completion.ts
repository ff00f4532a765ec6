import { EXIT, type ExitCode } from '../errors/index.js';
import type { CliIo } from './io.js';
import { usage, type OptionSpec, type OptionSpecs } from './options.js';

/** Options by the words that lead to them: of a command, and of a command's command. */
export type CompletionTable = Readonly<Record<string, OptionSpecs>>;

/**
 * `phase-mirror completion bash`: a script that completes commands, options and the words that an
 * option allows, from the tables that the commands are parsed with.
 */
export async function completion(
  args: readonly string[],
  io: CliIo,
  table: () => Promise<CompletionTable>,
): Promise<ExitCode> {
  const [shell, ...more] = args;
  if (shell === '--help') {
    io.stdout.write(completionHelp());
    return EXIT.ok;
  }
  if (shell !== 'bash' || more.length > 0) {
    throw usage('completion', 'the shell is named, and it is bash');
  }
  io.stdout.write(bashScript(await table()));
  return EXIT.ok;
}

/** Every word after the words that lead to it: the next commands, and the options. */
function wordsOf(table: CompletionTable): readonly (readonly [string, readonly string[]])[] {
  const paths = new Set(['', ...Object.keys(table)]);
  return [...paths].map((path) => {
    const next = [...paths]
      .filter((other) => other !== path && parentOf(other) === path)
      .map((other) => other.split(' ').at(-1) ?? '');
    const options = Object.keys(table[path] ?? {}).map((name) => `--${name}`);
    return [path, path === '' ? [...next, '--help', '--version'] : [...next, ...options]];
  });
}

const parentOf = (path: string): string => path.split(' ').slice(0, -1).join(' ');

/** Words that an option allows; undefined where its value is free. */
function valuesOf(table: CompletionTable): readonly (readonly [string, OptionSpec])[] {
  return Object.entries(table).flatMap(([path, specs]) =>
    Object.entries(specs)
      .filter(([, { type }]) => type === 'string')
      .map(([name, spec]) => [`${path} --${name}`, spec] as const),
  );
}

function bashScript(table: CompletionTable): string {
  const words = wordsOf(table).map(
    ([path, next]) => `    '${path}') COMPREPLY=($(compgen -W '${next.join(' ')}' -- "$word")) ;;`,
  );
  const values = valuesOf(table).map(([at, { choices, value }]) => {
    const how =
      choices !== undefined
        ? `-W '${choices.join(' ')}'`
        : value === 'DIR'
          ? '-d'
          : value === 'FILE'
            ? '-f'
            : undefined;
    const answer = how === undefined ? '' : `COMPREPLY=($(compgen ${how} -- "$word"))`;
    return `    '${at}') ${answer}${answer === '' ? '' : '; '}return ;;`;
  });
  const paths = Object.keys(table).map((path) => `'${path}'`);
  return `# phase-mirror completion bash
_phase_mirror() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} at='' next i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${at:+$at }\${COMP_WORDS[i]}"
    case "$next" in
    ${paths.join('|')}) at=$next ;;
    *) break ;;
    esac
  done
  case "$at $before" in
${values.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
}
complete -o filenames -F _phase_mirror phase-mirror
`;
}

function completionHelp(): string {
  return `phase-mirror completion bash: prints a script that completes commands, options and their words

Exit codes
  0 printed   2 usage

Examples
  source <(phase-mirror completion bash)   # in ~/.bashrc
`;
}
