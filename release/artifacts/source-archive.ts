import type { Made } from './artifact.js';
import { archiveCommit } from './archive.js';
import type { BuildSite } from './build-site.js';

/** The commit itself; `git get-tar-commit-id` reads its id back. */
export async function sourceArchive(site: BuildSite): Promise<Made> {
  const base = `phase-mirror-${site.version}-source`;
  const name = `${base}.tar.gz`;
  await archiveCommit(site, site.checkout, site.commit.sha, { name, prefix: base });
  return { name, what: 'the source, as committed' };
}
