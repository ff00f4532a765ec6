import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { runBuilder, type BuildSite } from './build-site.js';

const compress = promisify(gzip);

/** Byte 9 of a gzip header names the system that wrote it; 255 is "unknown" (RFC 1952). */
const SYSTEM_BYTE = 9;
const UNKNOWN_SYSTEM = 255;

/** Compresses without a date and without the name of the system. */
async function gzipped(bytes: Buffer): Promise<Buffer> {
  const packed = await compress(bytes, { level: 9 });
  packed[SYSTEM_BYTE] = UNKNOWN_SYSTEM;
  return packed;
}

/** How git writes archives: bytes as they are committed, readable by all, written by their owner. */
const ARCHIVE_SETTINGS = [
  ['-c', 'core.autocrlf=false'],
  ['-c', 'core.attributesFile=/dev/null'],
  ['-c', 'tar.umask=0022'],
].flat();

/** No attribute in an archived folder changes what is archived of it. */
const PLAIN = '* -text -eol -filter -ident -working-tree-encoding -export-ignore -export-subst\n';

type Site = Pick<BuildSite, 'io' | 'scratch' | 'files' | 'commit'>;

/** Archives a commit of a repository as `<name>`, all below `prefix`. */
export async function archiveCommit(
  site: Site,
  repository: string,
  commit: string,
  { name, prefix }: { readonly name: string; readonly prefix: string },
): Promise<void> {
  const tar = join(site.scratch, `${name}.tar`);
  await runBuilder(site, {
    command: 'git',
    args: [
      ...ARCHIVE_SETTINGS,
      'archive',
      '--format=tar',
      `--prefix=${prefix}/`,
      `--output=${tar}`,
      commit,
    ],
    cwd: repository,
    title: name,
  });
  await writeFile(join(site.files, name), await gzipped(await readFile(tar)));
  await rm(tar);
}

/**
 * Archives a folder as `<name>`, all below `prefix`. Git writes it, by way of a commit in a repository
 * of its own: it sorts, knows two modes only and takes the date of the commit, on every platform alike.
 * What git does not keep is not in it: empty folders, owners and dates of files.
 */
export async function archiveFolder(
  site: Site,
  folder: string,
  { name, prefix }: { readonly name: string; readonly prefix: string },
): Promise<void> {
  const repository = join(site.scratch, `${name}.git`);
  const date = `@${site.commit.epoch} +0000`;
  const who = { NAME: 'Phase Mirror', EMAIL: 'release@phase-mirror.invalid' };
  const env = {
    GIT_DIR: repository,
    GIT_WORK_TREE: folder,
    GIT_AUTHOR_NAME: who.NAME,
    GIT_AUTHOR_EMAIL: who.EMAIL,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: who.NAME,
    GIT_COMMITTER_EMAIL: who.EMAIL,
    GIT_COMMITTER_DATE: date,
  };
  const git = async (...args: readonly string[]): Promise<string> => {
    const run = { command: 'git', args, env, cwd: folder, title: name };
    return (await runBuilder(site, run)).stdout.trim();
  };
  await runBuilder(site, {
    command: 'git',
    args: ['init', '--quiet', '--bare', '--template=', repository],
    cwd: site.scratch,
    title: name,
  });
  await mkdir(join(repository, 'info'), { recursive: true });
  await writeFile(join(repository, 'info/attributes'), PLAIN);
  await git(
    '-c',
    'core.autocrlf=false',
    '-c',
    'core.fileMode=true',
    'add',
    '--all',
    '--force',
    '.',
  );
  const tree = await git('write-tree');
  const commit = await git('commit-tree', '-m', name, tree);
  await archiveCommit(site, repository, commit, { name, prefix });
  await rm(repository, { recursive: true });
}
