import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Folder that Terraform can install the AWS provider from without a registry. */
export interface ProviderMirror {
  /** The folder that holds `registry.terraform.io`. */
  readonly path: string;
  /** Newest last. */
  readonly versions: readonly string[];
}

export interface MirrorSearch {
  readonly home?: string;
  /** Folders that are searched two levels deep. */
  readonly prefixes?: readonly string[];
  /** Folders that Terraform itself reads; default: those of this platform. */
  readonly implied?: readonly string[];
  /** The exact version wanted; default: any. */
  readonly version?: string;
  /** As Terraform spells it, for example `linux_amd64`. */
  readonly platform?: string;
}

const REGISTRY = 'registry.terraform.io';
const PROVIDER = join(REGISTRY, 'hashicorp', 'aws');
const SYSTEM_PREFIXES = [
  '/opt',
  '/usr/local',
  '/usr/share',
  '/usr/lib',
  '/srv',
  '/var/lib',
  '/opt/homebrew',
];
const DEPTH = 2;

/**
 * Looks for a provider mirror on this machine: where PHASE_MIRROR_PROVIDER_MIRROR says, then where
 * Terraform itself looks, then below `~/.terraform.d` and the usual system prefixes. Undefined when
 * there is none: Terraform then downloads as usual.
 */
export function findProviderMirror(
  env: Env,
  search: MirrorSearch = {},
): ProviderMirror | undefined {
  const home = search.home ?? env['HOME'] ?? homedir();
  const platform = search.platform ?? terraformPlatform();
  // Terraform refuses to install a provider from its own cache into it; cdktf fills one of this name.
  const caches = [join(home, '.terraform.d', 'plugin-cache'), env['TF_PLUGIN_CACHE_DIR']];
  const at = (path: string): ProviderMirror | undefined => {
    if (caches.includes(path)) return undefined;
    const versions = versionsIn(join(path, PROVIDER), platform).filter(
      (version) => search.version === undefined || version === search.version,
    );
    return versions.length === 0 ? undefined : { path, versions };
  };
  const named = env['PHASE_MIRROR_PROVIDER_MIRROR'];
  if (named) {
    // People name the mirror, or the folder `registry.terraform.io` in it.
    return at(named) ?? (basename(named) === REGISTRY ? at(dirname(named)) : undefined);
  }
  for (const folder of search.implied ?? impliedFolders(env, home)) {
    const found = at(folder);
    if (found !== undefined) return found;
  }
  for (const prefix of [join(home, '.terraform.d'), ...(search.prefixes ?? SYSTEM_PREFIXES)]) {
    const found = firstBelow(prefix, DEPTH, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Terraform's name of this platform. */
export function terraformPlatform(
  os: NodeJS.Platform = process.platform,
  cpu: string = process.arch,
): string {
  const arch: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
  return `${os === 'win32' ? 'windows' : os}_${arch[cpu] ?? cpu}`;
}

/** The implied local mirror directories of Terraform's CLI configuration documentation. */
function impliedFolders(env: Env, home: string): readonly string[] {
  if (process.platform === 'win32') {
    return [env['APPDATA'], env['APPDATA'] && join(env['APPDATA'], 'HashiCorp', 'Terraform')]
      .filter((root): root is string => Boolean(root))
      .map((root) => join(root, 'terraform.d', 'plugins'));
  }
  const own = join(home, '.terraform.d', 'plugins');
  if (process.platform === 'darwin') {
    return [
      own,
      join(home, 'Library/Application Support/io.terraform/plugins'),
      '/Library/Application Support/io.terraform/plugins',
    ];
  }
  const data = [
    env['XDG_DATA_HOME'] || join(home, '.local/share'),
    ...(env['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share').split(':'),
  ];
  return [own, ...data.filter(Boolean).map((root) => join(root, 'terraform', 'plugins'))];
}

/** Versions of the provider that are there for the platform, unpacked or as a zip file. */
function versionsIn(folder: string, platform: string): readonly string[] {
  const packed = new RegExp(`^terraform-provider-aws_(\\d[^_]*)_${platform}\\.zip$`);
  return entries(folder)
    .flatMap((name) => {
      const zip = packed.exec(name)?.[1];
      if (zip !== undefined) return [zip];
      return isFolder(join(folder, name, platform)) ? [name] : [];
    })
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Breadth first, so that a mirror near the prefix wins over one deep inside a package. */
function firstBelow<T>(
  root: string,
  depth: number,
  test: (path: string) => T | undefined,
): T | undefined {
  let level = [root];
  for (let deep = 0; deep <= depth; deep++) {
    for (const path of level) {
      const found = test(path);
      if (found !== undefined) return found;
    }
    if (deep === depth) return undefined;
    level = level.flatMap((path) =>
      entries(path)
        .map((name) => join(path, name))
        .filter(isFolder),
    );
  }
  return undefined;
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // Not there, not a folder or not ours to read: no mirror here.
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
