import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { runtimeError } from '../../errors/index.js';

/** What a git command answered. Output is bytes: names and files need not be UTF-8. */
export interface GitAnswer {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Read access to one repository. */
export interface Git {
  /** The folder that was asked for, for messages. */
  readonly folder: string;
  /** Runs a git command that only reads. Throws PM-2002 when git cannot be run at all. */
  run(args: readonly string[], input?: string): Promise<GitAnswer>;
}

const MAX_OUTPUT = 256 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/**
 * Settings that a hostile repository could use to run a program or to reach the network while it is
 * only read, and those that change what git prints.
 */
const SETTINGS = [
  'core.quotePath=off',
  'core.fsmonitor=false',
  `core.hooksPath=${devNull}`,
  'core.pager=cat',
  'log.showSignature=false',
  'log.mailmap=false',
  'diff.external=',
  'protocol.allow=never',
  'color.ui=false',
] as const;

/** The git command of this machine, as a child process without a shell. */
export function gitCommand(folder: string, env: NodeJS.ProcessEnv): Git {
  const childEnv = gitEnvironment(env);
  return {
    folder,
    run: (args, input) =>
      new Promise((resolve, reject) => {
        const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
        const child = execFile(
          'git',
          ['--no-pager', ...settings, '-C', folder, ...args],
          { encoding: 'buffer', env: childEnv, maxBuffer: MAX_OUTPUT, timeout: TIMEOUT_MS },
          (error, stdout, stderr) => {
            const code: unknown = error === null ? 0 : (error as NodeJS.ErrnoException).code;
            if (typeof code === 'number') {
              resolve({ code, stdout, stderr: stderr.toString('utf8').trim() });
            } else {
              reject(cannotRun(args, error));
            }
          },
        );
        // A git that ends early closes its input; what it says on stderr matters, not this.
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(input ?? '');
      }),
  };
}

function cannotRun(args: readonly string[], error: (Error & { code?: unknown }) | null): Error {
  const missing = error?.code === 'ENOENT';
  return runtimeError('PM-2002', {
    what: `git ${args[0] ?? ''}`,
    why: missing ? 'git is not installed, or not in PATH' : (error?.message.split('\n')[0] ?? ''),
    ...(missing ? { remedy: 'Install git (2.30 or later), then run the command again.' } : {}),
    cause: error,
  });
}

/** The environment without anything that points git at another repository or another program. */
function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const clean = Object.fromEntries(Object.entries(env).filter(([key]) => !/^GIT_/i.test(key)));
  return {
    ...clean,
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}

export async function gitBytes(git: Git, args: readonly string[], input?: string): Promise<Buffer> {
  const { code, stdout, stderr } = await git.run(args, input);
  if (code === 0) return stdout;
  throw runtimeError('PM-2002', {
    what: `git ${args.join(' ')} in ${git.folder}`,
    why: stderr.split('\n').slice(0, 3).join(' '),
  });
}
