import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProviderMirror, type MirrorSearch, type ProviderMirror } from './provider-mirror.js';

type Env = Readonly<Record<string, string | undefined>>;

export interface TerraformSetting {
  /** Added to the environment of every Terraform command; `undefined` takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly mirror: ProviderMirror | undefined;
}

const PROVIDER = 'registry.terraform.io/hashicorp/aws';

/** CLI configuration that installs the AWS provider from the mirror and all others as usual. */
export function cliConfig(mirror: ProviderMirror): string {
  return [
    'disable_checkpoint = true',
    '',
    'provider_installation {',
    '  filesystem_mirror {',
    `    path    = ${JSON.stringify(mirror.path)}`,
    `    include = ["${PROVIDER}"]`,
    '  }',
    '  direct {',
    `    exclude = ["${PROVIDER}"]`,
    '  }',
    '}',
    '',
  ].join('\n');
}

/**
 * The environment of every Terraform command of a run. A configuration of the person's own is left
 * in force; a TF_CLI_CONFIG_FILE that names no file is taken away, because Terraform would warn at
 * every command. `folder` is the run's own.
 */
export function terraformSetting(
  env: Env,
  folder: string,
  search: MirrorSearch = {},
): TerraformSetting {
  const quiet = { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
  const home = search.home ?? env['HOME'] ?? homedir();
  const named = env['TF_CLI_CONFIG_FILE'];
  const ownConfig = named ? existsSync(named) : existsSync(join(home, '.terraformrc'));
  const forced = Boolean(env['PHASE_MIRROR_PROVIDER_MIRROR']);
  if (ownConfig && !forced) return { env: quiet, mirror: undefined };

  const mirror = findProviderMirror(env, search);
  mkdirSync(folder, { recursive: true });
  if (mirror === undefined) {
    // Downloaded once for the four stacks, not four times: the provider has 700 MB.
    const cache = env['TF_PLUGIN_CACHE_DIR'] ?? join(folder, 'plugins');
    mkdirSync(cache, { recursive: true });
    return {
      env: { ...quiet, TF_CLI_CONFIG_FILE: undefined, TF_PLUGIN_CACHE_DIR: cache },
      mirror,
    };
  }
  const file = join(folder, 'terraform.rc');
  writeFileSync(file, cliConfig(mirror));
  // A cache gains nothing beside a mirror, and four stacks that cdktf initialises at once fall over each other in it.
  const uncached = { TF_PLUGIN_CACHE_DIR: undefined, CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1' };
  return { env: { ...quiet, ...uncached, TF_CLI_CONFIG_FILE: file }, mirror };
}
