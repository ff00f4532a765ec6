import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cliConfig, terraformSetting } from '../../../ops/terraform/cli-config.js';
import { findProviderMirror, terraformPlatform } from '../../../ops/terraform/provider-mirror.js';

const PLATFORM = 'linux_amd64';
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pm-mirror-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A mirror below `path`, unpacked. */
function mirrorAt(path: string, version = '5.100.0', platform = PLATFORM): string {
  const mirror = join(root, path);
  mkdirSync(join(mirror, 'registry.terraform.io/hashicorp/aws', version, platform), {
    recursive: true,
  });
  return mirror;
}

const search = (extra: object = {}): object => ({
  home: join(root, 'home'),
  prefixes: [join(root, 'opt'), join(root, 'usr/share')],
  implied: [join(root, 'implied')],
  platform: PLATFORM,
  ...extra,
});

describe('findProviderMirror', () => {
  it('finds nothing where there is nothing', () => {
    expect(findProviderMirror({}, search())).toBeUndefined();
  });

  it.each([
    ['an implied mirror folder of Terraform', 'implied'],
    ['~/.terraform.d', 'home/.terraform.d/anything'],
    ['a system prefix itself', 'opt'],
    ['one level below a system prefix', 'opt/mirror'],
    ['two levels below a system prefix', 'usr/share/terraform/plugins'],
  ])('finds one in %s', (_, path) => {
    const mirror = mirrorAt(path);
    expect(findProviderMirror({}, search())).toEqual({ path: mirror, versions: ['5.100.0'] });
  });

  it('takes no plugin cache for a mirror: Terraform cannot install from a cache into it', () => {
    mirrorAt('home/.terraform.d/plugin-cache');
    const cache = mirrorAt('opt/cache');
    const env = { TF_PLUGIN_CACHE_DIR: cache };
    expect(findProviderMirror(env, search())).toBeUndefined();
    expect(findProviderMirror({}, search())?.path).toBe(cache);
  });

  it('does not look deeper than two levels', () => {
    mirrorAt('opt/a/b/c');
    expect(findProviderMirror({}, search())).toBeUndefined();
  });

  it('takes what Terraform would read before what lies about, and the shallow before the deep', () => {
    mirrorAt('opt/a');
    const implied = mirrorAt('implied');
    expect(findProviderMirror({}, search())?.path).toBe(implied);
    rmSync(implied, { recursive: true });
    mirrorAt('opt/a0/b');
    expect(findProviderMirror({}, search())?.path).toBe(join(root, 'opt/a'));
  });

  it('takes the one that PHASE_MIRROR_PROVIDER_MIRROR names, and only that one', () => {
    mirrorAt('opt');
    const named = mirrorAt('elsewhere');
    const env = { PHASE_MIRROR_PROVIDER_MIRROR: named };
    expect(findProviderMirror(env, search())?.path).toBe(named);
    const inner = { PHASE_MIRROR_PROVIDER_MIRROR: join(named, 'registry.terraform.io') };
    expect(findProviderMirror(inner, search())?.path).toBe(named);
    const wrong = { PHASE_MIRROR_PROVIDER_MIRROR: join(root, 'nowhere') };
    expect(findProviderMirror(wrong, search())).toBeUndefined();
  });

  it('counts only this platform, unpacked or packed, and sorts versions as numbers', () => {
    const mirror = mirrorAt('opt', '5.9.0');
    mirrorAt('opt', '5.100.0');
    mirrorAt('opt', '6.0.0', 'darwin_arm64');
    writeFileSync(
      join(
        mirror,
        'registry.terraform.io/hashicorp/aws',
        `terraform-provider-aws_5.20.1_${PLATFORM}.zip`,
      ),
      '',
    );
    expect(findProviderMirror({}, search())?.versions).toEqual(['5.9.0', '5.20.1', '5.100.0']);
    expect(findProviderMirror({}, search({ version: '5.100.0' }))?.versions).toEqual(['5.100.0']);
    expect(findProviderMirror({}, search({ version: '4.0.0' }))).toBeUndefined();
  });

  it('knows the implied folders of this platform', () => {
    const data = mirrorAt('data/terraform/plugins');
    const env = { XDG_DATA_HOME: join(root, 'data'), APPDATA: root };
    const found = findProviderMirror(env, {
      home: join(root, 'home'),
      prefixes: [],
      platform: PLATFORM,
    });
    expect(found?.path).toBe(process.platform === 'linux' ? data : undefined);
  });
});

describe('terraformPlatform', () => {
  it.each([
    ['linux', 'x64', 'linux_amd64'],
    ['darwin', 'arm64', 'darwin_arm64'],
    ['win32', 'ia32', 'windows_386'],
  ] as const)('spells %s %s as %s', (os, cpu, platform) => {
    expect(terraformPlatform(os, cpu)).toBe(platform);
  });
});

describe('terraformSetting', () => {
  const folder = (): string => join(root, 'work');

  it('writes a CLI configuration for the mirror into the folder of the run', () => {
    const mirror = mirrorAt('opt');
    const { env } = terraformSetting({}, folder(), search());
    const file = env['TF_CLI_CONFIG_FILE'] ?? '';
    expect(dirname(file)).toBe(folder());
    expect(readFileSync(file, 'utf8')).toBe(cliConfig({ path: mirror, versions: [] }));
    expect(env).toMatchObject({ CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' });
  });

  it('takes plugin caches away: the stacks that cdktf initialises at once would share one', () => {
    mirrorAt('opt');
    const { env } = terraformSetting({ TF_PLUGIN_CACHE_DIR: '/cache' }, folder(), search());
    expect(env).toMatchObject({ CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1' });
    expect(env).toHaveProperty('TF_PLUGIN_CACHE_DIR', undefined);
  });

  it('installs other providers as usual', () => {
    const text = cliConfig({ path: '/a "b"', versions: [] });
    expect(text).toContain('path    = "/a \\"b\\""');
    expect(text).toMatch(/direct \{\n {4}exclude = \["registry\.terraform\.io\/hashicorp\/aws"\]/);
  });

  it('without a mirror lets Terraform download once for all stacks', () => {
    const { env, mirror } = terraformSetting({}, folder(), search());
    expect(mirror).toBeUndefined();
    expect(env['TF_CLI_CONFIG_FILE']).toBeUndefined();
    expect(existsSync(env['TF_PLUGIN_CACHE_DIR'] ?? '')).toBe(true);
  });

  it('takes a TF_CLI_CONFIG_FILE away that names no file', () => {
    const present = { TF_CLI_CONFIG_FILE: join(root, 'missing') };
    const { env } = terraformSetting(present, folder(), search());
    expect(env).toHaveProperty('TF_CLI_CONFIG_FILE', undefined);
  });

  it.each(['named', 'at home'])('leaves a configuration of one’s own (%s) in force', (where) => {
    mirrorAt('opt');
    const own = where === 'named' ? join(root, 'own.rc') : join(root, 'home/.terraformrc');
    mkdirSync(dirname(own), { recursive: true });
    writeFileSync(own, '');
    const present = where === 'named' ? { TF_CLI_CONFIG_FILE: own } : {};
    const { env, mirror } = terraformSetting(present, folder(), search());
    expect(env).not.toHaveProperty('TF_CLI_CONFIG_FILE');
    expect(mirror).toBeUndefined();
    // Said explicitly, the mirror wins.
    const said = { ...present, PHASE_MIRROR_PROVIDER_MIRROR: join(root, 'opt') };
    expect(terraformSetting(said, folder(), search()).mirror?.path).toBe(join(root, 'opt'));
  });
});
