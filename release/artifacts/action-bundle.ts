import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Made } from './artifact.js';
import { archiveFolder } from './archive.js';
import type { BuildSite } from './build-site.js';

/** What GitHub reads of `runtime/` when a workflow uses the action, and pre-commit of the hook. */
const FILES = ['action.yml', 'bin/pre-commit.js', 'dist-action'];

/**
 * The action and the pre-commit hook with everything they need, as the tree of the release holds them
 * below `runtime/` (docs/adr/0011); SQLite is in it for the platforms that npm has installed here.
 */
export async function actionBundle(site: BuildSite): Promise<Made> {
  const folder = join(site.scratch, 'action');
  for (const file of FILES) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await cp(join(site.checkout, 'runtime', file), join(folder, file), { recursive: true });
  }
  await cp(join(site.checkout, 'LICENSE'), join(folder, 'LICENSE'));
  const base = `phase-mirror-action-${site.version}`;
  await archiveFolder(site, folder, { name: `${base}.tar.gz`, prefix: base });
  return {
    name: `${base}.tar.gz`,
    what: 'the GitHub Action and the pre-commit hook, with nothing to install',
  };
}
