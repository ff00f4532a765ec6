// What is installed with a package, and whether each of it may be there: without an override of this repository, on the
// oldest Node that is promised.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { minVersion, satisfies } from 'semver';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

interface Asked {
  readonly name: string;
  readonly range: string;
  readonly optional: boolean;
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

function askedBy(manifest: Manifest): readonly Asked[] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
  const { peerDependenciesMeta = {} } = manifest;
  const optional = (name: string): boolean =>
    name in optionalDependencies || peerDependenciesMeta[name]?.optional === true;
  return Object.entries({ ...peerDependencies, ...dependencies, ...optionalDependencies }).map(
    ([name, range]) => ({ name, range, optional: optional(name) }),
  );
}

/** The nearest `node_modules` that holds it, as Node looks for it. */
function placeOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (existsSync(join(place, 'package.json'))) return realpathSync(place);
    if (dirname(folder) === folder) return undefined;
  }
}

/** The oldest version of each line of Node that an `engines` promises. */
export function oldestOf(engines: string): readonly string[] {
  return engines.split('||').map((line) => minVersion(line)?.version ?? `none of ${line}`);
}

export interface InstalledTree {
  /** `name@version`, sorted, the package itself first. */
  readonly packages: readonly string[];
  /** What is there and should not be, one sentence each. */
  readonly complaints: readonly string[];
}

/** Looks at everything that is installed with the package in `folder`. */
export function installedTree(folder: string): InstalledTree {
  const own = manifestIn(folder);
  const promised = oldestOf(own.engines?.node ?? '');
  const complaints: string[] = [];
  const seen = new Map<string, string>();
  // By where it is installed, not by where it comes from: links are followed for what is below.
  const queue = [{ folder, manifest: own }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { name, version, engines: { node = '*' } = {} } = next.manifest;
    const told = `${name}@${version}`;
    if (seen.has(next.folder)) continue;
    seen.set(next.folder, told);
    for (const old of promised.filter((promise) => !satisfies(promise, node))) {
      complaints.push(`${told} runs on Node ${node}, which ${old} is not`);
    }
    for (const asked of askedBy(next.manifest)) {
      const place = placeOf(asked.name, next.folder);
      if (place === undefined) {
        if (!asked.optional) complaints.push(`${told} asks for ${asked.name}, which is missing`);
        continue;
      }
      const manifest = manifestIn(place);
      if (!satisfies(manifest.version, asked.range)) {
        const wants = `${asked.name} ${asked.range}`;
        complaints.push(`${told} asks for ${wants}, and ${manifest.version} is there`);
      }
      queue.push({ folder: place, manifest });
    }
  }
  const [first = '', ...others] = seen.values();
  return { packages: [first, ...others.sort()], complaints };
}
