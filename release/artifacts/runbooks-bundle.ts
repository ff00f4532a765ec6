import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { releaseError } from '../errors.js';
import type { Made } from './artifact.js';
import { archiveFolder } from './archive.js';
import { runBuilder, type BuildSite } from './build-site.js';

/**
 * What an operator needs to run every runbook, and no more: the runbooks, the stacks that they deploy,
 * the part of the runtime that both are built on, the examples that `up` judges, the pages that
 * messages and alarms point at, and the lock file that says with which packages. No tests, no release
 * tooling.
 */
const CONTENT = [
  '.npmrc',
  'LICENSE',
  'VERSION',
  'cdktf.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'ops',
  'stacks',
  'runtime/package.json',
  'runtime/README.md',
  'runtime/action.yml',
  'runtime/tsconfig.build.json',
  'runtime/bin',
  'runtime/src',
  'examples',
  'docs/environments.md',
  'docs/errors.md',
  'docs/rules',
  'docs/runbooks',
] as const;

/**
 * Lays the bundle out in `folder`: of the checkout what is committed, not what its build has made there.
 * Throws PM-8042 when a part of it is not in the commit.
 */
export async function layRunbooks(
  site: Pick<BuildSite, 'io' | 'checkout' | 'version'>,
  folder: string,
): Promise<void> {
  const { stdout } = await runBuilder(site, {
    command: 'git',
    args: ['ls-files', '-z', '--', ...CONTENT],
    cwd: site.checkout,
    title: 'the list of committed files',
  });
  const files = stdout.split('\0').filter((path) => path !== '');
  const missing = CONTENT.find((part) =>
    files.every((path) => path !== part && !path.startsWith(`${part}/`)),
  );
  if (missing !== undefined) {
    throw releaseError('PM-8042', {
      what: 'the bundle of the runbooks',
      why: `the commit has no ${missing}`,
    });
  }
  for (const path of files) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await copyFile(join(site.checkout, path), join(folder, path));
  }
  await writeFile(join(folder, 'README.md'), readme(site.version));
}

export async function runbooksBundle(site: BuildSite): Promise<Made> {
  const folder = join(site.scratch, 'runbooks');
  await layRunbooks(site, folder);
  const base = `phase-mirror-runbooks-${site.version}`;
  await archiveFolder(site, folder, { name: `${base}.tar.gz`, prefix: base });
  return {
    name: `${base}.tar.gz`,
    what: 'the runbooks with the stacks that they deploy, for operators',
  };
}

function readme(version: string): string {
  return `# Phase Mirror ${version}: the runbooks

Needed: Node 20.19+, 22.13+ or 24, Terraform 1.11 or newer, git, and for the environment \`local\` Python 3.

\`\`\`sh
npm ci --ignore-scripts
npm run ops -- doctor
\`\`\`

\`doctor\` names what is missing. \`npm run ops\` lists the runbooks, \`npm run ops -- NAME --help\` explains one; each has \`--env --dry-run --yes --json\`.

\`\`\`sh
npm run ops -- bootstrap --env staging    # the state backend and the workspaces
npm run ops -- deploy --env staging       # plan, review, apply exactly those plans, verify
npm run ops -- verify --env staging       # every promise against the live environment
\`\`\`

Account and GitHub organisation of staging and production are settings: [docs/environments.md](docs/environments.md). What each runbook changes and how to undo it: [docs/runbooks](docs/runbooks).
Messages carry codes: [docs/errors.md](docs/errors.md). \`npm run up\` makes a complete environment on this machine to practise on, \`npm run down\` takes it away.

The tests and the release tooling are in the archive of the source.
`;
}
