import { readdir } from 'node:fs/promises';
import { runtimeError } from '../../errors/index.js';
import type { Git } from './git.js';

/** A git repository that can be read. */
export interface Repository {
  /** Root of the work tree; absent for a bare repository. */
  readonly root?: string;
  readonly shallow: boolean;
}

/** Throws PM-2001 when the folder is not in a repository, PM-2003 when it cannot be read. */
export async function openRepository(git: Git): Promise<Repository> {
  await refuseUnreadable(git.folder);
  const { code, stdout, stderr } = await git.run([
    'rev-parse',
    '--is-shallow-repository',
    '--is-inside-work-tree',
  ]);
  if (code !== 0) throw notUsable(git.folder, stderr);
  const [shallow, inside] = stdout.toString('utf8').trim().split('\n');
  if (inside !== 'true') return { shallow: shallow === 'true' };
  const root = await git.run(['rev-parse', '--show-toplevel']);
  if (root.code !== 0) throw notUsable(git.folder, root.stderr);
  return { shallow: shallow === 'true', root: root.stdout.toString('utf8').replace(/\n$/, '') };
}

async function refuseUnreadable(folder: string): Promise<void> {
  try {
    await readdir(folder);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw runtimeError('PM-2003', {
      what: folder,
      why: REASONS[code ?? ''] ?? message,
      ...(code === 'ENOENT' || code === 'ENOTDIR'
        ? { remedy: 'Name a folder that exists with --repo DIR.' }
        : {}),
      cause,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the folder does not exist',
  ENOTDIR: 'it is a file, not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

function notUsable(folder: string, stderr: string): Error {
  const why = stderr.split('\n')[0] ?? '';
  if (/dubious ownership/.test(stderr)) {
    return runtimeError('PM-2002', {
      what: `git in ${folder}`,
      why,
      remedy: `If you trust the folder: git config --global --add safe.directory ${folder}`,
    });
  }
  return runtimeError('PM-2001', { what: folder, why });
}
