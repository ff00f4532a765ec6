import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseError } from '../errors.js';
import type { Absent, Made } from './artifact.js';
import { archiveFolder } from './archive.js';
import { runBuilder, type BuildSite } from './build-site.js';

/** The script of package.json that writes the site into the folder that is named. */
const SCRIPT = 'docs';

/** The documents as a site that is read from disk; absent where the commit has no `npm run docs`. */
export async function docsSite(site: BuildSite): Promise<Made | Absent> {
  const text = await readFile(join(site.checkout, 'package.json'), 'utf8');
  const { scripts = {} } = JSON.parse(text) as { scripts?: Readonly<Record<string, string>> };
  if (scripts[SCRIPT] === undefined) {
    return { absent: 'the docs site', why: `this commit has no \`npm run ${SCRIPT}\`` };
  }
  const folder = join(site.scratch, 'docs');
  await runBuilder(site, {
    command: 'npm',
    args: ['run', '--silent', SCRIPT, '--', folder],
    title: `npm run ${SCRIPT}`,
  });
  const written = await readdir(folder).catch((): string[] => []);
  if (!written.includes('index.html')) {
    throw releaseError('PM-8042', {
      what: 'the docs site',
      why: `\`npm run ${SCRIPT} -- FOLDER\` wrote no index.html there`,
    });
  }
  const base = `phase-mirror-docs-${site.version}`;
  await archiveFolder(site, folder, { name: `${base}.tar.gz`, prefix: base });
  return { name: `${base}.tar.gz`, what: 'the documents as a site: unpack it, open index.html' };
}
