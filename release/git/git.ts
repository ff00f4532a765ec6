import { execFile } from 'node:child_process';
import { releaseError } from '../errors.js';

export interface GitOptions {
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from its standard input; default nothing. */
  readonly input?: string;
}

/** What a git command printed, however it ended. */
export interface GitEnd {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs git in the repository and answers what it printed. Throws PM-8006 with git's own words. */
export async function git(
  root: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const { exit, stdout, stderr } = await gitEnd(root, args, options);
  if (exit === 0) return stdout;
  throw releaseError('PM-8006', {
    what: `git ${args.join(' ')}`,
    why: stderr.trim() || `it ended with exit ${exit}`,
  });
}

/** Runs git to its end, whatever it is. Throws PM-8006 only where there is no git. */
export function gitEnd(
  root: string,
  args: readonly string[],
  { env = {}, input = '' }: GitOptions = {},
): Promise<GitEnd> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      [...args],
      {
        cwd: root,
        maxBuffer: 256 * 1024 * 1024,
        // Neither a pager nor a question, and messages that can be read by a program.
        env: { ...process.env, GIT_PAGER: 'cat', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...env },
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve({ exit: 0, stdout, stderr });
        if (typeof error.code === 'number') return resolve({ exit: error.code, stdout, stderr });
        const what = `git ${args.join(' ')}`;
        reject(releaseError('PM-8006', { what, why: error.message, cause: error }));
      },
    );
    // It may end without having read: the pipe is closed then.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Every tag of the repository. */
export async function tagsOf(root: string): Promise<readonly string[]> {
  return (await git(root, ['tag', '--list'])).split('\n').filter(Boolean);
}

/** `https://github.com/owner/name` of the remote `origin`; undefined without one that has such an address. */
export async function webAddress(root: string): Promise<string | undefined> {
  const url = await git(root, ['config', '--get', 'remote.origin.url']).catch(() => '');
  const match =
    /^(?:https?:\/\/|ssh:\/\/git@|git@)(?:[^@/]*@)?([\w.-]+)[:/](.+?)(?:\.git)?\/?$/.exec(
      url.trim(),
    );
  return match === null ? undefined : `https://${match[1]}/${match[2]}`;
}

/** The object that a name is, peeled where the name says so (`v1^{commit}`); undefined where there is none. */
export async function objectOf(root: string, name: string): Promise<string | undefined> {
  const { exit, stdout } = await gitEnd(root, ['rev-parse', '--verify', '--quiet', name]);
  return exit === 0 ? stdout.trim() : undefined;
}

/** The text of a file in a commit; undefined where it is not there. */
export async function fileAt(
  root: string,
  commit: string,
  path: string,
): Promise<string | undefined> {
  const { exit, stdout } = await gitEnd(root, ['cat-file', 'blob', `${commit}:${path}`]);
  return exit === 0 ? stdout : undefined;
}

/** Paths that differ from the last commit, untracked ones as well; ignored ones are left out. */
export async function changedPaths(root: string): Promise<readonly string[]> {
  const text = await git(root, ['status', '--porcelain=v1', '-z', '--untracked-files=all']);
  // A rename has its second path in a field of its own, without a state in front.
  return text.split('\0').flatMap((entry) => {
    const path = /^[ MADRCUT?!]{2} ([^]+)$/.exec(entry)?.[1];
    return path === undefined ? [] : [path];
  });
}
