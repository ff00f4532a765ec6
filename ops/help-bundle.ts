import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'ops/dist');

/** What a runbook loads when it runs is not bundled: whoever asks for help never gets there. */
const ONLY_HELP: Plugin = {
  name: 'only-help',
  setup(bundler) {
    bundler.onResolve({ filter: /^\./ }, ({ path, kind, importer }) =>
      kind === 'dynamic-import' && !importer.endsWith('/runbooks/index.ts')
        ? { path, external: true }
        : undefined,
    );
  },
};

/**
 * Bundles the list and the help of the runbooks for `ops/start.js`, with the time and size of each source:
 * a bundle of other sources is not used.
 */
export async function makeHelpBundle(folder = FOLDER): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['ops/help-main.ts'],
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    packages: 'external',
    plugins: [ONLY_HELP],
    metafile: true,
    logLevel: 'warning',
  });
  const inputs = await Promise.all(
    Object.keys(metafile.inputs).map(async (path) => {
      const { mtimeMs, size } = await stat(join(ROOT, path));
      return [path, [mtimeMs, size]] as const;
    }),
  );
  await writeFile(join(folder, 'inputs.json'), JSON.stringify(Object.fromEntries(inputs)));
}
