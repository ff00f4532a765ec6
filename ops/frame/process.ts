import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { $ } from 'zx/core';
import { opsError } from '../errors.js';
import type { Io } from './io.js';
import { processGroups, signalGroup } from './process-groups.js';

export interface ToolRun {
  /** A name on PATH or an absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  /** How messages name the run. Default: the command line. */
  readonly title?: string;
  /** Default: the project's root. */
  readonly cwd?: string;
  /** Added to the runbook's own environment; `undefined` takes a variable away. Secrets go here. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** File that both streams are appended to, masked, with a header and the exit code. */
  readonly log?: string;
  /** Called with each whole line, masked, as it comes. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Called with the pid of the child's process group before its first output: for journals. */
  readonly onStart?: (pid: number) => void;
  /** Milliseconds between SIGINT and SIGKILL when the runbook is cancelled. Default 10,000. */
  readonly graceMs?: number;
}

export interface ToolResult {
  readonly command: string;
  readonly args: readonly string[];
  /** Exit code; 128 + signal number when a signal ended it. */
  readonly exit: number;
  /** Not masked: for parsing, never for printing. */
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order they came, masked: for messages. */
  readonly output: string;
  /** The log file, when one was asked for. */
  readonly log?: string;
  readonly ms: number;
}

const DEFAULT_GRACE_MS = 10_000;
const NOT_FOUND = 127;

/**
 * Runs one tool to its end and answers its exit code, whatever it is. When `io.signal` aborts, the
 * tool's group gets SIGINT, which Terraform needs to release its lock, and after a grace SIGKILL;
 * then PM-7005 is thrown. A command that does not exist is PM-7001.
 */
export async function runTool(io: Io, run: ToolRun): Promise<ToolResult> {
  for (const arg of run.args) {
    // Arguments are visible to every user of the machine.
    if (io.mask.apply(arg) !== arg) throw new Error(`a secret in the arguments of ${run.command}`);
  }
  const shown = [run.command, ...run.args].join(' ');
  const title = run.title ?? shown;
  if (io.signal.aborted) throw cancelled(title);

  const start = io.now();
  const cwd = run.cwd ?? io.root;
  const log = run.log === undefined ? undefined : openLog(run.log);
  log?.write(`${new Date(start).toISOString()} ${cwd}$ ${shown}\n`);

  let output = '';
  const listen = (stream: 'stdout' | 'stderr'): LineSplitter =>
    lineSplitter((raw) => {
      const line = io.mask.apply(raw);
      output += `${line}\n`;
      log?.write(`${line}\n`);
      run.onLine?.(line, stream);
    });
  const lines = { stdout: listen('stdout'), stderr: listen('stderr') };

  const child = $({
    cwd,
    env: definedOnly({ ...io.env, ...run.env }),
    // A group of its own: a Ctrl-C at the terminal reaches the runbook only, which then signals once.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    nothrow: true,
    quiet: true,
    verbose: false,
    // zx's own log would print commands and output unmasked when ZX_VERBOSE is set.
    log: () => undefined,
  })`${run.command} ${run.args}`;
  child.stdout.on('data', (chunk: Buffer) => lines.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => lines.stderr.push(chunk));
  const pid = child.pid;
  const stopGroup = groupStopper(pid, run.graceMs ?? DEFAULT_GRACE_MS);
  io.signal.addEventListener('abort', stopGroup.stop, { once: true });
  if (pid !== undefined) {
    processGroups.add(pid);
    run.onStart?.(pid);
  }
  try {
    const ended = await child;
    lines.stdout.end();
    lines.stderr.end();
    const exit =
      ended.exitCode ?? (ended.signal === null ? NOT_FOUND : 128 + constants.signals[ended.signal]);
    const ms = io.now() - start;
    log?.write(`exit ${exit} after ${(ms / 1000).toFixed(1)}s\n\n`);
    if (io.signal.aborted) throw cancelled(title);
    if (exit === NOT_FOUND && (pid === undefined || /not found|No such file/i.test(output))) {
      throw opsError('PM-7001', { what: run.command, why: 'it is not on PATH' });
    }
    return {
      command: run.command,
      args: run.args,
      exit,
      stdout: ended.stdout,
      stderr: ended.stderr,
      output,
      ...(run.log === undefined ? {} : { log: run.log }),
      ms,
    };
  } finally {
    io.signal.removeEventListener('abort', stopGroup.stop);
    stopGroup.done();
    if (pid !== undefined) processGroups.delete(pid);
    await closed(log);
  }
}

const cancelled = (what: string): Error => opsError('PM-7005', { what });

interface GroupStopper {
  readonly stop: () => void;
  readonly done: () => void;
}

function groupStopper(pid: number | undefined, graceMs: number): GroupStopper {
  let timer: NodeJS.Timeout | undefined;
  return {
    stop: () => {
      if (pid === undefined) return;
      signalGroup(pid, 'SIGINT');
      timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
    },
    done: () => clearTimeout(timer),
  };
}

interface LineSplitter {
  push(chunk: Buffer): void;
  end(): void;
}

function lineSplitter(emit: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push(chunk) {
      const parts = (rest + decoder.write(chunk)).split(/\r?\n/);
      rest = parts.pop() ?? '';
      parts.forEach(emit);
    },
    end() {
      rest += decoder.end();
      if (rest !== '') emit(rest);
      rest = '';
    },
  };
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

function openLog(path: string): WriteStream {
  mkdirSync(dirname(path), { recursive: true });
  // Only its owner reads it: logs name accounts and resources.
  return createWriteStream(path, { flags: 'a', mode: 0o600 });
}

function closed(log: WriteStream | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (log === undefined) return resolve();
    log.on('error', reject);
    log.end(resolve);
  });
}
