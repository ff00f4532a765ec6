import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Made } from './artifact.js';
import { runBuilder, type BuildSite } from './build-site.js';
import { lockFileOf } from './checkout.js';
import { lockFileOfWorkspace, type LockFile } from './lock-file.js';

/** The part of a CycloneDX document that npm fills with what differs from run to run. */
export interface Sbom {
  serialNumber?: string;
  metadata: { timestamp: string; component: { name: string } };
}

/**
 * A CycloneDX document that is the same for the same content: npm draws its serial number, takes the
 * clock, and calls a project by the folder that it lies in.
 */
export function reproducible<T extends Sbom>(document: T, name: string, epoch: number): T {
  const { serialNumber, ...rest } = document;
  void serialNumber;
  const metadata = {
    ...document.metadata,
    timestamp: new Date(epoch * 1000).toISOString(),
    component: { ...document.metadata.component, name },
  };
  const content = { ...rest, metadata };
  const serial = `urn:uuid:${uuidOf(JSON.stringify(content))}`;
  return { ...document, serialNumber: serial, metadata };
}

/** A UUID made of a digest: version 8 of RFC 9562, whose bits are the maker's own. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/** What is installed with the published package, in the versions that it was tested with. */
export async function runtimeSbom(site: BuildSite): Promise<Made> {
  const folder = join(site.scratch, 'sbom');
  await mkdir(folder);
  const read = async (path: string): Promise<unknown> =>
    JSON.parse(await readFile(path, 'utf8')) as unknown;
  const manifest = (await read(join(site.checkout, 'runtime/package.json'))) as Manifest;
  const house = (await read(join(site.checkout, 'package.json'))) as Manifest;
  const whole = (await read(lockFileOf(site.checkout))) as LockFile;
  const own = lockFileOfWorkspace(whole, 'runtime', manifest);
  // npm finds versions that an override chose wrong, unless it is told of the override.
  const { overrides = {} } = house;
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ ...manifest, overrides }, null, 2),
  );
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(own, null, 2));
  const name = `phase-mirror-runtime-${site.version}.cdx.json`;
  await write(site, folder, { name, component: '@phase-mirror/runtime' });
  return { name, what: 'software bill of materials of the npm package (CycloneDX)' };
}

/** Everything that builds, tests and operates a checkout: what the runbooks install. */
export async function wholeSbom(site: BuildSite): Promise<Made> {
  const name = `phase-mirror-${site.version}.cdx.json`;
  await write(site, site.checkout, { name, component: 'phase-mirror' });
  return { name, what: 'software bill of materials of the whole house (CycloneDX)' };
}

async function write(
  site: BuildSite,
  folder: string,
  { name, component }: { readonly name: string; readonly component: string },
): Promise<void> {
  const { stdout } = await runBuilder(site, {
    command: 'npm',
    args: ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'],
    cwd: folder,
    title: 'npm sbom',
  });
  const document = reproducible(JSON.parse(stdout) as Sbom, component, site.commit.epoch);
  await writeFile(join(site.files, name), `${JSON.stringify(document, null, 2)}\n`);
}
