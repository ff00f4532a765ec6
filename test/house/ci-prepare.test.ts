import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findProviderMirror } from '../../ops/terraform/provider-mirror.js';
import { MOTO_VERSION } from '../../ops/tools/python.js';

const PROVIDER = (
  createRequire(import.meta.url)('@cdktf/provider-aws/package.json') as {
    readonly cdktf: { readonly provider: { readonly version: string } };
  }
).cdktf.provider.version;

let runner: string;
beforeEach(() => {
  runner = mkdtempSync(join(tmpdir(), 'pm-runner-'));
  for (const folder of ['bin', 'home', 'temp']) mkdirSync(join(runner, folder));
  writeFileSync(join(runner, 'path'), '');
});
afterEach(() => rmSync(runner, { recursive: true, force: true }));

/** A program of the runner, which says what it was asked. */
function program(name: string, script: string): void {
  const file = join(runner, 'bin', name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >>"${runner}/calls"\n${script}\n`);
  chmodSync(file, 0o755);
}

/** A Python without the emulator, which can make a virtual environment. */
const BARE = `[ "$1" = -m ] || exit 1
mkdir -p "$4/bin"
printf '#!/bin/sh\\necho "venv $*" >>"%s/calls"\\n' "${'$'}{RUNNER_TEMP%/temp}" >"$4/bin/python"
chmod +x "$4/bin/python"`;
/** A Terraform that installs what the configuration names into its cache. */
const INSTALLS = `folder="${'$'}{1#-chdir=}"
version=$(sed -n 's/.*version = "\\(.*\\)"/\\1/p' "$folder/main.tf")
to="$TF_PLUGIN_CACHE_DIR/registry.terraform.io/hashicorp/aws/$version/linux_amd64"
mkdir -p "$to" && : >"$to/terraform-provider-aws_v$version"`;

const prepare = (): string =>
  execFileSync(resolve('.ci/prepare'), {
    encoding: 'utf8',
    env: {
      PATH: [join(runner, 'bin'), process.env['PATH']].join(delimiter),
      HOME: join(runner, 'home'),
      RUNNER_TEMP: join(runner, 'temp'),
      GITHUB_PATH: join(runner, 'path'),
    },
  });
const read = (name: string): string => readFileSync(join(runner, name), 'utf8');

describe('.ci/prepare', () => {
  it('makes a Python with the emulator, and puts it first on the path of the job', () => {
    program('python3', BARE);
    program('terraform', INSTALLS);
    expect(prepare()).toContain(`moto ${MOTO_VERSION} is in ${runner}/temp/emulator`);
    expect(read('calls')).toMatch(
      new RegExp(
        `^venv -m pip install .*moto\\[server\\]==${MOTO_VERSION.replaceAll('.', '\\.')}$`,
        'm',
      ),
    );
    expect(read('path')).toBe(`${runner}/temp/emulator/bin\n`);
  });

  it('installs the provider where every Terraform of the tests finds it', () => {
    program('python3', 'exit 0');
    program('terraform', INSTALLS);
    prepare();
    const home = join(runner, 'home');
    expect(findProviderMirror({ HOME: home }, { home, platform: 'linux_amd64' })).toEqual({
      path: join(home, '.terraform.d/plugins'),
      versions: [PROVIDER],
    });
  });

  it('fetches nothing that is there, and fails when it gets nothing', () => {
    program('python3', 'exit 0');
    program('terraform', INSTALLS);
    prepare();
    rmSync(join(runner, 'calls'));
    expect(prepare()).toBe(`moto ${MOTO_VERSION} is there\nprovider aws ${PROVIDER} is there\n`);
    expect(read('calls')).not.toContain('terraform');
    rmSync(join(runner, 'home/.terraform.d'), { recursive: true });
    program('terraform', 'exit 1');
    expect(prepare).toThrow();
  });
});
