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

export interface ReleaseContext {
  readonly io: Io;
  readonly steps: Steps;
  readonly version: ReleaseVersion;
  readonly dryRun: boolean;
  readonly values: Values;
}

/** `npm run release -- NAME VERSION`: one command of the release tooling. */
export interface ReleaseCommand {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly options: OptionSpecs;
  run(context: ReleaseContext): Promise<Outcome>;
}

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
  const [word, ...stray] = words;
  if (word === undefined || stray.length > 0) {
    throw usage(
      command.name,
      word === undefined ? 'it needs a version' : `what is ${stray.join(' ')}?`,
    );
  }
  const version = parseVersion(word);
  const talk = steps(io);
  const dryRun = values['dry-run'] === true;
  const outcome = await command.run({ io, steps: talk, version, dryRun, values });
  const said = { command: command.name, version: version.version, exit: outcome.exit };
  io.stdout.write(
    values['json'] === true
      ? `${JSON.stringify({ ...said, ...outcome.json, steps: talk.done }, null, 2)}\n`
      : outcome.text,
  );
  return outcome.exit;
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
  return `${section('Release', rows)}\n\nRun one with \`npm run release -- NAME VERSION\`; --help shows its options.\n`;
}

function helpText({ name, summary, example, options }: ReleaseCommand): string {
  const rows = optionRows({ ...options, ...COMMON_OPTIONS });
  return `${name} VERSION: ${summary}\n\n${section('Options', rows)}\n\nExample\n  ${example}\n`;
}
