import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CliIo } from '../cli/io.js';
import { fail, run } from '../cli/run.js';
import { runtimeError, type ExitCode } from '../errors/index.js';

const execute = promisify(execFile);

/**
 * Runs `phase-mirror check` on what is about to be committed. The words that follow are options of
 * `check`. Answers its exit code. Never throws.
 */
export async function runHook(args: readonly string[], io: CliIo): Promise<ExitCode> {
  try {
    const staged = await stagedCommit(io);
    return await run(['check', '--head', staged, ...args], io);
  } catch (error) {
    return fail(error, io, args.includes('--json'));
  }
}

/**
 * The index as a commit on HEAD that no branch holds; git's own clean-up removes it. Unlike
 * `git stash create` it leaves out what is not staged, and with `git commit FILE` it holds that file
 * alone: git names the index of this very commit to the hook, so its variables are kept.
 */
async function stagedCommit({ env, cwd }: CliIo): Promise<string> {
  const git = async (...args: readonly string[]): Promise<string> => {
    try {
      const { stdout } = await execute('git', [...args], { cwd, env, timeout: 60_000 });
      return stdout.trim();
    } catch (cause) {
      const { stderr, message } = cause as Error & { readonly stderr?: string };
      throw runtimeError('PM-2002', {
        what: `git ${args[0] ?? ''}`,
        why: (stderr ?? '').trim().split('\n')[0] || message,
        remedy: 'Run it by hand; a commit needs resolved conflicts, user.name and user.email.',
        cause,
      });
    }
  };
  const tree = await git('write-tree');
  // Before the first commit there is no parent.
  const head = await git('rev-parse', '--verify', '--quiet', 'HEAD').catch(() => undefined);
  const parent = head === undefined ? [] : ['-p', head];
  return await git('commit-tree', tree, ...parent, '-m', 'What is staged');
}
