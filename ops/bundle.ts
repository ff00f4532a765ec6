import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where the build puts the bundle: `runtime/action.yml` and `runtime/bin/` look for it there. */
export const BUNDLE_FOLDER = join(ROOT, 'runtime/dist-action');

/** What bundled CommonJS finds in Node and an ES module lacks. */
const COMMONJS = [
  `import { createRequire as bundleRequire } from 'node:module';`,
  `import { dirname as bundleDirname } from 'node:path';`,
  `import { fileURLToPath as bundlePath } from 'node:url';`,
  `const require = bundleRequire(import.meta.url);`,
  `const __filename = bundlePath(import.meta.url);`,
  `const __dirname = bundleDirname(__filename);`,
].join('');

/**
 * A CommonJS package that is loaded with `import()` has its names in Node, which runs ahead to find
 * them; in a bundle it would have `default` alone. So it is loaded by way of a module that names them.
 */
const NAMED_EXPORTS: Plugin = {
  name: 'named-exports',
  setup(bundler) {
    bundler.onResolve({ filter: /^@cdktf\/hcl2json$/ }, ({ path, kind, resolveDir }) =>
      kind === 'dynamic-import'
        ? { path, namespace: 'named-exports', pluginData: resolveDir }
        : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'named-exports' }, ({ path, pluginData }) => ({
      contents: `export { parse } from '${path}';`,
      resolveDir: pluginData as string,
    }));
  },
};

/**
 * Bundles what GitHub Actions and pre-commit run, so that nothing is installed where they run it:
 * `bundle/` holds the code, `node_modules/@libsql/` the SQLite binaries that this machine has
 * installed, and beside them the WebAssembly of the HCL parser and every licence.
 */
export async function makeBundle(folder = BUNDLE_FOLDER): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { action: 'runtime/src/action/main.ts', hook: 'runtime/src/action/hook-main.ts' },
    outdir: join(folder, 'bundle'),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    // ES modules where a package has both: their names outlive a dynamic import.
    mainFields: ['module', 'main'],
    // Names stay: a stack in a log is read by people.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    banner: { js: COMMONJS },
    // The HCL parser asks for `performance` only where Node has none.
    external: ['@libsql/*', 'performance'],
    plugins: [NAMED_EXPORTS],
    metafile: true,
    logLevel: 'warning',
  });
  refuseNameless(metafile);
  const binaries = await installedBinaries();
  for (const name of binaries) {
    await cp(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), {
      recursive: true,
    });
  }
  // hcl2json looks for it one folder above its own code.
  await cp(join(ROOT, 'node_modules/@cdktf/hcl2json/main.wasm.gz'), join(folder, 'main.wasm.gz'));
  await writeFile(join(folder, 'package.json'), await manifest());
  await writeFile(
    join(folder, 'LICENSES.txt'),
    await licences([...packagesOf(metafile), ...binaries]),
  );
}

/** Throws for a package that is loaded with `import()` and would have no names: see NAMED_EXPORTS. */
function refuseNameless({ outputs }: Metafile): void {
  for (const { imports } of Object.values(outputs)) {
    for (const { path, kind } of imports) {
      const loaded = kind === 'dynamic-import' ? outputs[path] : undefined;
      if (loaded === undefined || loaded.exports.join() !== 'default') continue;
      throw new Error(`${loaded.entryPoint ?? path} has no named exports in a bundle`);
    }
  }
}

/** SQLite for the platforms that npm has installed for; libsql chooses among them when it is loaded. */
async function installedBinaries(): Promise<readonly string[]> {
  const found = await readdir(join(ROOT, 'node_modules/@libsql')).catch(() => []);
  if (found.length === 0) throw new Error('node_modules/@libsql holds no binary: run `npm ci`');
  return found.sort().map((name) => `@libsql/${name}`);
}

/** The bundle reads its version as the package does, one folder above the code. */
async function manifest(): Promise<string> {
  const text = await readFile(join(ROOT, 'runtime/package.json'), 'utf8');
  const { name, version, license, type } = JSON.parse(text) as Record<string, string>;
  return `${JSON.stringify({ name: `${name ?? ''}-bundle`, version, license, type, private: true }, null, 2)}\n`;
}

function packagesOf({ inputs }: Metafile): readonly string[] {
  const names = Object.keys(inputs).flatMap((path) => {
    const at = path.lastIndexOf('node_modules/');
    if (at === -1) return [];
    const [first = '', second = ''] = path.slice(at + 'node_modules/'.length).split('/');
    const name = first.startsWith('@') ? `${first}/${second}` : first;
    return [`${path.slice(0, at)}node_modules/${name}`.replace(/^node_modules\//, '')];
  });
  return [...new Set(names)].sort();
}

/** Licences ask to go where the code goes. */
async function licences(packages: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for (const path of packages) {
    const folder = path.startsWith('runtime/')
      ? join(ROOT, path)
      : join(ROOT, 'node_modules', path);
    const { name, version, license } = JSON.parse(
      await readFile(join(folder, 'package.json'), 'utf8'),
    ) as Record<string, string>;
    const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text =
      file === undefined ? '' : `\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`;
    texts.push(`${name ?? path} ${version ?? ''} · ${license ?? 'no licence named'}\n${text}`);
  }
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
