// One release built as a person builds it: a process, from a commit, into a folder.
import { execFile, spawn } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The version and the commit that are built: this repository's own. */
export async function ownRelease(): Promise<{ readonly version: string; readonly commit: string }> {
  const commit = (await run('git', ['rev-parse', 'HEAD'], { cwd: ROOT })).stdout.trim();
  const { stdout } = await run('git', ['show', `${commit}:package.json`], { cwd: ROOT });
  return { version: (JSON.parse(stdout) as { version: string }).version, commit };
}

/** A second clone of this repository, with the same packages installed. */
export async function secondClone(folder: string): Promise<string> {
  await mkdir(join(folder, '..'), { recursive: true });
  await run('git', ['clone', '--quiet', '--shared', ROOT, folder]);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

export interface Build {
  readonly root?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Octal, as `umask` takes it. */
  readonly umask?: string;
  /** Killed, with everything it started, once its talk holds this. */
  readonly killedAt?: string;
  /** Shell commands that make the place first, in a mount namespace of its own. */
  readonly prepare?: string;
}

/** Runs `release artifacts`; answers its exit code (null when it was killed) and what it said. */
export function artifacts(build: Build): Promise<{ exit: number | null; talk: string }> {
  const { root = ROOT, args, env = {}, umask = '022', killedAt, prepare } = build;
  const command = ['node', '--import', 'tsx', join(root, 'release/main.ts'), 'artifacts', ...args];
  const script = `${prepare ?? ':'} && umask ${umask} && "$@"; code=$?; [ -z "$SHOW" ] || ls -a "$SHOW"; exit $code`;
  const shell = ['sh', '-c', script, 'sh', ...command];
  const [program = 'sh', ...rest] =
    prepare === undefined ? shell : ['unshare', '--mount', ...shell];
  const { PATH, HOME } = process.env;
  const child = spawn(program, rest, {
    cwd: root,
    detached: true,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let talk = '';
    const hear = (chunk: Buffer): void => {
      talk += chunk.toString();
      if (killedAt === undefined || !talk.includes(killedAt) || child.pid === undefined) return;
      // The group: what it started is not left to go on.
      process.kill(-child.pid, 'SIGKILL');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, talk }));
  });
}
