import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { CliIo } from '../../../runtime/src/cli/io.js';
import { run } from '../../../runtime/src/cli/run.js';

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly tty?: boolean;
}

/** A folder for the state of this test file, removed at its end. */
export const home = mkdtempSync(join(tmpdir(), 'phase-mirror-cli-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs one command line in this process, with a home of its own and no variables of CI. */
export async function phaseMirror(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const io: CliIo = {
    stdout: { write: (text) => (stdout += text), isTTY: options.tty === true },
    stderr: { write: (text) => (stderr += text) },
    env: { PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: home, ...options.env },
    cwd: options.cwd ?? home,
  };
  const exit = await run(args, io);
  return { exit, stdout, stderr };
}
