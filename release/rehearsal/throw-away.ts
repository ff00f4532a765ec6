import { execFile } from 'node:child_process';
import { appendFile, mkdir, readdir, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryName, type Repository } from '../../ops/github/repository.js';
import { changedPaths, git, gitEnd } from '../git/git.js';
import { BRANCH, REMOTE } from '../pipeline/world.js';

const run = promisify(execFile);

/** A clone of the commit that is checked out, with a bare remote of its own. */
export interface ThrowAway {
  readonly root: string;
  readonly bare: string;
}

/** Makes it in `folder`, with all tags; packages are those of `root`. */
export async function throwAway(
  root: string,
  folder: string,
  repository: Repository,
): Promise<ThrowAway> {
  const bare = join(folder, 'remote.git');
  const clone = join(folder, 'clone');
  await mkdir(folder, { recursive: true });
  await run('git', ['init', '--quiet', '--bare', `--initial-branch=${BRANCH}`, bare]);
  await git(root, ['push', '--quiet', '--no-verify', bare, `HEAD:refs/heads/${BRANCH}`, '--tags']);
  await run('git', ['clone', '--quiet', bare, clone]);
  const address = `https://github.com/${repositoryName(repository)}`;
  await git(clone, ['remote', 'set-url', REMOTE, address]);
  await git(clone, ['config', `url.${bare}.insteadOf`, address]);
  for (const key of ['user.name', 'user.email']) {
    const { stdout } = await gitEnd(root, ['config', '--get', key]);
    if (stdout.trim() !== '') await git(clone, ['config', key, stdout.trim()]);
  }
  // A link is no folder, so `node_modules/` in .gitignore is not about it.
  await appendFile(join(clone, '.git/info/exclude'), '\n/node_modules\n');
  const modules = join(root, 'node_modules');
  if (existsSync(modules)) await symlink(modules, join(clone, 'node_modules'), 'dir');
  return { root: clone, bare };
}

/** What a rollback must bring back, by what it is. */
export async function standing(
  { root, bare }: ThrowAway,
  releases: () => Promise<readonly unknown[]>,
): Promise<Readonly<Record<string, string>>> {
  const refs = (folder: string): Promise<string> =>
    git(folder, ['for-each-ref', '--format=%(refname) %(objectname)']);
  return {
    'refs of the clone': await refs(root),
    'refs of the remote': await refs(bare),
    'working tree': `${(await changedPaths(root)).join('\n')}\n${(await git(root, ['write-tree'])).trim()}`,
    'files beside it': (await readdir(root)).filter((name) => name !== '.release').join('\n'),
    'releases on GitHub': JSON.stringify(await releases()),
  };
}
