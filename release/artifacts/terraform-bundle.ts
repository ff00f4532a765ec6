import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { synthesise } from '../../ops/terraform/synthesise.js';
import { runtimeError } from '../../runtime/src/errors/index.js';
import { STACKS, type Environment } from '../../runtime/src/names/index.js';
import { archiveFolder } from './archive.js';
import type { Made } from './artifact.js';
import type { BuildSite } from './build-site.js';
import { bundleReadme } from './terraform-readme.js';
import { placeholderSettings, withVariables, type BundledStack } from './terraform-variables.js';

/**
 * Environments that a release is deployed to with plain Terraform. `local` is none of them: it lives on
 * an emulator that only the runbooks start.
 */
export const BUNDLED = ['staging', 'production'] as const satisfies readonly Environment[];

/**
 * The synthesised stacks of an environment for whoever deploys with plain `terraform`, without Node.
 * Account, region and repository are variables, so that one bundle serves everybody, and nothing of
 * the machine that built it is in it.
 */
export async function terraformBundle(
  site: BuildSite,
  environment: (typeof BUNDLED)[number],
): Promise<Made> {
  const folder = join(site.scratch, `terraform-${environment}`);
  await layBundle(site, environment, folder);
  const base = `phase-mirror-terraform-${environment}-${site.version}`;
  await archiveFolder(site, folder, { name: `${base}.tar.gz`, prefix: base });
  return {
    name: `${base}.tar.gz`,
    what: `the stacks of ${environment} for plain Terraform, without Node`,
  };
}

/** Writes the bundle of one environment into `folder`. */
export async function layBundle(
  { io, version, scratch }: Pick<BuildSite, 'io' | 'version' | 'scratch'>,
  environment: (typeof BUNDLED)[number],
  folder: string,
): Promise<void> {
  const env = { ...io.env, ...placeholderSettings(environment) };
  const out = join(scratch, `synthesised-${environment}`);
  await synthesise({ ...io, env }, environment, out);
  const backends: BundledStack['backend'][] = [];
  for (const stack of STACKS) {
    const text = await readFile(join(out, 'stacks', stack, 'cdk.tf.json'), 'utf8');
    const bundled = withVariables(JSON.parse(text) as Parameters<typeof withVariables>[0]);
    backends.push(bundled.backend);
    await mkdir(join(folder, stack), { recursive: true });
    await writeFile(
      join(folder, stack, 'main.tf.json'),
      `${JSON.stringify(bundled.configuration, null, 2)}\n`,
    );
  }
  await writeFile(join(folder, 'backend.hcl.in'), backendFile(backends));
  await writeFile(join(folder, 'README.md'), bundleReadme(environment, version));
}

/** What every stack's `terraform init` needs; one file, because every stack's state lies in one bucket. */
function backendFile(backends: readonly BundledStack['backend'][]): string {
  const lines = backends.map((backend) =>
    Object.entries(backend)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join(''),
  );
  const [first = '', ...others] = lines;
  if (others.some((other) => other !== first)) {
    throw runtimeError('PM-1003', {
      what: 'the backends of the stacks',
      why: 'they differ, and a bundle has one file for all',
    });
  }
  return first;
}
