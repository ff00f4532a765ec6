import { chmod, copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { releaseError } from '../errors.js';
import { runBuilder, type BuildSite } from './build-site.js';
import type { Made } from './artifact.js';
import { digestOf } from './sums.js';

/** The part of runtime/package.json that says where reading begins. */
interface Manifest {
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly bin: Readonly<Record<string, string>>;
}

/** Code that the programs in `bin/` load by its path, where no `import` names it. */
const LOADED_BY_PATH = ['dist/cli/main.js', 'dist/action/hook-main.js'];
/** Programs: those of `bin` in package.json, and the one that a git hook names by its path. */
const PROGRAMS = ['bin/phase-mirror.js', 'bin/pre-commit.js'];

/**
 * Packs the runtime as npm will publish it, twice, and refuses (PM-8044) when the two differ. It holds
 * what its exports and programs reach and no more: neither the action, which has an archive of its own,
 * nor declarations of what nobody can import.
 */
export async function runtimePackage(site: BuildSite): Promise<Made> {
  const packed: string[] = [];
  for (const round of ['first', 'second']) {
    const folder = join(site.scratch, `runtime-${round}`);
    await stageRuntime(site.checkout, folder);
    packed.push(await pack(site, folder));
  }
  const [first = '', second = ''] = packed;
  const digests = [await digestOf(first), await digestOf(second)];
  if (digests[0]?.sha256 !== digests[1]?.sha256) {
    throw releaseError('PM-8044', {
      what: 'the package of the runtime',
      why: `SHA-256 ${digests.map((digest) => digest.sha256).join(' and ')}`,
    });
  }
  const name = `phase-mirror-runtime-${site.version}.tgz`;
  await rename(first, join(site.files, name));
  return { name, what: 'the npm package @phase-mirror/runtime: library and command' };
}

async function pack(site: BuildSite, folder: string): Promise<string> {
  const into = `${folder}-packed`;
  await mkdir(into);
  const { stdout } = await runBuilder(site, {
    command: 'npm',
    args: ['pack', '--json', '--ignore-scripts', '--pack-destination', into],
    cwd: folder,
    title: 'npm pack',
  });
  const [{ filename = '' } = {}] = JSON.parse(stdout) as readonly { readonly filename?: string }[];
  return join(into, filename);
}

/**
 * Lays out in `folder` what is packed, from a built checkout: every file 0644, programs 0755, whatever
 * the umask. Throws PM-8042 for a module that is imported and not built.
 */
export async function stageRuntime(checkout: string, folder: string): Promise<readonly string[]> {
  const runtime = join(checkout, 'runtime');
  const text = await readFile(join(runtime, 'package.json'), 'utf8');
  const { exports } = JSON.parse(text) as Manifest;
  const targets = Object.values(exports);
  const code = [...targets.map((target) => target.default), ...LOADED_BY_PATH];
  const files = [
    'package.json',
    'README.md',
    ...PROGRAMS,
    ...(await reached(runtime, code, '.js')),
    ...(await reached(
      runtime,
      targets.map(({ types }) => types),
      '.d.ts',
    )),
  ];
  for (const file of files) {
    await place(join(runtime, file), join(folder, file), PROGRAMS.includes(file) ? 0o755 : 0o644);
  }
  await place(join(checkout, 'LICENSE'), join(folder, 'LICENSE'), 0o644);
  return ['LICENSE', ...files].sort();
}

async function place(from: string, to: string, mode: number): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
  await chmod(to, mode);
}

/** What tsc writes for an import, an export from, or an import at run time: a literal, one a statement. */
const RELATIVE = /\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)\.js['"]/g;

/** Every file that is reached from `starts` by relative imports, as paths in the runtime's folder. */
async function reached(
  runtime: string,
  starts: readonly string[],
  ending: '.js' | '.d.ts',
): Promise<readonly string[]> {
  const seen = new Set<string>();
  const queue = starts.map((start) => posix.normalize(start));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = await readFile(join(runtime, file), 'utf8').catch((cause: unknown) => {
      throw releaseError('PM-8042', {
        what: 'the package of the runtime',
        why: `runtime/${file ?? ''} is imported and was not built`,
        cause,
      });
    });
    for (const [, path = ''] of text.matchAll(RELATIVE)) {
      queue.push(posix.join(posix.dirname(file), `${path}${ending}`));
    }
  }
  return [...seen].sort();
}
