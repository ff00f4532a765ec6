import { EXIT, renderError, type ExitCode } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import type { Io } from './io.js';
import { nearest } from '../../runtime/src/errors/nearest.js';
import { runRunbook, type Runbook } from './runbook.js';

/** One line of the list of runbooks. The file behind it is read only when the runbook runs. */
export interface RunbookEntry {
  /** The same sentence as the runbook's own `summary`. */
  readonly summary: string;
  readonly load: () => Promise<Runbook>;
}
export type Runbooks = Readonly<Record<string, RunbookEntry>>;

/** `npm run ops -- NAME …`: lists the runbooks, or runs the one named. Never throws. */
export async function runCommand(
  runbooks: Runbooks,
  args: readonly string[],
  io: Io,
): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(listOf(runbooks));
    return EXIT.ok;
  }
  const entry = Object.hasOwn(runbooks, name) ? runbooks[name] : undefined;
  if (entry === undefined) {
    const near = nearest(name, Object.keys(runbooks));
    const error = opsError('PM-1001', {
      what: `npm run ops -- ${name}`,
      why: `there is no runbook of that name${near === undefined ? '' : `; did you mean ${near}?`}`,
      remedy: '`npm run ops` lists the runbooks.',
    });
    io.stderr.write(`${renderError(error)}\n`);
    return error.exit;
  }
  return runRunbook(await entry.load(), rest, io);
}

function listOf(runbooks: Runbooks): string {
  const width = Math.max(...Object.keys(runbooks).map((name) => name.length));
  const rows = Object.entries(runbooks).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return [
    'Runbooks',
    ...rows,
    '',
    'Run one with `npm run ops -- NAME --env ENVIRONMENT`; `npm run ops -- NAME --help` shows its options.',
    '',
  ].join('\n');
}
