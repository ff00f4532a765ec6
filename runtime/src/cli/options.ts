import { parseArgs } from 'node:util';
import { runtimeError } from '../errors/index.js';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly help: string;
  /** Shown in the help in place of the value. */
  readonly value?: string;
  /** The only words that are allowed. */
  readonly choices?: readonly string[];
  /** The option may be given several times: its value is a list. */
  readonly multiple?: true;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Values by option name; an option that was not given is absent. */
export type OptionValues<T extends OptionSpecs> = {
  readonly [K in keyof T]?: T[K]['type'] extends 'boolean'
    ? boolean
    : T[K] extends { readonly multiple: true }
      ? readonly string[]
      : string;
};

/** Parses strictly: an unknown option, a missing value, another word or a stray one is PM-1001. */
export function parseOptions<T extends OptionSpecs>(
  command: string,
  specs: T,
  args: readonly string[],
): OptionValues<T> {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  let values: Readonly<Record<string, unknown>>;
  try {
    values = parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    throw usage(command, (cause as Error).message, cause);
  }
  for (const [name, { choices }] of Object.entries(specs)) {
    for (const value of [values[name]].flat()) {
      if (typeof value !== 'string') continue;
      if (value === '') throw usage(command, `--${name} has an empty value`);
      if (choices !== undefined && !choices.includes(value)) {
        throw usage(command, `--${name} ${value}: it must be one of ${choices.join(', ')}`);
      }
    }
  }
  return values as OptionValues<T>;
}

export function optionLines(specs: OptionSpecs): string {
  const rows = Object.entries(specs).map(([name, spec]) => {
    const value =
      spec.type === 'boolean' ? '' : ` ${spec.value ?? spec.choices?.join('|') ?? 'VALUE'}`;
    return [`--${name}${value}`, spec.help] as const;
  });
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`).join('\n');
}

export function usage(command: string, why: string, cause?: unknown): Error {
  return runtimeError('PM-1001', {
    what: `phase-mirror ${command}`,
    why,
    remedy: `Run \`phase-mirror ${command} --help\`; it lists every option with an example.`,
    ...(cause === undefined ? {} : { cause }),
  });
}
