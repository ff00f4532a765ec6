/** The part of npm's package-lock.json (version 3) that the release reads. */
export interface LockFile {
  readonly name?: string;
  readonly version?: string;
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * The lock file of one workspace as if it were a project of its own: what is installed with the
 * published package, in the versions that were tested.
 */
export function lockFileOfWorkspace(
  whole: LockFile,
  workspace: string,
  manifest: { readonly name: string; readonly version: string },
): LockFile {
  const { packages } = whole;
  const own = packages[workspace];
  if (own === undefined) throw new Error(`package-lock.json has no workspace ${workspace}`);
  const needed: Record<string, LockedPackage> = {};
  const queue = namesOf(own).map((need) => ({ need, from: workspace }));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { need, from } = next;
    const place = placeOf(packages, need.name, from);
    if (place === undefined) {
      if (need.optional) continue;
      throw new Error(`package-lock.json has no ${need.name} for ${from}`);
    }
    const found = packages[place] ?? {};
    const path = place.startsWith(`${workspace}/`) ? place.slice(workspace.length + 1) : place;
    if (path in needed) continue;
    // Alone in the world nothing is a development dependency.
    const { dev, devOptional, ...rest } = found;
    void dev;
    needed[path] = devOptional === true ? { ...rest, optional: true } : rest;
    queue.push(...namesOf(found).map((need) => ({ need, from: place })));
  }
  const sorted = Object.fromEntries(Object.entries(needed).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    name: manifest.name,
    version: manifest.version,
    lockfileVersion: whole.lockfileVersion,
    packages: { '': { ...own }, ...sorted },
  };
}

interface Need {
  readonly name: string;
  readonly optional: boolean;
}

function namesOf(one: LockedPackage): readonly Need[] {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = one;
  const needs = (names: object | undefined, optional: (name: string) => boolean): Need[] =>
    Object.keys(names ?? {}).map((name) => ({ name, optional: optional(name) }));
  return [
    ...needs(dependencies, () => false),
    ...needs(optionalDependencies, () => true),
    ...needs(peerDependencies, (name) => peerDependenciesMeta?.[name]?.optional === true).filter(
      ({ optional }) => !optional,
    ),
  ];
}

/** Where Node finds a package: in the nearest node_modules from where it is asked for. */
function placeOf(packages: LockFile['packages'], name: string, from: string): string | undefined {
  for (let base = from; ; base = base.slice(0, Math.max(base.lastIndexOf('/node_modules/'), 0))) {
    const place = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (place in packages) return place;
    if (base === '') return undefined;
  }
}
