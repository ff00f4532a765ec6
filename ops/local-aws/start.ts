import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { opsError } from '../errors.js';
import type { Io } from '../frame/io.js';
import type { Steps } from '../frame/steps.js';
import { linesThatMatter, shortPath } from '../frame/tool-failure.js';
import type { Python } from '../tools/python.js';
import { pythonWithEmulator, wrongVersion } from './emulator.js';
import { forgetOtherInstances } from './leftovers.js';
import { whileAlone } from './start-lock.js';
import {
  findLocalAws,
  identityAt,
  makeFolder,
  readState,
  type LocalAws,
  type LocalAwsFiles,
} from './state.js';
import { endProcess } from './stop.js';

export interface EnsureOptions {
  /** Preferred port; a free one when it is taken. Default 4566, where people look for a local AWS. */
  readonly port?: number;
  /** Milliseconds until the emulator must answer. Default 60,000. */
  readonly waitMs?: number;
  /** Milliseconds until a running emulator counts as silent and is replaced. Default 15,000. */
  readonly answerMs?: number;
}

export interface Ensured {
  readonly local: LocalAws;
  readonly how: 'started' | 'reused';
}

const DEFAULT_PORT = 4566;
const DEFAULT_WAIT_MS = 60_000;
const POLL_MS = 50;
/** Exit code of launcher.py for another version of moto. */
const WRONG_VERSION = 78;
const LAUNCHER = fileURLToPath(new URL('launcher.py', import.meta.url));

/**
 * The local AWS of this work folder: the one that runs, or a new one on loopback that outlives this
 * process. Nothing in it outlives itself, so files about an earlier one are dropped. Throws PM-7001,
 * PM-7002 (with its log) and PM-7003.
 */
export async function ensureLocalAws(
  io: Io,
  steps: Steps,
  options: EnsureOptions = {},
): Promise<Ensured> {
  const files = makeFolder(io);
  const waitMs = options.waitMs ?? DEFAULT_WAIT_MS;
  // Long enough for the other one to install the emulator first.
  const ensured = await whileAlone(io, files.lock, waitMs + 240_000, () =>
    reuseOrStart(io, steps, files, { port: DEFAULT_PORT, ...options, waitMs }),
  );
  const dropped = forgetOtherInstances(io, ensured.local.instance);
  if (dropped.length > 0) {
    steps.say(`  dropped what was kept about a local AWS that is gone: ${dropped.join(', ')}`);
  }
  return ensured;
}

async function reuseOrStart(
  io: Io,
  steps: Steps,
  files: LocalAwsFiles,
  options: EnsureOptions & Pick<Required<EnsureOptions>, 'port' | 'waitMs'>,
): Promise<Ensured> {
  const found = await findLocalAws(io, options.answerMs);
  if (found.kind === 'running') {
    steps.skip('start the local AWS', `runs at ${found.local.endpoint}, pid ${found.local.pid}`);
    return { local: found.local, how: 'reused' };
  }
  if (found.kind === 'silent') {
    await steps.run(`stop the local AWS that does not answer (pid ${found.local.pid})`, () =>
      endProcess(found.local),
    );
  }
  const python = await pythonWithEmulator(io, steps);
  const local = await steps.run(
    'start the local AWS',
    () => start(io, python, files, options.port, options.waitMs),
    ({ endpoint, pid }) => `${endpoint}, pid ${pid}`,
  );
  return { local, how: 'started' };
}

async function start(
  io: Io,
  python: Python,
  files: LocalAwsFiles,
  port: number,
  waitMs: number,
): Promise<LocalAws> {
  const instance = randomUUID();
  const old = [files.state, files.log, files.requestLog, `${files.requestLog}.1`];
  for (const file of old) rmSync(file, { force: true });
  const child = launch(io, python, files, instance, port);
  let ended: number | undefined;
  child.once('exit', (code) => (ended = code ?? -1));
  child.once('error', () => (ended = -1));
  const until = io.now() + waitMs;
  try {
    while (io.now() < until && ended === undefined) {
      const state = readState(files.state);
      if (state?.instance === instance && (await identityAt(state.endpoint)) === instance) {
        child.unref();
        return state;
      }
      await sleep(POLL_MS, undefined, { signal: io.signal });
    }
  } catch (error) {
    child.kill('SIGKILL');
    if (io.signal.aborted) throw opsError('PM-7005', { what: 'start of the local AWS' });
    throw error;
  }
  child.kill('SIGKILL');
  if (ended === WRONG_VERSION) {
    const version = /moto (\S+) is installed/.exec(readFileSync(files.log, 'utf8'))?.[1];
    throw wrongVersion(python.executable, version ?? 'unknown');
  }
  throw didNotStart(io, files, ended, waitMs);
}

function launch(
  io: Io,
  python: Python,
  files: LocalAwsFiles,
  instance: string,
  port: number,
): ChildProcess {
  const log = openSync(files.log, 'a', 0o600);
  const [program, ...first] = python.command;
  try {
    return spawn(
      program,
      [
        ...first,
        LAUNCHER,
        ...['--port', String(port), '--instance', instance],
        ...['--state-file', files.state, '--request-log', files.requestLog],
      ],
      {
        // Of its own session: it outlives this runbook and its terminal.
        detached: true,
        windowsHide: true,
        stdio: ['ignore', log, log],
        cwd: files.folder,
        env: { ...withoutAws(io.env), PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
      },
    );
  } finally {
    closeSync(log);
  }
}

/** The emulator needs nobody's credentials. */
function withoutAws(env: Io['env']): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => value !== undefined && !name.startsWith('AWS_')),
  );
}

function didNotStart(
  io: Io,
  files: LocalAwsFiles,
  exit: number | undefined,
  waitMs: number,
): Error {
  const lines = linesThatMatter(readFileSync(files.log, 'utf8')).map((line) => `\n    ${line}`);
  const how =
    exit === undefined ? `no answer within ${waitMs / 1000} s` : `it ended with exit ${exit}`;
  return opsError('PM-7002', {
    what: 'the local AWS',
    why: `${how}${lines.join('')}\n  log: ${shortPath(io.root, files.log)}`,
  });
}
