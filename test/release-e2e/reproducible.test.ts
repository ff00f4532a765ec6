import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lockFileOfWorkspace, type LockFile } from '../../release/artifacts/lock-file.js';
import { terraformSetting } from '../../ops/terraform/cli-config.js';
import { artifacts, ownRelease, ROOT, run, secondClone } from './built.js';

const MINUTE = 60_000;
const top = mkdtempSync(join(tmpdir(), 'phase-mirror-release-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
const first = join(top, 'first/artifacts');
const second = join(top, 'another place/deeper/out');
const unpacked = join(top, 'unpacked');
let own: { readonly version: string; readonly commit: string };
const args = (out: string): readonly string[] => [
  own.version,
  ...['--commit', own.commit, '--out', out],
];
const file = (name: string): string => join(first, name);
const archive = (kind: string): string => `phase-mirror-${kind}-${own.version}`;

beforeAll(async () => {
  own = await ownRelease();
});

describe('a build that ends too early', () => {
  it(
    'leaves nothing that looks done when it is killed, and the next one clears up and builds',
    async () => {
      const killed = await artifacts({ args: args(first), killedAt: 'ok pack the runtime' });
      expect(killed.exit).toBeNull();
      expect(existsSync(first)).toBe(false);
      const next = await artifacts({ args: args(first) });
      expect(next).toMatchObject({ exit: 0, talk: expect.stringContaining('of a killed run') });
      expect(readdirSync(join(first, '..'))).toEqual(['artifacts']);
    },
    20 * MINUTE,
  );

  it(
    'says that the disk is full, and leaves nothing',
    async () => {
      const disk = join(top, 'disk');
      await mkdir(disk);
      const full = await artifacts({
        args: args(join(disk, 'out')),
        env: { SHOW: disk },
        prepare: `mount -t tmpfs -o size=60m tmpfs '${disk}'`,
      });
      expect(full).toMatchObject({ exit: 3, talk: expect.stringContaining('PM-8043') });
      // What `ls -a` shows of the disk while it is still there.
      expect(full.talk.trim().endsWith('\n.\n..')).toBe(true);
    },
    10 * MINUTE,
  );
});

describe('the same bytes', () => {
  it(
    'come of another clone, under another umask, time zone, locale and folder',
    async () => {
      const root = await secondClone(join(top, 'elsewhere/clone of it'));
      const built = await artifacts({
        root,
        args: args(second),
        umask: '077',
        env: {
          TZ: 'Asia/Tokyo',
          LC_ALL: 'de_DE.UTF-8',
          LANG: 'ja_JP.UTF-8',
          AWS_REGION: 'us-east-1',
        },
      });
      expect(built.exit).toBe(0);
      expect(statSync(join(second, 'SHA256SUMS')).mode & 0o077).toBe(0);
      expect(readFileSync(join(second, 'SHA256SUMS'), 'utf8')).toBe(
        readFileSync(file('SHA256SUMS'), 'utf8'),
      );
      const verified = await artifacts({ root, args: [own.version, '--verify', '--out', second] });
      expect(verified.exit).toBe(0);
    },
    20 * MINUTE,
  );
});

describe('what was built', () => {
  beforeAll(async () => {
    await mkdir(unpacked, { recursive: true });
    for (const name of readdirSync(first).filter((one) => one.endsWith('.tar.gz'))) {
      await run('tar', ['-xzf', file(name), '-C', unpacked]);
    }
  });

  it('names nothing of this machine', () => {
    for (const folder of readdirSync(unpacked)) {
      if (!/terraform|runbooks|docs/.test(folder)) continue;
      for (const path of readdirSync(join(unpacked, folder), { recursive: true })) {
        const found = join(unpacked, folder, String(path));
        if (!statSync(found).isFile()) continue;
        const text = readFileSync(found, 'latin1');
        expect({ found, here: text.includes(ROOT) || text.includes(top) }).toEqual({
          found,
          here: false,
        });
      }
    }
  });

  it.each(['staging', 'production'])(
    'is Terraform for %s that Terraform finds valid, in its workspace only',
    async (environment) => {
      const folder = join(unpacked, archive(`terraform-${environment}`));
      const { env } = terraformSetting(process.env, join(top, 'terraform'));
      const base = { ...process.env, ...env };
      const terraform = async (stack: string, workspace: string, ...words: string[]) => {
        const named = { ...base, TF_WORKSPACE: workspace };
        const kept = Object.entries(named).filter(([, value]) => value !== undefined);
        const options = { env: Object.fromEntries(kept) as NodeJS.ProcessEnv };
        return run('terraform', [`-chdir=${join(folder, stack)}`, ...words, '-no-color'], options);
      };
      for (const stack of ['foundation', 'data', 'access', 'observability']) {
        await terraform(stack, environment, 'init', '-backend=false', '-input=false');
        const { stdout } = await terraform(stack, environment, 'validate');
        expect(stdout).toContain('Success! The configuration is valid.');
      }
      await expect(terraform('data', 'default', 'validate')).rejects.toThrow(
        `this folder was synthesised for the workspace ${environment}`,
      );
    },
    10 * MINUTE,
  );

  it(
    'is runbooks that run from where they are unpacked, and synthesise',
    async () => {
      const folder = join(unpacked, archive('runbooks'));
      await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
      const ops = (...words: string[]) =>
        run(process.execPath, ['--import', 'tsx', 'ops/main.ts', ...words], { cwd: folder });
      const { stdout } = await ops();
      const names = [...stdout.matchAll(/^ {2}([a-z][a-z-]+) {2,}/gm)].map(([, name = '']) => name);
      expect(names.length).toBeGreaterThan(15);
      for (const name of names) expect((await ops(name, '--help')).stdout).toContain(name);
      const out = join(top, 'synthesised');
      await mkdir(out);
      const env = { ...process.env, CDKTF_OUTDIR: out, TF_WORKSPACE: 'local' };
      await run('npm', ['run', '--silent', 'synth'], { cwd: folder, env });
      expect(readdirSync(join(out, 'stacks')).sort()).toEqual([
        'access',
        'data',
        'foundation',
        'observability',
      ]);
    },
    10 * MINUTE,
  );

  it(
    'is a package that npm installs with what it declares, in the versions of the SBOM',
    async () => {
      const project = join(top, 'project');
      await mkdir(project);
      const tarball = `phase-mirror-runtime-${own.version}.tgz`;
      const whole = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as LockFile;
      const packages = lockFileOfWorkspace(whole, 'runtime', {
        name: 'x',
        version: '1.0.0',
      }).packages;
      const { '': runtime, ...needed } = packages;
      const dependencies = { '@phase-mirror/runtime': `file:${file(tarball)}` };
      const { overrides } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
        overrides: object;
      };
      const manifest = { name: 'x', version: '1.0.0', private: true, dependencies, overrides };
      const lock = {
        lockfileVersion: 3,
        packages: {
          '': { name: 'x', version: '1.0.0', dependencies },
          ...needed,
          'node_modules/@phase-mirror/runtime': {
            ...runtime,
            resolved: dependencies['@phase-mirror/runtime'],
          },
        },
      };
      await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
      await writeFile(join(project, 'package-lock.json'), JSON.stringify(lock));
      // What `npm ci` of this repository fetched is in npm's cache.
      const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
      await run('npm', ['ci', ...flags], { cwd: project });
      const phaseMirror = join(project, 'node_modules/.bin/phase-mirror');
      expect((await run(phaseMirror, ['--version'])).stdout).toContain(own.version);
      const sbom = JSON.parse(
        readFileSync(file(`phase-mirror-runtime-${own.version}.cdx.json`), 'utf8'),
      ) as { components: readonly { name: string; version: string }[] };
      const listed = sbom.components.map(({ name, version }) => `${name}@${version}`).sort();
      const locked = Object.entries(needed).map(
        ([path, { version = '' }]) =>
          `${path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`,
      );
      expect(listed).toEqual([...new Set(locked)].sort());
    },
    10 * MINUTE,
  );

  it('is the source of the commit', async () => {
    const { stdout } = await run('sh', [
      '-c',
      'gzip -dc "$1" | git get-tar-commit-id',
      'sh',
      file(`phase-mirror-${own.version}-source.tar.gz`),
    ]);
    expect(stdout.trim()).toBe(own.commit);
  });
});
