// The package as npm gets it: built, staged and packed as a release does, then laid into a project.
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stageRuntime } from '../../release/artifacts/runtime-package.js';

const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** A checkout whose runtime is built from the sources as they stand now. */
async function builtCheckout(folder: string): Promise<string> {
  const [source, built] = await Promise.all([newest('runtime/src'), newest('runtime/dist')]);
  if (built > source) return ROOT;
  const runtime = join(folder, 'runtime');
  await mkdir(runtime, { recursive: true });
  for (const file of ['package.json', 'README.md', 'bin']) {
    await cp(join(ROOT, 'runtime', file), join(runtime, file), { recursive: true });
  }
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  // The types are checked by a guard of their own.
  const out = [
    '--noCheck',
    '--outDir',
    join(runtime, 'dist'),
    '--incremental',
    'false',
    '--tsBuildInfoFile',
    'null',
  ];
  await run(process.execPath, [tsc, '-p', join(ROOT, 'runtime/tsconfig.build.json'), ...out]);
  return folder;
}

/** When the last file below a folder was written, Unix ms; 0 where there is none. */
async function newest(folder: string): Promise<number> {
  const entries = await readdir(join(ROOT, folder), { recursive: true }).catch(() => []);
  const files = entries.filter((path) => /\.(ts|js)$/.test(path));
  const times = await Promise.all(files.map((path) => stat(join(ROOT, folder, path))));
  return Math.max(0, ...times.map(({ mtimeMs }) => mtimeMs));
}

export interface PackedRuntime {
  /** The folder that was packed. */
  readonly staged: string;
  readonly tarball: string;
  readonly files: readonly string[];
  /** As `npm pack` counts them. */
  readonly bytes: { readonly packed: number; readonly unpacked: number };
}

/** Packs the runtime into `folder`. */
export async function packRuntime(folder: string): Promise<PackedRuntime> {
  const staged = join(folder, 'staged');
  const files = await stageRuntime(await builtCheckout(join(folder, 'checkout')), staged);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: staged });
  const [packed] = JSON.parse(stdout) as readonly {
    filename: string;
    size: number;
    unpackedSize: number;
    files: readonly { path: string }[];
  }[];
  if (packed === undefined) throw new Error('npm pack packed nothing');
  const listed = packed.files.map(({ path }) => path).sort();
  if (listed.join() !== [...files].sort().join()) {
    throw new Error(`npm packs other files than were staged: ${listed.join(' ')}`);
  }
  return {
    staged,
    tarball: join(folder, packed.filename),
    files: listed,
    bytes: { packed: packed.size, unpacked: packed.unpackedSize },
  };
}

/**
 * An empty project with the package unpacked in its node_modules, and beside it links to exactly the
 * packages that it declares: an import that it does not declare finds nothing. Needs no registry.
 */
export async function emptyProject(folder: string, tarball: string): Promise<void> {
  const own = join(folder, 'node_modules/@phase-mirror/runtime');
  await mkdir(own, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', own, '--strip-components=1']);
  const manifest = await readFile(join(own, 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  // What Node's own types are needed for is the user's to install, with TypeScript.
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    const place = join(folder, 'node_modules', name);
    await mkdir(join(place, '..'), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), place, 'junction');
  }
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
}
