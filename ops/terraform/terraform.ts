import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, StackId } from '../../runtime/src/names/index.js';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import type { Io } from '../frame/io.js';
import { runTool } from '../frame/process.js';
import { parseEvent, renderEvent, type Diagnostic, type TerraformEvent } from './events.js';
import type { Journal } from './journal.js';
import { followLines } from './tail.js';
import { identityOf } from './process-identity.js';

/** What all Terraform commands of one run share. */
export interface Terraform {
  readonly io: Io;
  readonly environment: Environment;
  /** Environment variables of every command: CLI configuration, endpoint, credentials. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the logs. */
  readonly logs: string;
  readonly journal: Journal;
  /** The folder with the stack's synthesised configuration. */
  folderOf(stack: StackId): string;
}

export interface Command {
  readonly stack: StackId;
  /** Names the log and the journal's step: init, workspace, plan, apply, … */
  readonly what: string;
  readonly args: readonly string[];
  /** False for commands that must not see TF_WORKSPACE: init and workspace. */
  readonly inWorkspace?: boolean;
  readonly onEvent?: (event: TerraformEvent) => void;
}

export interface CommandResult {
  readonly exit: number;
  readonly events: readonly TerraformEvent[];
  readonly diagnostics: readonly Diagnostic[];
  /** What was said outside JSON. */
  readonly output: string;
  /** The log that a person reads. */
  readonly log: string;
  readonly ms: number;
}

const NOT_FOUND = 127;
/** Terraform finishes the calls under way and writes the state before it ends. */
const GRACE_MS = 90_000;

/**
 * Runs one Terraform command in a stack's folder and answers whatever its exit code is. Its output
 * goes to a file, which is followed, so that Terraform outlives a kill of ours and writes its state;
 * the journal has the step before it starts, its process group, and its end.
 */
export async function runTerraform(terraform: Terraform, command: Command): Promise<CommandResult> {
  const { io, journal } = terraform;
  const json = command.args.includes('-json');
  const files = logFiles(terraform, command, json);
  const events: TerraformEvent[] = [];
  let output = '';
  const follower = followLines(files.raw, files.from, (line) => {
    if (json) {
      appendFileSync(files.log, `${io.mask.apply(renderEvent(line))}\n`);
      const event = parseEvent(line);
      events.push(event);
      if (event.type !== 'said' || line.startsWith('{')) return command.onEvent?.(event);
    }
    output += `${line}\n`;
  });
  const step = journal.step(command.stack, command.what);
  const start = io.now();
  try {
    const { exit } = await runTool(io, {
      command: 'sh',
      args: ['-c', 'exec "$@" >>"$0" 2>&1', files.raw, 'terraform', ...command.args],
      title: `terraform ${command.what} of ${command.stack}`,
      cwd: terraform.folderOf(command.stack),
      env: {
        ...terraform.env,
        TF_WORKSPACE: command.inWorkspace === false ? undefined : terraform.environment,
      },
      graceMs: GRACE_MS,
      onStart: (pid) => journal.write({ kind: 'child', step, process: identityOf(pid) }),
    });
    follower.stop();
    journal.write({ kind: 'step ended', step, exit });
    appendFileSync(files.log, `exit ${exit} after ${((io.now() - start) / 1000).toFixed(1)}s\n`);
    if (exit === NOT_FOUND) {
      throw opsError('PM-7001', { what: 'terraform', why: 'it is not on PATH' });
    }
    const diagnostics = events.flatMap((event) =>
      event.type === 'diagnostic' ? [event.diagnostic] : [],
    );
    return { exit, events, diagnostics, output, log: files.log, ms: io.now() - start };
  } catch (error) {
    follower.stop();
    if (error instanceof PhaseMirrorError && error.code === 'PM-7005') {
      journal.write({ kind: 'step ended', step, exit: 'cancelled' });
    }
    throw error;
  }
}

function logFiles(
  { io, logs }: Terraform,
  { stack, what, args }: Command,
  json: boolean,
): { readonly log: string; readonly raw: string; readonly from: number } {
  mkdirSync(logs, { recursive: true });
  const time = new Date(io.now()).toISOString().replaceAll(':', '-');
  const log = join(logs, `${time}-${stack}-${what.replaceAll(' ', '-')}.log`);
  const raw = json ? log.replace(/\.log$/, '.jsonl') : log;
  // Only its owner reads it: logs name accounts and resources.
  const head = `$ terraform ${args.join(' ')}\n`;
  writeFileSync(log, head, { mode: 0o600 });
  if (raw === log) return { log, raw, from: Buffer.byteLength(head) };
  writeFileSync(raw, '', { mode: 0o600 });
  return { log, raw, from: 0 };
}
