import {
  EXIT,
  errorRecord,
  PhaseMirrorError,
  renderError,
  type ExitCode,
} from '../../runtime/src/errors/index.js';
import type { Io } from './io.js';
import {
  COMMON_OPTIONS,
  parseOptions,
  type CommonOptions,
  type OptionSpecs,
  type Values,
} from './options.js';
import { steps, type Steps } from './steps.js';

export interface Context extends CommonOptions {
  readonly io: Io;
  readonly steps: Steps;
  readonly values: Values;
}

/** What a runbook answers: its exit code, the `--json` document and what a person reads. */
export interface Outcome {
  readonly exit: ExitCode;
  readonly json: Readonly<Record<string, unknown>>;
  /** Printed on stdout without --json. */
  readonly text: string;
}

export interface Runbook {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly options: OptionSpecs;
  run(context: Context): Promise<Outcome>;
}

export function helpText(runbook: Runbook): string {
  const rows = Object.entries({ ...runbook.options, ...COMMON_OPTIONS }).map(
    ([name, spec]: [string, OptionSpecs[string]]) =>
      [`--${name}${spec.type === 'string' ? ` ${spec.value ?? 'VALUE'}` : ''}`, spec.help] as const,
  );
  const width = Math.max(...rows.map(([flag]) => flag.length));
  const list = rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`).join('\n');
  return `${runbook.name}: ${runbook.summary}\n\nOptions\n${list}\n\nExample\n  ${runbook.example}\n`;
}

/** Runs one runbook from its arguments to its exit code. Never throws. */
export async function runRunbook(
  runbook: Runbook,
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const talk = steps(io);
  try {
    const { common, help, values } = parseOptions(runbook.name, runbook.options, args);
    if (help) {
      io.stdout.write(helpText(runbook));
      return EXIT.ok;
    }
    const outcome = await runbook.run({ ...common, io, steps: talk, values });
    io.stdout.write(
      common.json
        ? `${JSON.stringify({ runbook: runbook.name, environment: common.environment, exit: outcome.exit, ...outcome.json, steps: talk.done }, null, 2)}\n`
        : outcome.text,
    );
    return outcome.exit;
  } catch (error) {
    return reportFailure(runbook.name, error, io, args.includes('--json'));
  }
}

function reportFailure(name: string, error: unknown, io: Io, json: boolean): ExitCode {
  if (error instanceof PhaseMirrorError) {
    if (json)
      io.stdout.write(
        `${JSON.stringify({ runbook: name, exit: error.exit, error: errorRecord(error) }, null, 2)}\n`,
      );
    io.stderr.write(`${renderError(error)}\n`);
    return error.exit;
  }
  // Not one of ours: a bug. Its stack is what the person who mends it needs.
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (json)
    io.stdout.write(
      `${JSON.stringify({ runbook: name, exit: EXIT.couldNotRun, error: { code: 'bug', what: String(error) } }, null, 2)}\n`,
    );
  io.stderr.write(`bug in ${name}: ${stack}\n`);
  return EXIT.couldNotRun;
}
