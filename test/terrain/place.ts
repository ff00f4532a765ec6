// A folder with the stacks of this checkout and CDK Terrain in the place of CDKTF.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a user writes into package.json to leave CDKTF: docs/adr/0013 says the same lines. */
export const DEPENDENCIES = {
  dependencies: {
    cdktf: 'npm:cdktn@0.24.0',
    '@cdktf/provider-aws': '20.1.0',
    constructs: '>=10.6.0 <10.8.0',
  },
  // The provider names `cdktf ^0.21.0` and an older `constructs` as its peers.
  overrides: { '@cdktf/provider-aws': { cdktf: '$cdktf', constructs: '$constructs' } },
} as const;

/** What stacks/ reads of the rest of the house, and what they are run and checked with. */
const SOURCES = ['stacks', 'runtime/src/names', 'runtime/src/errors', 'tsconfig.json'];
const TOOLS = ['zod', '@types/node', 'undici-types'];

/** npm could not install CDK Terrain; the message is what npm says. */
export class NotInstalled extends Error {}

/** Makes the folder and installs into it from the npm registry. */
export async function layTerrain(root: string, folder: string): Promise<void> {
  const manifest = { name: 'terrain', private: true, type: 'module', ...DEPENDENCIES };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  for (const source of SOURCES) {
    await cp(join(root, source), join(folder, source), { recursive: true });
  }
  const install = [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-save',
    '--loglevel=error',
  ];
  await run('npm', install, { cwd: folder }).catch((error: unknown) => {
    const { stderr = '' } = error as { stderr?: string };
    throw new NotInstalled(stderr.trim() === '' ? String(error) : stderr);
  });
  await mkdir(join(folder, 'node_modules/@types'), { recursive: true });
  for (const tool of TOOLS) {
    await symlink(join(root, 'node_modules', tool), join(folder, 'node_modules', tool), 'junction');
  }
}

/** Type-checks the stacks where they lie; answers what tsc has to say, nothing when they are sound. */
export async function typesOf(root: string, folder: string): Promise<string> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return run(process.execPath, [tsc, '--noEmit'], { cwd: folder }).then(
    () => '',
    (error: unknown) => (error as { stdout: string }).stdout,
  );
}

/** Synthesises one environment in `folder`; answers the JSON of each stack by its name. */
export async function synthesised(
  root: string,
  folder: string,
  environment: string,
  out: string,
  settings: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  // tsx of this checkout, by its path: the folder has none.
  const tsx = import.meta.resolve('tsx', `file://${root}/`);
  await mkdir(out, { recursive: true });
  const { PATH, HOME } = process.env;
  await run(process.execPath, ['--import', tsx, 'stacks/main.ts'], {
    cwd: folder,
    env: { PATH, HOME, ...settings, TF_WORKSPACE: environment, CDKTF_OUTDIR: out },
  });
  const manifest = await readFile(join(out, 'manifest.json'), 'utf8');
  const { stacks } = JSON.parse(manifest) as { stacks: Record<string, unknown> };
  const found: Record<string, unknown> = {};
  for (const stack of Object.keys(stacks)) {
    found[stack] = JSON.parse(await readFile(join(out, 'stacks', stack, 'cdk.tf.json'), 'utf8'));
  }
  return found;
}

/** Name and version of the package that answers to `cdktf` in a folder. */
export async function makerIn(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'node_modules/cdktf/package.json'), 'utf8');
  const { name, version } = JSON.parse(text) as { name: string; version: string };
  return `${name} ${version}`;
}
