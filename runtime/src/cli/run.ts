import {
  EXIT,
  errorRecord,
  isError,
  PhaseMirrorError,
  renderError,
  runtimeError,
  type ExitCode,
} from '../errors/index.js';
import { earlyRedactor } from '../privacy/index.js';
import { printable } from '../report/printable.js';
import { packageVersion } from '../version.js';
import type { Completed } from './completion.js';
import type { CompletionTable } from './completion-words.js';
import type { CliIo } from './io.js';
import type { OptionSpecs } from './options.js';

type Command = (args: readonly string[], io: CliIo) => Promise<ExitCode>;

interface CommandEntry {
  readonly summary: string;
  load(): Promise<Command>;
  /** Its options, and those of its own commands, by the words that lead to them. */
  options(name: string): Promise<CompletionTable>;
}

/** Loaded when it is called, so that no command waits for what another one needs. */
const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  check: {
    summary: 'compare what a repository claims with what it is, and decide',
    load: async () => (await import('./check.js')).check,
    options: async (name) => ({ [name]: (await import('./check-options.js')).CHECK_OPTIONS }),
  },
  init: {
    summary: 'write a policy file and a workflow, from what the repository has',
    load: async () => (await import('./init.js')).init,
    options: async (name) => ({ [name]: (await import('./init.js')).INIT_OPTIONS }),
  },
  facts: {
    summary: 'record what check judges, to judge it again without git and network',
    load: async () => (await import('./facts.js')).facts,
    options: async (name) => ({ [name]: (await import('./facts.js')).FACTS_OPTIONS }),
  },
  explain: {
    summary: 'show the page of a rule, or the list of them',
    load: async () => (await import('./explain.js')).explain,
    options: async (name) => ({ [name]: (await import('./explain.js')).EXPLAIN_OPTIONS }),
  },
  doctor: {
    summary: 'say which store is used and why, and whether everything a check needs answers',
    load: async () => (await import('./doctor.js')).doctor,
    options: async (name) => ({ [name]: (await import('./doctor.js')).DOCTOR_OPTIONS }),
  },
  baseline: {
    summary: 'capture, publish, show, compare and restore what was accepted of a branch',
    load: async () => (await import('./baseline.js')).baseline,
    options: async (name) => {
      const { BASELINE_OPTIONS } = await import('./baseline-options.js');
      const own = Object.entries(BASELINE_OPTIONS).map(([word, specs]) => [
        `${name} ${word}`,
        specs,
      ]);
      return { [name]: {}, ...(Object.fromEntries(own) as CompletionTable) };
    },
  },
  drift: {
    summary: 'judge how far a branch has drifted from its baseline',
    load: async () => (await import('./drift.js')).drift,
    options: async (name) => ({ [name]: (await import('./drift-options.js')).DRIFT_OPTIONS }),
  },
  report: {
    summary: 'write a saved report as HTML, SARIF, JUnit, Markdown or text; verify its seal',
    load: async () => (await import('./report.js')).report,
    options: async (name) => ({ [name]: (await import('./report.js')).REPORT_OPTIONS }),
  },
  calibrate: {
    summary: 'judge the rules by what people said of their findings; demote and promote',
    load: async () => (await import('./calibrate.js')).calibrate,
    options: async (name) => ({ [name]: (await import('./calibrate.js')).CALIBRATE_OPTIONS }),
  },
  fp: {
    summary: 'say of findings whether they were right; show how often a rule was wrong',
    load: async () => (await import('./fp.js')).fp,
    options: async () =>
      (await import('./group.js')).groupOptions((await import('./fp-options.js')).FP),
  },
  dashboard: {
    summary: 'show how the oracle fares on one page: decisions, blocks, rules, drift, alarms',
    load: async () => (await import('./dashboard.js')).dashboard,
    options: async (name) => ({ [name]: (await import('./dashboard.js')).DASHBOARD_OPTIONS }),
  },
  consent: {
    summary: 'record, revoke and check what an organisation allows to be recorded of it',
    load: async () => (await import('./consent.js')).consent,
    options: async () =>
      (await import('./group.js')).groupOptions((await import('./consent-options.js')).CONSENT),
  },
  'nonce-status': {
    summary: 'show versions and ages of nonces and salts, and which one signs',
    load: async () => (await import('./nonce-status.js')).nonceStatus,
    options: async (name) => ({
      [name]: (await import('./nonce-status.js')).NONCE_STATUS_OPTIONS,
    }),
  },
  completion: {
    summary: 'print what completes these commands and their options in a shell',
    load: async () => {
      const { completion } = await import('./completion.js');
      return (args, io) => completion(args, io, completed);
    },
    options: (name) => Promise.resolve({ [name]: {} }),
  },
};

/** The option tables of all commands; loaded one after the other. */
async function completed(): Promise<Completed> {
  const table: Record<string, OptionSpecs> = {};
  for (const [name, command] of Object.entries(COMMANDS)) {
    Object.assign(table, await command.options(name));
  }
  const summaries = Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const);
  return { table, summaries: new Map(summaries) };
}

/** Runs one command line from its words to its exit code. Never throws. */
export async function run(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const [word, ...rest] = args;
  try {
    if (word === '--version') {
      io.stdout.write(`${packageVersion()}\n`);
      return EXIT.ok;
    }
    if (word === undefined || word === '--help' || word === 'help') {
      (word === undefined ? io.stderr : io.stdout).write(helpText());
      return word === undefined ? EXIT.usage : EXIT.ok;
    }
    const command = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined;
    if (command === undefined) {
      throw runtimeError('PM-1001', {
        what: `phase-mirror ${word}`,
        why: `the commands are ${Object.keys(COMMANDS).join(', ')}`,
        remedy: 'Run `phase-mirror --help`.',
      });
    }
    return await (
      await command.load()
    )(rest, io);
  } catch (error) {
    return fail(error, io, args.includes('--json'));
  }
}

function helpText(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const list = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return `phase-mirror: the governance oracle

Commands
${list.join('\n')}

  phase-mirror COMMAND --help   the options of a command, with examples
  phase-mirror --version
`;
}

/** What failed, in words of git, of AWS and of the command line: none of it leaves unredacted. */
export function fail(error: unknown, io: CliIo, json: boolean): ExitCode {
  const redact = earlyRedactor();
  const say = (record: object): unknown =>
    json ? io.stdout.write(`${JSON.stringify(redact.value(record))}\n`) : undefined;
  if (error instanceof PhaseMirrorError) {
    say({ exit: error.exit, error: errorRecord(error) });
    io.stderr.write(`${redact.text(renderError(error)).split('\n').map(printable).join('\n')}\n`);
    return error.exit;
  }
  // Not one of ours: a bug. Its stack is what the person who mends it needs.
  const stack = isError(error) ? (error.stack ?? error.message) : String(error);
  say({ exit: EXIT.couldNotRun, error: { code: 'bug', what: String(error) } });
  io.stderr.write(`bug in phase-mirror: ${redact.text(stack)}\n`);
  return EXIT.couldNotRun;
}
