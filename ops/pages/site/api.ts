import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';

const RUNTIME = fileURLToPath(new URL('../../../runtime/', import.meta.url));

/** Writes the reference of the package's public surface, in the sources' own words. */
export async function apiReference(out: string): Promise<void> {
  const app = await Application.bootstrap({
    name: '@phase-mirror/runtime',
    entryPoints: [`${RUNTIME}src/index.ts`, `${RUNTIME}src/names/index.ts`],
    tsconfig: `${RUNTIME}tsconfig.build.json`,
    readme: 'none',
    // `npm run types` checks them.
    skipErrorChecking: true,
    // What is named by the surface and no part of it is described where it is used.
    excludeExternals: true,
    excludeInternal: true,
    validation: { notExported: false, invalidLink: true, invalidPath: true },
    // Equal sources have equal bytes, wherever and whenever they are built.
    disableGit: true,
    disableSources: true,
    hideGenerator: true,
    sort: ['kind', 'alphabetical'],
    navigationLinks: { 'All pages': '../index.html' },
    logLevel: 'Warn',
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc could not read the package');
  await app.generateDocs(project, out);
}
