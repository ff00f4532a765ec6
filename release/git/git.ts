import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { releaseError } from '../errors.js';

const run = promisify(execFile);

/** Runs git in the repository and answers what it printed. Throws PM-8006 with git's own words. */
export async function git(root: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run('git', [...args], {
      cwd: root,
      maxBuffer: 256 * 1024 * 1024,
      // Neither a pager nor a question, and messages that can be read by a program.
      env: { ...process.env, GIT_PAGER: 'cat', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    });
    return stdout;
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw releaseError('PM-8006', {
      what: `git ${args.join(' ')}`,
      why: stderr.trim() || message,
      cause: error,
    });
  }
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
