// The package as somebody installs it today: by npm, with what the registry answers, in a project that has no lock file.
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { installedTree, oldestOf } from '../house/installed-packages.js';
import { packRuntime } from '../house/packed-runtime.js';
import { repository } from '../support/repository.js';
import { ROOT, run } from './built.js';

const MINUTE = 60_000;
const MEGABYTE = 1_000_000;
let top: string;
let project: string;
let readme: string;

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'phase-mirror-installed-'));
  project = join(top, 'project');
  const { tarball, staged } = await packRuntime(top);
  readme = await readFile(join(staged, 'README.md'), 'utf8');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  const flags = ['--engine-strict', '--prefer-offline', '--ignore-scripts', '--no-audit'];
  await run('npm', ['install', ...flags, '--no-fund', tarball], { cwd: project });
}, 5 * MINUTE);

afterAll(() => rm(top, { recursive: true, force: true }));

const own = (): string => join(project, 'node_modules/@phase-mirror/runtime');

/** How the empty project's modules are resolved. */
const RESOLUTIONS = [
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
] as const;

describe('@phase-mirror/runtime, installed by npm', () => {
  it('has nothing that one of the promised versions of Node does not run', async () => {
    const { engines } = JSON.parse(await readFile(join(own(), 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    expect(oldestOf(engines.node)).toEqual(['20.19.0', '22.12.0', '24.0.0']);
    const { packages, complaints } = installedTree(own());
    expect(complaints).toEqual([]);
    expect(packages.length).toBeGreaterThan(50);
    const twice = packages.filter((name) => name.startsWith('@octokit/openapi-types@'));
    expect(twice).toHaveLength(1);
  });

  it('stays within its budget of bytes', async () => {
    const entries = await readdir(join(project, 'node_modules'), {
      recursive: true,
      withFileTypes: true,
    });
    const files = entries.filter((entry) => entry.isFile());
    const sizes = await Promise.all(
      files.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
    );
    // 61 MB when this was written: 19 of SQLite for two C libraries, 20 of the AWS SDK.
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(75 * MEGABYTE);
  });

  it.each(RESOLUTIONS)(
    'is used from TypeScript with module %s and moduleResolution %s',
    async (module, moduleResolution) => {
      const file = `readme-${moduleResolution}.ts`;
      const example = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
      expect(example).toContain('evaluate(');
      await writeFile(join(project, file), example);
      const options = {
        module,
        moduleResolution,
        target: 'es2023',
        lib: ['es2023'],
        typeRoots: [join(ROOT, 'node_modules/@types')],
        types: ['node'],
        strict: true,
        skipLibCheck: false,
      };
      const config = join(project, `tsconfig-${moduleResolution}.json`);
      await writeFile(config, JSON.stringify({ compilerOptions: options, files: [file] }));
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      const complaints = await run(process.execPath, [tsc, '-p', config]).then(
        () => '',
        (error: unknown) => (error as { stdout: string }).stdout,
      );
      expect(complaints).toBe('');
      const { folder } = repository({ 'README.md': '# x\n' });
      const script = join(project, file.replace(/ts$/, 'js'));
      const env = { PATH: process.env['PATH'], HOME: top };
      const { stdout } = await run(process.execPath, [script], { cwd: folder, env });
      expect(stdout).toContain('judged MD-001.1: 0');
    },
    3 * MINUTE,
  );

  it(
    'is a command',
    async () => {
      const { folder } = repository({ 'README.md': '# x\n' });
      const command = join(project, 'node_modules/.bin/phase-mirror');
      const env = { PATH: process.env['PATH'], HOME: top };
      const { stdout } = await run(command, ['check', '--format', 'sarif'], { cwd: folder, env });
      expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0' });
    },
    MINUTE,
  );
});
