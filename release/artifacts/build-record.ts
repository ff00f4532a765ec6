import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Absent, Artifact, Made } from './artifact.js';
import { runBuilder, type BuildSite } from './build-site.js';
import { lockFileOf } from './checkout.js';
import { checkedSums, digestOf, SIGNATURE, SUMS } from './sums.js';

/** What somebody needs to build the same bytes again. */
interface BuildRecord {
  readonly schema: 1;
  readonly version: string;
  readonly commit: string;
  /** Committer date of the commit, UTC. */
  readonly date: string;
  readonly tools: Readonly<Record<'node' | 'npm' | 'git', string>>;
  /** Operating system and architecture: some packages ship their binaries for these. */
  readonly platform: string;
  /** SHA-256 of package-lock.json. */
  readonly lockFile: string;
  readonly artifacts: readonly Made[];
  readonly absent: readonly Absent[];
}

const recordName = (version: string): string => `phase-mirror-${version}.build.json`;

export async function writeRecord(
  site: BuildSite,
  made: readonly (Made | Absent)[],
): Promise<void> {
  const versionOf = async (command: string): Promise<string> => {
    const run = { command, args: ['--version'], title: `${command} --version` };
    return (await runBuilder(site, run)).stdout.trim().replace(/^git version /, '');
  };
  const name = recordName(site.version);
  const record: BuildRecord = {
    schema: 1,
    version: site.version,
    commit: site.commit.sha,
    date: new Date(site.commit.epoch * 1000).toISOString(),
    tools: { node: process.version, npm: await versionOf('npm'), git: await versionOf('git') },
    platform: `${process.platform}-${process.arch}`,
    lockFile: createHash('sha256')
      .update(await readFile(lockFileOf(site.checkout)))
      .digest('hex'),
    artifacts: [
      ...made.filter((one) => 'name' in one),
      { name, what: 'what it was built from, and with which tools' },
    ],
    absent: made.filter((one) => 'absent' in one),
  };
  await writeFile(join(site.files, name), `${JSON.stringify(record, null, 2)}\n`);
}

export interface BuiltArtifacts {
  readonly commit: string;
  readonly artifacts: readonly Artifact[];
  readonly absent: readonly Absent[];
}

/**
 * Reads a folder that `buildArtifacts` made, every file against its digest. Throws PM-8050 when one is
 * not what was built.
 */
export async function readArtifacts(folder: string, version: string): Promise<BuiltArtifacts> {
  const sums = await checkedSums(folder);
  const text = await readFile(join(folder, recordName(version)), 'utf8');
  const { commit, artifacts, absent } = JSON.parse(text) as BuildRecord;
  const described = new Map(artifacts.map(({ name, what }) => [name, what]));
  const known = [...sums].map(([name, digest]) => ({
    name,
    path: join(folder, name),
    ...digest,
    what: described.get(name) ?? '',
  }));
  const own = [
    { name: SUMS, what: 'the digests of all other files' },
    { name: SIGNATURE, what: `who built them: the signature of ${SUMS}` },
  ];
  for (const { name, what } of own) {
    const path = join(folder, name);
    if (existsSync(path)) known.push({ name, path, ...(await digestOf(path)), what });
  }
  return { commit, absent, artifacts: known };
}
