import type { Job, Step } from '../../facts/index.js';
import { commandsOf, type Command } from './lexer.js';

export type { Command } from './lexer.js';

/** A command with what runs it taken away: `sudo`, `env A=1`, `time`, keywords of the shell. */
export interface Invocation {
  /** Name of the program, without its folder. */
  readonly program: string;
  readonly args: readonly string[];
  readonly command: Command;
  /** The commands that its output is given to, in turn. */
  readonly into: readonly Command[];
  /** What runs when it fails, on the other side of `||`. */
  readonly orElse?: Command;
}

const PREFIXES: ReadonlySet<string> = new Set([
  ...['sudo', 'env', 'time', 'command', 'exec', 'nohup', 'nice', 'xvfb-run'],
  ...['if', 'then', 'else', 'elif', 'while', 'until', 'do', '!', '{', 'eval'],
]);

/** The programs that a step's script runs; none for a script of another shell than sh and bash. */
export function invocationsOf(
  step: Step,
  job: Pick<Job, 'shell' | 'runsOn'>,
): readonly Invocation[] {
  const { run } = step;
  if (run === undefined || run.length > MAX_SCRIPT) return [];
  if (!isPosix(step.shell ?? job.shell, job.runsOn?.text)) return [];
  const done = known.get(step);
  if (done !== undefined) return done;
  const list: Invocation[] = [];
  flatten(commandsOf(run), list);
  known.set(step, list);
  return list;
}

/** Characters; the runner takes 21,000 where there is an expression in them. Longer ones are not read. */
const MAX_SCRIPT = 100_000;

/** A script is read once, whatever the number of rules that ask. */
const known = new WeakMap<Step, readonly Invocation[]>();

/** Windows runs PowerShell where no shell is named. */
function isPosix(shell: string | undefined, runsOn: string | undefined): boolean {
  if (shell !== undefined) return /^(?:\S*\/)?(?:ba|da|z)?sh\b/.test(shell);
  return !/windows/i.test(runsOn ?? '');
}

function flatten(commands: readonly Command[], into: Invocation[]): void {
  for (const [i, command] of commands.entries()) {
    flatten(command.inner, into);
    into.push(invocation(command, commands, i));
  }
}

function invocation(command: Command, all: readonly Command[], index: number): Invocation {
  const { words } = command;
  let at = 0;
  while (at < words.length - 1 && isPrefix(words[at] ?? '', words[at - 1])) at += 1;
  const into: Command[] = [];
  let next = index;
  // Pipes of thousands of commands are no pipes that people write.
  while (all[next]?.then === '|' && into.length < 8) {
    next += 1;
    const target = all[next];
    if (target !== undefined) into.push(target);
  }
  const orElse = all[next]?.then === '||' ? all[next + 1] : undefined;
  return {
    program: (words[at] ?? '').replace(/^.*\//, ''),
    args: words.slice(at + 1),
    command,
    into,
    ...(orElse === undefined ? {} : { orElse }),
  };
}

/** Also an assignment, and an option of `sudo` or `env`, which stand before the program. */
function isPrefix(word: string, before: string | undefined): boolean {
  if (PREFIXES.has(word) || /^[A-Za-z_]\w*=/.test(word)) return true;
  return (
    word.startsWith('-') && /^(?:sudo|env|time|nice|xvfb-run|exec|command|-\S*)$/.test(before ?? '')
  );
}

/** The name of the program of a command. */
export function programOf(command: Command): string {
  return invocation(command, [command], 0).program;
}

/** A command as it is shown: its words, at most 80 characters. */
export function shownCommand({ words }: Command): string {
  const text = words.join(' ');
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
