import { runtimeError } from '../errors/index.js';
import type { CompletionTable } from './completion-words.js';
import type { CliIo } from './io.js';
import { optionLines, parseOptions, usage, type OptionSpecs } from './options.js';

/** One of the commands of a command, as its help tells it. */
export interface GroupCommand {
  readonly summary: string;
  /** A word that stands before the options, and what it is; absent where there is none. */
  readonly word?: { readonly name: string; readonly help: string };
  readonly options: OptionSpecs;
  readonly exits: string;
  readonly examples: readonly string[];
}

/** A command that has commands of its own: `phase-mirror fp mark`. */
export interface Group<Name extends string> {
  readonly name: string;
  readonly title: string;
  readonly commands: Readonly<Record<Name, GroupCommand>>;
  /** A paragraph below the list of commands. */
  readonly note: string;
}

/** What was called for; the options are those of the command, by their types. */
export interface Called<Name extends string> {
  readonly command: Name;
  readonly word: string | undefined;
  readonly texts: Readonly<Record<string, string | undefined>>;
  readonly lists: Readonly<Record<string, readonly string[] | undefined>>;
  readonly flags: ReadonlySet<string>;
}

/** Reads the words of a group. Undefined: a help was asked for, and is printed. Throws PM-1001. */
export function calledOf<Name extends string>(
  group: Group<Name>,
  args: readonly string[],
  io: CliIo,
): Called<Name> | undefined {
  const [first, ...rest] = args;
  if (first === '--help') {
    io.stdout.write(groupHelp(group));
    return undefined;
  }
  if (first === undefined || !Object.hasOwn(group.commands, first)) {
    throw runtimeError('PM-1001', {
      what: `phase-mirror ${group.name} ${first ?? ''}`.trimEnd(),
      why: `the commands are ${Object.keys(group.commands).join(', ')}`,
      remedy: `Run \`phase-mirror ${group.name} --help\`.`,
    });
  }
  const command = first as Name;
  const { options, word } = group.commands[command];
  const path = `${group.name} ${command}`;
  const given = word !== undefined && rest[0]?.startsWith('-') === false ? rest[0] : undefined;
  const values: readonly (readonly [string, unknown])[] = Object.entries(
    parseOptions(path, options, given === undefined ? rest : rest.slice(1)),
  );
  const flags = new Set(values.filter(([, value]) => value === true).map(([name]) => name));
  if (flags.has('help')) {
    io.stdout.write(commandHelp(path, group.commands[command]));
    return undefined;
  }
  if (word !== undefined && given === undefined) {
    throw usage(path, `the first word must be ${word.help}`);
  }
  const texts = Object.fromEntries(values.filter(([, value]) => typeof value === 'string'));
  const lists = Object.fromEntries(values.filter(([, value]) => Array.isArray(value)));
  return { command, word: given, texts, lists, flags } as Called<Name>;
}

/** The options of a group's commands, by the words that lead to them. */
export function groupOptions<Name extends string>(group: Group<Name>): CompletionTable {
  const own = Object.entries<GroupCommand>(group.commands).map(([name, { options }]) => [
    `${group.name} ${name}`,
    options,
  ]);
  return { [group.name]: {}, ...(Object.fromEntries(own) as CompletionTable) };
}

function groupHelp<Name extends string>({ name, title, commands, note }: Group<Name>): string {
  const all = Object.entries<GroupCommand>(commands);
  const width = Math.max(...all.map(([word]) => word.length));
  return `phase-mirror ${name}: ${title}

Commands
${all.map(([word, { summary }]) => `  ${word.padEnd(width)}  ${summary}`).join('\n')}

${note}

  phase-mirror ${name} COMMAND --help
`;
}

function commandHelp(
  path: string,
  { summary, word, options, exits, examples }: GroupCommand,
): string {
  const use =
    word === undefined
      ? ''
      : `Usage
  phase-mirror ${path} ${word.name} [options]   ${word.name} is ${word.help}

`;
  return `phase-mirror ${path}: ${summary}

${use}Options
${optionLines(options)}

Exit codes
  ${exits}

Examples
${examples.map((line) => `  ${line}`).join('\n')}
`;
}
