import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { runCommand } from '../../../ops/frame/command.js';
import { RUNBOOKS } from '../../../ops/runbooks/index.js';
import { testIo } from '../../ops/support/test-io.js';
import { ROOT } from './requirements.js';

/** How a runbook ended. */
export interface RunbookRun {
  /** Exit code; 128 + n for a signal n of a child. */
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** Where a runbook runs: its variables. */
export interface Place {
  readonly env: Readonly<Record<string, string>>;
  /** Its clock is so many days ahead; see `daysLater`. */
  readonly daysLater?: number;
}

const DAY_MS = 86_400_000;

/** What every runbook of this test file has said on either stream, beside its arguments. */
export const told: { readonly args: readonly string[]; readonly text: string }[] = [];

/** Runs a runbook in this process, as `npm run ops -- ARGS` would. Counted by coverage. */
export async function runHere(
  { env, daysLater: days = 0 }: Place,
  args: readonly string[],
  signal = new AbortController().signal,
): Promise<RunbookRun> {
  const now = (): number => Date.now() + days * DAY_MS;
  const { io, stdout, stderr } = testIo({ env, signal, now });
  const start = Date.now();
  const exit = await runCommand(RUNBOOKS, args, io);
  told.push({ args, text: `${stdout()}\n${stderr()}` });
  return { exit, stdout: stdout(), stderr: stderr(), ms: Date.now() - start };
}

export interface ChildRun {
  readonly child: ChildProcess;
  /** Everything on stderr so far: to wait for a step line before a kill. */
  readonly stderr: () => string;
  readonly ended: Promise<RunbookRun>;
}

/** Starts a runbook as a process of its own, which a test may kill. */
export function startChild({ env }: Place, args: readonly string[]): ChildRun {
  const start = Date.now();
  const child = spawn(process.execPath, ['--import', 'tsx', 'ops/main.ts', ...args], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<RunbookRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      told.push({ args, text: `${out}\n${err}` });
      const exit = code ?? 128 + (signal === 'SIGKILL' ? 9 : signal === 'SIGINT' ? 2 : 15);
      resolve({ exit, stdout: out, stderr: err, ms: Date.now() - start });
    });
  });
  return { child, stderr: () => err, ended };
}

/** Waits until a child has said something on stderr; throws when it ends before. */
export async function untilSays({ child, stderr, ended }: ChildRun, words: string): Promise<void> {
  const early = ended.then((run) => {
    throw new Error(`it ended before it said "${words}":\n${run.stderr}`);
  });
  early.catch(() => undefined);
  while (!stderr().includes(words)) {
    await Promise.race([once(child.stderr as NodeJS.ReadableStream, 'data'), early]);
  }
}

/** The `--json` document of a run that must have ended with this exit code. */
export function expectExit<T = Record<string, unknown>>(run: RunbookRun, exit: number): T {
  const told = `${run.stderr}\n${run.stdout}`;
  if (run.exit !== exit) throw new Error(`exit ${run.exit}, not ${exit}:\n${told}`);
  try {
    return JSON.parse(run.stdout) as T;
  } catch {
    throw new Error(`no JSON on stdout:\n${told}`);
  }
}
