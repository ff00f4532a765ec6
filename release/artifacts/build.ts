import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Io } from '../../ops/frame/io.js';
import { steps as stepsOf, type Steps } from '../../ops/frame/steps.js';
import { releaseError } from '../errors.js';
import { actionBundle } from './action-bundle.js';
import type { Absent, Artifact, Made } from './artifact.js';
import { readArtifacts, writeRecord } from './build-record.js';
import { buildEnv, runBuilder, type BuildSite } from './build-site.js';
import { checkOut } from './checkout.js';
import { docsSite } from './docs-site.js';
import { diskFailure } from './no-room.js';
import { installPackages } from './packages.js';
import { releaseCommit, type ReleaseCommit } from './release-commit.js';
import { runbooksBundle } from './runbooks-bundle.js';
import { runtimePackage } from './runtime-package.js';
import { runtimeSbom, wholeSbom } from './sbom.js';
import { signSums } from './sign.js';
import { sourceArchive } from './source-archive.js';
import { beginStaging, dropLeftovers, refuseForeign, settle } from './staging.js';
import { SIGNATURE, writeSums } from './sums.js';
import { BUNDLED, terraformBundle } from './terraform-bundle.js';

export interface ArtifactsRequest {
  readonly version: string;
  /** Anything that git knows as a commit. */
  readonly commit: string;
  /** Absolute path of the folder to make. */
  readonly out: string;
  /** SSH key to sign SHA256SUMS with. */
  readonly key?: string | undefined;
  /** Where progress is told; by default on `io.stderr`. */
  readonly steps?: Steps;
}

/** Builds one artefact into `site.files`, or says why this commit has none. */
type Builder = (site: BuildSite) => Promise<Made | Absent>;

/** Every artefact of a release, in the order in which they are listed. */
const BUILDERS: readonly (readonly [title: string, build: Builder])[] = [
  ['pack the runtime, twice', runtimePackage],
  ['bundle the action', actionBundle],
  ...BUNDLED.map(
    (environment) =>
      [
        `bundle the Terraform of ${environment}`,
        (site: BuildSite) => terraformBundle(site, environment),
      ] as const,
  ),
  ['bundle the runbooks', runbooksBundle],
  ['archive the source', sourceArchive],
  ['build the docs site', docsSite],
  ['write the SBOM of the runtime', runtimeSbom],
  ['write the SBOM of the house', wholeSbom],
];

/** What would be built, for --dry-run. */
export const BUILD_STEPS: readonly string[] = BUILDERS.map(([title]) => title);

/**
 * Builds every artefact of a version from its commit, into a folder that is complete or not there.
 * Where it is there already, from the same commit and as it was built, nothing is done. Throws PM-8040
 * for a wrong commit or version, PM-8041 for a folder that holds something else, PM-8042 when a tool
 * fails, PM-8043 when the disk refuses, PM-8044 when a package differs from itself, PM-8045 when
 * signing fails, PM-8050 for a folder whose files were changed, PM-7001 for a missing tool.
 */
export async function buildArtifacts(
  io: Io,
  { version, commit: named, out, key, steps = stepsOf(io) }: ArtifactsRequest,
): Promise<readonly Artifact[]> {
  const commit = await releaseCommit(io.root, named, version);
  const standing = await standingArtifacts(out, version, commit);
  if (standing !== undefined && (key === undefined || existsSync(join(out, SIGNATURE)))) {
    steps.skip('build the artefacts', 'they stand, and are what was built from this commit');
    return standing;
  }
  try {
    for (const folder of await dropLeftovers(out))
      steps.say(`took away ${folder}, of a killed run`);
    const stage = await beginStaging(out);
    try {
      const site = await laySite(io, stage, { version, commit }, steps);
      const made: (Made | Absent)[] = [];
      for (const [title, build] of BUILDERS) {
        made.push(await steps.run(title, () => build(site), noteOf));
      }
      await writeRecord(site, made);
      await writeSums(site.files);
      if (key !== undefined) {
        await steps.run('sign', () => signSums(io, site.files, key));
      }
      await settle(site.files, out);
    } finally {
      await rm(stage, { recursive: true, force: true });
    }
  } catch (error) {
    throw diskFailure(error, out);
  }
  return (await readArtifacts(out, version)).artifacts;
}

const noteOf = (one: Made | Absent): string =>
  'absent' in one ? `left out: ${one.why}` : one.name;

async function standingArtifacts(
  out: string,
  version: string,
  commit: ReleaseCommit,
): Promise<readonly Artifact[] | undefined> {
  refuseForeign(out);
  if (!existsSync(out)) return undefined;
  const built = await readArtifacts(out, version);
  if (built.commit === commit.sha) return built.artifacts;
  throw releaseError('PM-8041', {
    what: out,
    why: `it was built from commit ${built.commit.slice(0, 12)}, not from ${commit.sha.slice(0, 12)}`,
  });
}

/** A clean checkout in `stage`, with its packages, built. */
async function laySite(
  io: Io,
  stage: string,
  { version, commit }: Pick<BuildSite, 'version' | 'commit'>,
  steps: Steps,
): Promise<BuildSite> {
  const place = (name: string): string => join(stage, name);
  const checkout = place('checkout');
  const site: BuildSite = {
    io: { ...io, root: checkout, env: buildEnv(io.env, commit) },
    version,
    commit,
    checkout,
    scratch: place('scratch'),
    files: place('files'),
  };
  await mkdir(site.scratch);
  await mkdir(site.files);
  await steps.run(`check out ${commit.sha.slice(0, 12)}`, () => checkOut(site, io.root));
  await steps.run(
    'give it its packages',
    () => installPackages(site, io.root),
    (note) => note,
  );
  await steps.run('build it', () =>
    runBuilder(site, {
      command: 'npm',
      args: ['run', '--silent', 'build'],
      title: 'npm run build',
    }),
  );
  return site;
}
