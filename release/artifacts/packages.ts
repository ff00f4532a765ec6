import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { runBuilder, type BuildSite } from './build-site.js';
import { lockFileOf } from './checkout.js';
import type { LockedPackage, LockFile } from './lock-file.js';

/**
 * Gives the checkout the packages of its lock file: those that are installed in `root` already, by hard
 * links, when they are exactly these, otherwise by `npm ci`. Answers what was done.
 */
export async function installPackages(site: BuildSite, root: string): Promise<string> {
  const installed = join(root, 'node_modules');
  const why = await unlikeLocked(installed, lockFileOf(site.checkout));
  if (why === undefined) {
    await linkTree(realpathSync(installed), join(site.checkout, 'node_modules'));
    return 'those installed here are those of the lock file';
  }
  await runBuilder(site, {
    command: 'npm',
    args: ['ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    title: 'npm ci',
  });
  return `npm ci: ${why}`;
}

/**
 * Why the packages in a `node_modules` are not those of a lock file; undefined when they are. A package
 * may be missing only where the lock file says that some platforms do without it.
 */
export async function unlikeLocked(
  installed: string,
  lockFile: string,
): Promise<string | undefined> {
  const locked = await packagesOf(lockFile);
  const found = await packagesOf(join(installed, '.package-lock.json')).catch(() => undefined);
  if (found === undefined) return 'nothing is installed here';
  for (const [path, { version, integrity, link }] of Object.entries(found)) {
    if (link === true || !path.startsWith('node_modules/')) continue;
    const wanted = locked[path];
    const same = wanted?.version === version && wanted?.integrity === integrity;
    if (!same)
      return `${path} is installed as ${version ?? 'nothing'}, locked ${wanted?.version ?? 'not at all'}`;
    // npm's own note is no proof that nobody changed the folder since.
    const stands = versionIn(join(installed, '..', path));
    if (stands !== version)
      return `${path} is ${stands ?? 'gone'}, noted ${version ?? 'without version'}`;
  }
  for (const [path, { optional, devOptional, link }] of Object.entries(locked)) {
    if (!path.startsWith('node_modules/') || link === true || path in found) continue;
    if (optional !== true && devOptional !== true) return `${path} is not installed`;
  }
  return undefined;
}

async function packagesOf(path: string): Promise<Readonly<Record<string, LockedPackage>>> {
  return (JSON.parse(await readFile(path, 'utf8')) as LockFile).packages;
}

function versionIn(folder: string): string | undefined {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

/** What tools keep in node_modules for themselves is no package. */
const NOT_PACKAGES = new Set(['.cache', '.vite', '.tmp']);

/**
 * The same tree once more, without its bytes: a second for 50,000 files. Links among them stay as they
 * are, so that the workspace in it is that of the checkout.
 */
async function linkTree(from: string, to: string, depth = 0): Promise<void> {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (depth === 0 && NOT_PACKAGES.has(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target, depth + 1);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkOrCopy(source, target);
  }
  // A Ctrl-C is heard between packages.
  if (depth <= 1) await setImmediate();
}

function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // Another file system, one without links, or somebody else's file.
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK'].includes(code)) throw error;
    copyFileSync(source, target, constants.COPYFILE_FICLONE);
  }
}
