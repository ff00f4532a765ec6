import { nearest } from '../../runtime/src/errors/nearest.js';
import { opsError } from '../errors.js';
import type { OptionSpecs } from './options.js';

/** One thing that a runbook of several can do: `npm run ops -- nonce rotate`. */
export interface Action {
  readonly summary: string;
  /** Options of this action, beside those of the runbook. */
  readonly options?: OptionSpecs;
  readonly example?: string;
}
export type Actions = Readonly<Record<string, Action>>;

/** What parsing and `--help` need of a runbook. */
export interface Callable {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly options: OptionSpecs;
  /** What the runbook can do, each with its sentence and options; then one of them must be named. */
  readonly actions?: Actions;
}

export interface Called {
  readonly action?: string;
  /** What follows the action. */
  readonly rest: readonly string[];
  readonly specs: OptionSpecs;
}

/**
 * Takes the action, the word after the runbook's name, from the arguments. Throws PM-1001 for one that
 * the runbook does not have, and for none where it has some, unless help is asked for.
 */
export function takeAction(runbook: Callable, args: readonly string[]): Called {
  const { name, actions, options } = runbook;
  if (actions === undefined) return { rest: args, specs: options };
  const [first, ...rest] = args;
  if (first === undefined || first.startsWith('-')) {
    if (args.includes('--help')) return { rest: args, specs: everyOption(runbook) };
    throw opsError('PM-1001', {
      what: `npm run ops -- ${name}`,
      why: `it needs to be told what to do: ${Object.keys(actions).join(', ')}`,
      remedy: `\`npm run ops -- ${name} --help\` explains each.`,
    });
  }
  const action = Object.hasOwn(actions, first) ? actions[first] : undefined;
  if (action === undefined) {
    const near = nearest(first, Object.keys(actions));
    throw opsError('PM-1001', {
      what: `npm run ops -- ${name} ${first}`,
      why: `${name} can ${Object.keys(actions).join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`,
      remedy: `\`npm run ops -- ${name} --help\` explains each.`,
    });
  }
  return { action: first, rest, specs: { ...options, ...action.options } };
}

/** So that `--help` is answered whatever stands beside it. */
function everyOption({ options, actions = {} }: Callable): OptionSpecs {
  const all = [options, ...Object.values(actions).map((action) => action.options ?? {})];
  return Object.fromEntries(all.flatMap((specs) => Object.entries(specs)));
}
