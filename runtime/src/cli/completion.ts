import { EXIT, type ExitCode } from '../errors/index.js';
import { bashScript } from './completion-bash.js';
import { fishScript } from './completion-fish.js';
import type { CompletionTable } from './completion-words.js';
import { zshScript } from './completion-zsh.js';
import type { CliIo } from './io.js';
import { usage } from './options.js';

/** Every command with its options, and what it does in a line. */
export interface Completed {
  readonly table: CompletionTable;
  readonly summaries: ReadonlyMap<string, string>;
}

const SCRIPTS: Readonly<Record<string, (of: Completed) => string>> = {
  bash: ({ table }) => bashScript(table),
  zsh: ({ table, summaries }) => zshScript(table, summaries),
  fish: ({ table, summaries }) => fishScript(table, summaries),
};

/**
 * `phase-mirror completion SHELL`: a script that completes commands, options and the words that an
 * option allows, from the tables that the commands are parsed with.
 */
export async function completion(
  args: readonly string[],
  io: CliIo,
  commands: () => Promise<Completed>,
): Promise<ExitCode> {
  const [shell = '', ...more] = args;
  if (shell === '--help') {
    io.stdout.write(completionHelp());
    return EXIT.ok;
  }
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined || more.length > 0) {
    throw usage('completion', 'the one word is the shell: bash, zsh or fish');
  }
  io.stdout.write(script(await commands()));
  return EXIT.ok;
}

function completionHelp(): string {
  return `phase-mirror completion SHELL: prints a script that completes commands, options and their words

Shells
  bash  zsh  fish

Exit codes
  0 printed   2 usage

Examples
  source <(phase-mirror completion bash)          # in ~/.bashrc
  source <(phase-mirror completion zsh)           # in ~/.zshrc, after compinit
  phase-mirror completion fish | source           # in ~/.config/fish/config.fish
`;
}
