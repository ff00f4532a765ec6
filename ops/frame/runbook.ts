import {
  EXIT,
  errorRecord,
  PhaseMirrorError,
  renderError,
  type ExitCode,
} from '../../runtime/src/errors/index.js';
import { takeAction, type Callable } from './action.js';
import { helpText } from './help.js';
import type { Io } from './io.js';
import { parseOptions, type CommonOptions, type Values } from './options.js';
import { steps, type Steps } from './steps.js';

export interface Context extends CommonOptions {
  readonly io: Io;
  readonly steps: Steps;
  readonly values: Values;
  /** The word after the runbook's name, where the runbook has `actions`. */
  readonly action?: string;
  /** The command as it was typed: what a run in part is gone on with. */
  readonly command: string;
}

/** What a runbook answers: its exit code, the `--json` document and what a person reads. */
export interface Outcome {
  readonly exit: ExitCode;
  readonly json: Readonly<Record<string, unknown>>;
  /** Printed on stdout without --json. */
  readonly text: string;
}

/** What `docs/runbooks/<name>.md` is generated from. Sentences, in Markdown. */
interface RunbookPage {
  /** When an operator runs it. */
  readonly when: string;
  /** What it changes, and what it never does. */
  readonly changes: string;
  /** How to undo it. */
  readonly undo: string;
}

export interface Runbook extends Callable, RunbookPage {
  run(context: Context): Promise<Outcome>;
}

/** Runs one runbook from its arguments to its exit code. Never throws. */
export async function runRunbook(
  runbook: Runbook,
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const talk = steps(io);
  try {
    const { action, rest, specs } = takeAction(runbook, args);
    const named = action === undefined ? {} : { action };
    const { common, help, values } = parseOptions(runbook.name, specs, rest);
    if (help) {
      io.stdout.write(helpText(runbook, action));
      return EXIT.ok;
    }
    const outcome = await runbook.run({
      ...common,
      ...named,
      io,
      steps: talk,
      values,
      command: commandOf(runbook.name, args),
    });
    io.stdout.write(
      common.json
        ? `${JSON.stringify({ runbook: runbook.name, ...named, environment: common.environment, exit: outcome.exit, ...outcome.json, steps: talk.done }, null, 2)}\n`
        : outcome.text,
    );
    return outcome.exit;
  } catch (error) {
    return reportFailure(runbook.name, error, io, args.includes('--json'));
  }
}

const PLAIN = /^[\w@%+=:,./-]+$/;

function commandOf(name: string, args: readonly string[]): string {
  const quoted = args.map((arg) => (PLAIN.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`));
  return ['npm run ops --', name, ...quoted].join(' ');
}

/** Says a failure as a person and, with --json, as a program reads it; answers its exit code. */
export function reportFailure(
  name: string,
  error: unknown,
  io: Io,
  json: boolean,
  kind: 'runbook' | 'command' = 'runbook',
): ExitCode {
  if (error instanceof PhaseMirrorError) {
    if (json)
      io.stdout.write(
        `${JSON.stringify({ [kind]: name, exit: error.exit, error: errorRecord(error) }, null, 2)}\n`,
      );
    io.stderr.write(`${renderError(error)}\n`);
    return error.exit;
  }
  // Not one of ours: a bug. Its stack is what the person who mends it needs.
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json)
    io.stdout.write(
      `${JSON.stringify({ [kind]: name, exit: EXIT.couldNotRun, error: { code: 'bug', what: String(error) } }, null, 2)}\n`,
    );
  io.stderr.write(`bug in ${name}: ${stack}\n`);
  return EXIT.couldNotRun;
}
