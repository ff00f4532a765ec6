import { parseArgs } from 'node:util';
import { opsError } from '../errors.js';
import { ENVIRONMENTS, isEnvironment, type Environment } from '../../runtime/src/names/index.js';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly help: string;
  /** Shown in the help in place of the value, for example `ADDRESS`. */
  readonly value?: string;
  readonly multiple?: boolean;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Options that every runbook has. */
export const COMMON_OPTIONS = {
  env: {
    type: 'string',
    value: 'ENVIRONMENT',
    help: `one of ${ENVIRONMENTS.join(', ')}; default local`,
  },
  'dry-run': { type: 'boolean', help: 'show every call; run the reads, mark the writes' },
  yes: { type: 'boolean', help: 'do not ask for confirmation' },
  confirm: {
    type: 'string',
    value: 'ENVIRONMENT',
    help: 'in production, what --yes needs beside it: the name of the environment',
  },
  json: { type: 'boolean', help: 'print the result as JSON on stdout' },
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

export interface CommonOptions {
  readonly environment: Environment;
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** What the person named with `--confirm`. */
  readonly confirmed?: string;
  readonly json: boolean;
}

export type Values = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>;

export interface Parsed {
  readonly common: CommonOptions;
  readonly help: boolean;
  readonly values: Values;
}

/** Options as `parseArgs` of `node:util` takes them. */
export function parsable(
  specs: OptionSpecs,
): Record<string, { type: OptionSpec['type']; multiple: boolean }> {
  return Object.fromEntries(
    Object.entries(specs).map(([key, { type, multiple }]) => [
      key,
      { type, multiple: multiple ?? false },
    ]),
  );
}

/** Parses strictly: an unknown option, a missing value or a stray word is PM-1001. */
export function parseOptions(name: string, own: OptionSpecs, args: readonly string[]): Parsed {
  let values: Values;
  try {
    const options = parsable({ ...COMMON_OPTIONS, ...own });
    values = parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw opsError('PM-1001', {
      what: `npm run ops -- ${name}`,
      why: (error as Error).message,
      cause: error,
    });
  }
  const environment = (values['env'] as string | undefined) ?? 'local';
  if (!isEnvironment(environment)) {
    throw opsError('PM-1001', {
      what: `--env ${environment}`,
      why: `the environments are ${ENVIRONMENTS.join(', ')}`,
    });
  }
  return {
    help: values['help'] === true,
    values,
    common: {
      environment,
      dryRun: values['dry-run'] === true,
      yes: values['yes'] === true,
      ...(typeof values['confirm'] === 'string' ? { confirmed: values['confirm'] } : {}),
      json: values['json'] === true,
    },
  };
}
