import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../../ops/frame/process.js';
import { workFolder } from '../../ops/frame/work-folder.js';
import { releaseError } from '../errors.js';
import { git, gitEnd } from '../git/git.js';
import type { ReleaseSite } from '../pipeline/site.js';

/**
 * Applies the configuration of an earlier tag to the present state, with that tag's own runbook: it plans,
 * reviews and refuses what would lose state. An older state is never pushed. Throws PM-8051.
 */
export async function deployFormer(
  { io, folder, talk }: Pick<ReleaseSite, 'io' | 'folder' | 'talk'>,
  tag: string,
  environment: string,
): Promise<void> {
  const tree = join(folder, 'former');
  // What a killed rollback has left is of no use.
  await gitEnd(io.root, ['worktree', 'remove', '--force', tree]);
  await git(io.root, ['worktree', 'add', '--detach', '--force', tree, `refs/tags/${tag}`]);
  try {
    await installed(tree, io.root, (args) => tool('npm', args));
    await tool('npm', [
      ...['run', '--silent', 'ops', '--', 'deploy', '--env', environment],
      // The rollback, with this step in its plan, was confirmed by the version.
      ...['--yes', '--confirm', environment],
    ]);
  } finally {
    await gitEnd(io.root, ['worktree', 'remove', '--force', tree]);
  }

  async function tool(command: string, args: readonly string[]): Promise<void> {
    const { exit, output } = await runTool(io, {
      command,
      args,
      cwd: tree,
      env: { PHASE_MIRROR_HOME: workFolder(io) },
      onLine: (line) => talk.say(`  ${line}`),
    });
    if (exit === 0) return;
    throw releaseError('PM-8051', {
      what: `${command} ${args.join(' ')} at ${tag}`,
      why: output.trimEnd().split('\n').slice(-3).join('\n') || `exit ${exit}`,
    });
  }
}

/** Packages of the earlier tag: those that are here where the lock is the same, else its own. */
async function installed(
  tree: string,
  root: string,
  npm: (args: readonly string[]) => Promise<void>,
): Promise<void> {
  const lockOf = (folder: string): Promise<string> =>
    readFile(join(folder, 'package-lock.json'), 'utf8')
      // The version of the project itself stands in it as well.
      .then((text) => text.replaceAll(/^ {2,6}"version": .*$/gm, ''))
      .catch(() => '');
  const modules = join(root, 'node_modules');
  if (existsSync(modules) && (await lockOf(tree)) === (await lockOf(root))) {
    await symlink(modules, join(tree, 'node_modules'), 'dir');
  } else {
    await npm(['ci', '--ignore-scripts']);
  }
}
