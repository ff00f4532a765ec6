import { runtimeError } from '../errors/index.js';

/** Inputs of `action.yml` whose value is the value of the option of `check` with the same name. */
export const VALUE_INPUTS = [
  'repo',
  'base',
  'head',
  'branch',
  'mode',
  'facts',
  'store',
  'environment',
  'project',
  'region',
  'account',
  'strictness',
  'fail-on',
] as const;

/** Inputs with a value a line, for an option that may be given again. */
export const LIST_INPUTS = ['plan'] as const;

/** Inputs that are `true` or `false`, and set the option with the same name. */
export const FLAG_INPUTS = ['live', 'dry-run', 'verbose'] as const;

/** The words for `check` that the inputs ask for. Throws PM-1002 for a flag that is neither. */
export function checkArguments(env: NodeJS.ProcessEnv): readonly string[] {
  const values = VALUE_INPUTS.flatMap((name) => {
    const value = inputOf(env, name);
    // In one word: a value that begins with `-` is a value.
    return value === '' ? [] : [`--${name}=${value}`];
  });
  const lists = LIST_INPUTS.flatMap((name) =>
    inputOf(env, name)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(Boolean)
      .map((value) => `--${name}=${value}`),
  );
  const flags = FLAG_INPUTS.flatMap((name) => {
    const value = inputOf(env, name);
    if (value === '' || /^false$/i.test(value)) return [];
    if (/^true$/i.test(value)) return [`--${name}`];
    throw runtimeError('PM-1002', {
      what: `the input ${name} of the action`,
      why: `"${value}" is neither true nor false`,
    });
  });
  return [...values, ...lists, ...flags];
}

/** An input as the runner hands it over; empty when it was not given. */
export function inputOf(env: NodeJS.ProcessEnv, name: string): string {
  return (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim();
}
