import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Answer, Check } from '../check.js';

const LOCK = 'package-lock.json';

export const lockFrozen: Check = {
  id: 'dependencies/lock-frozen',
  category: 'dependencies',
  question: 'Does package-lock.json say what every package.json asks for?',
  remedy: '`npm install --package-lock-only`, look at the difference, and commit it.',
  async examine({ root, run }) {
    const manifests = await workspaces(root);
    if (typeof manifests === 'string') return { outcome: 'fail', why: manifests };
    // A copy of what counts: whatever npm does, the installation in use stays as it is.
    const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-lock-'));
    try {
      for (const file of [LOCK, '.npmrc', ...manifests]) {
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await cp(join(root, file), join(folder, file)).catch(optional(file));
      }
      const asked = ['ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund'];
      const { exit, output } = await run('npm', asked, { cwd: folder });
      return judge(exit, output);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Manifests of the root and of every workspace that the lock knows, or what is wrong with the lock. */
async function workspaces(root: string): Promise<readonly string[] | string> {
  try {
    const lock = JSON.parse(await readFile(join(root, LOCK), 'utf8')) as {
      readonly packages?: Readonly<Record<string, unknown>>;
    };
    const folders = Object.keys(lock.packages ?? {}).filter((at) => !at.includes('node_modules'));
    if (!folders.includes('')) return `${LOCK} has no packages[""]`;
    return folders.map((folder) => join(folder, 'package.json'));
  } catch (error) {
    return `${LOCK} cannot be read: ${(error as Error).message}`;
  }
}

const optional =
  (file: string) =>
  (error: NodeJS.ErrnoException): void => {
    if (file !== '.npmrc' && error.code !== 'ENOENT') throw error;
  };

function judge(exit: number, output: string): Answer {
  if (exit === 0) return { outcome: 'pass', why: 'npm ci would install exactly the lock' };
  const lines = output.split('\n').filter((line) => /npm (error|ERR!) /.test(line));
  const said = lines.find((line) => !/npm (error|ERR!) (code|errno) /.test(line)) ?? output;
  // ETARGET: what a package.json asks for, and the lock does not have, was looked for in vain.
  const outOfStep = /can only install|in sync|Missing: |Invalid: lock file|code ETARGET/;
  const outcome = outOfStep.test(output) ? 'fail' : 'could-not-run';
  return {
    outcome,
    why: said
      .replace(/^npm (error|ERR!) /, '')
      .trim()
      .slice(0, 300),
  };
}
