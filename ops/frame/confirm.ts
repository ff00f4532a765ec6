import { createInterface } from 'node:readline/promises';
import { opsError } from '../errors.js';
import type { Io } from './io.js';
import type { Context } from './runbook.js';

type Asked = Pick<Context, 'io' | 'yes' | 'environment' | 'confirmed'>;

/**
 * Asks the person before something is changed. `--yes` answers it. The default is No. Where real
 * changes are judged, a slip of the finger must not be enough: the person types the environment's
 * name, and `--yes` needs `--confirm production` beside it. Without a terminal nobody can answer:
 * PM-1001. Ctrl-C is PM-7005.
 */
export async function confirm(
  { io, yes, environment, confirmed }: Asked,
  question: string,
): Promise<boolean> {
  const typed = environment === 'production';
  if (confirmed !== undefined && confirmed !== environment) {
    throw opsError('PM-1001', {
      what: `--confirm ${confirmed}`,
      why: `the command is for ${environment}`,
      remedy: `Name the environment that you mean: --env and --confirm must be the same.`,
    });
  }
  if (typed) {
    const word = { what: "the environment's name", value: environment };
    return confirmTyped({ io, yes, confirmed }, question, word);
  }
  if (yes) return true;
  needsTerminal(io, question, '--yes');
  return /^y(es)?$/i.test(await ask(io, `${question} [y/N] `));
}

/** What is typed to confirm: `the version`, `1.2.3`. */
export interface TypedWord {
  readonly what: string;
  readonly value: string;
}

/**
 * Asks for the word itself; `--yes` answers it only with `--confirm WORD` beside it. Throws PM-1001 where
 * nobody can be asked, PM-7005 for Ctrl-C.
 */
export async function confirmTyped(
  {
    io,
    yes,
    confirmed,
  }: { readonly io: Io; readonly yes: boolean; readonly confirmed: string | undefined },
  question: string,
  { what, value }: TypedWord,
): Promise<boolean> {
  if (yes && confirmed === value) return true;
  const options = `--yes --confirm ${value}`;
  if (yes) {
    throw opsError('PM-1001', {
      what: question,
      why:
        confirmed === undefined
          ? `--yes alone does not confirm ${value}`
          : `--confirm ${confirmed} is not ${value}`,
      remedy: `Look at the plan with --dry-run; then run the same command with ${options}.`,
    });
  }
  needsTerminal(io, question, options);
  return (await ask(io, `${question}\nType ${what} to go on: `)) === value;
}

function needsTerminal(io: Io, question: string, options: string): void {
  if (io.stdin.isTTY === true && io.stdout.isTTY === true) return;
  throw opsError('PM-1001', {
    what: question,
    why: 'nobody can be asked without a terminal',
    remedy: `Look at the plan with --dry-run; then run the same command with ${options}.`,
  });
}

/** The line that the person types, without spaces at its ends; no answer is the empty one. */
export async function ask(io: Io, prompt: string): Promise<string> {
  io.stderr.write(prompt);
  const lines = createInterface({ input: io.stdin });
  try {
    return (await firstLine(lines, io.signal)).trim();
  } finally {
    lines.close();
  }
}

function firstLine(
  lines: ReturnType<typeof createInterface>,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(opsError('PM-7005', { what: 'the confirmation' }));
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    lines.once('line', resolve);
    // End of input is no answer, and no answer is No.
    lines.once('close', () => resolve(''));
  });
}
