import { join } from 'node:path';
import { runBuilder, type BuildSite } from './build-site.js';

/**
 * Checks the commit out into `site.checkout`: what is changed or untracked in the folder of the person
 * is no part of a release. The repository itself is only read.
 */
export async function checkOut(
  site: Pick<BuildSite, 'io' | 'checkout' | 'commit' | 'scratch'>,
  root: string,
): Promise<void> {
  const { checkout, commit, scratch } = site;
  await runBuilder(site, {
    command: 'git',
    // --shared: objects are read where they are, so that even a commit of no branch is there.
    args: ['clone', '--quiet', '--shared', '--no-checkout', root, checkout],
    cwd: scratch,
    // The person's own settings say whose repository may be read (safe.directory).
    env: { GIT_CONFIG_GLOBAL: undefined, GIT_CONFIG_NOSYSTEM: undefined },
    title: 'the checkout',
  });
  await runBuilder(site, {
    command: 'git',
    args: [...SETTINGS, 'checkout', '--quiet', '--detach', commit.sha],
    cwd: checkout,
    title: 'the checkout',
  });
}

/** Bytes as they are committed, whatever the platform or the person prefers. */
const SETTINGS = ['core.autocrlf=false', 'core.eol=lf', 'core.attributesFile=/dev/null'].flatMap(
  (setting) => ['-c', setting],
);

/** The file of a checkout that names its packages. */
export const lockFileOf = (checkout: string): string => join(checkout, 'package-lock.json');
