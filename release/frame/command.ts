import { parseArgs } from 'node:util';
import { EXIT, type ExitCode } from '../../runtime/src/errors/index.js';
import { nearest } from '../../runtime/src/errors/nearest.js';
import type { Io } from '../../ops/frame/io.js';
import { optionRows, section } from '../../ops/frame/help.js';
import { parsable, type OptionSpecs, type Values } from '../../ops/frame/options.js';
import { reportFailure, type Outcome } from '../../ops/frame/runbook.js';
import { steps, type Steps } from '../../ops/frame/steps.js';
import { releaseError } from '../errors.js';
import { parseVersion, type ReleaseVersion } from '../version/rules.js';

/** What every command gets, whether it is about one version or not. */
export interface CommandContext {
  readonly io: Io;
  readonly steps: Steps;
  readonly dryRun: boolean;
  readonly values: Values;
  /** What was typed after the name (and the version), for a command with `words`; empty for any other. */
  readonly words: readonly string[];
}

/** What a command gets that is about one version. */
export interface ReleaseContext extends CommandContext {
  readonly version: ReleaseVersion;
}

interface Described {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly options: OptionSpecs;
  /** Words that may follow, as the help shows them. Without it a stray word is PM-1001. */
  readonly words?: { readonly usage: string; readonly most: number };
}

/** `npm run release -- NAME [VERSION]`: one command of the release tooling. */
export type ReleaseCommand = Described &
  (
    | { readonly takes: 'version'; run(context: ReleaseContext): Promise<Outcome> }
    | {
        readonly takes: 'maybe-version';
        run(context: CommandContext & Partial<ReleaseContext>): Promise<Outcome>;
      }
    | { readonly takes: 'nothing'; run(context: CommandContext): Promise<Outcome> }
  );

/** One line of the list of commands. The file behind it is read only when the command runs. */
export interface ReleaseEntry {
  /** The same sentence as the command's own `summary`. */
  readonly summary: string;
  readonly load: () => Promise<ReleaseCommand>;
}
export type ReleaseCommands = Readonly<Record<string, ReleaseEntry>>;

const COMMON_OPTIONS = {
  'dry-run': { type: 'boolean', help: 'show what would be written, and write nothing' },
  json: { type: 'boolean', help: 'print the result as JSON on stdout' },
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

/** Lists the commands, or runs the one named. Never throws. */
export async function runRelease(
  commands: ReleaseCommands,
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(listOf(commands));
    return EXIT.ok;
  }
  try {
    const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (entry === undefined) throw unknownCommand(name, Object.keys(commands));
    return await runOne(await entry.load(), rest, io);
  } catch (error) {
    return reportFailure(name, error, io, args.includes('--json'), 'command');
  }
}

async function runOne(command: ReleaseCommand, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values, words } = parseWords(command, args);
  if (values['help'] === true) {
    io.stdout.write(helpText(command));
    return EXIT.ok;
  }
  const { version, stray } = takeVersion(command, words);
  const talk = steps(io);
  const dryRun = values['dry-run'] === true;
  const context = { io, steps: talk, dryRun, values, words: stray };
  const outcome = await carryOut(command, context, version);
  const said = { command: command.name, version: version?.version ?? null, exit: outcome.exit };
  io.stdout.write(
    values['json'] === true
      ? `${JSON.stringify({ ...said, ...outcome.json, steps: talk.done }, null, 2)}\n`
      : outcome.text,
  );
  return outcome.exit;
}

/** Throws PM-1001 for words that nobody asked for, PM-8001 for no version. */
function takeVersion(
  command: ReleaseCommand,
  words: readonly string[],
): { readonly version: ReleaseVersion | undefined; readonly stray: readonly string[] } {
  const taken = command.takes === 'nothing' ? 0 : 1;
  const word = taken === 0 ? undefined : words[0];
  const others = words.slice(taken);
  const allowed = command.words?.most ?? 0;
  if (others.length > allowed) {
    throw usage(command.name, `what is ${others.slice(allowed).join(' ')}?`);
  }
  return { version: word === undefined ? undefined : parseVersion(word), stray: others };
}

function carryOut(
  command: ReleaseCommand,
  context: CommandContext,
  version: ReleaseVersion | undefined,
): Promise<Outcome> {
  if (command.takes === 'nothing') return command.run(context);
  if (version !== undefined) return command.run({ ...context, version });
  if (command.takes === 'maybe-version') return command.run(context);
  throw usage(command.name, 'it needs a version');
}

function parseWords(
  { name, options }: ReleaseCommand,
  args: readonly string[],
): { readonly values: Values; readonly words: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: parsable({ ...COMMON_OPTIONS, ...options }),
      strict: true,
      allowPositionals: true,
    });
    return { values, words: positionals };
  } catch (error) {
    throw usage(name, (error as Error).message, error);
  }
}

function usage(name: string, why: string, cause?: unknown): Error {
  return releaseError('PM-1001', {
    what: `npm run release -- ${name}`,
    why,
    remedy: `\`npm run release -- ${name} --help\` shows every option with an example.`,
    cause,
  });
}

function unknownCommand(name: string, known: readonly string[]): Error {
  const near = nearest(name, known);
  return releaseError('PM-1001', {
    what: `npm run release -- ${name}`,
    why: `there is no command of that name${near === undefined ? '' : `; did you mean ${near}?`}`,
    remedy: '`npm run release` lists the commands.',
  });
}

function listOf(commands: ReleaseCommands): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  return `${section('Release', rows)}\n\nRun one with \`npm run release -- NAME\` and, where it is about one, VERSION; --help shows its options.\n`;
}

function helpText(command: ReleaseCommand): string {
  const { name, summary, example, options } = command;
  const version = { version: ' VERSION', 'maybe-version': ' [VERSION]', nothing: '' }[
    command.takes
  ];
  const words = command.words === undefined ? '' : ` ${command.words.usage}`;
  const rows = optionRows({ ...options, ...COMMON_OPTIONS });
  return `${name}${version}${words}: ${summary}\n\n${section('Options', rows)}\n\nExample\n  ${example}\n`;
}
