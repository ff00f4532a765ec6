import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { artifacts } from '../../../release/commands/artifacts.js';
import { runRelease } from '../../../release/frame/command.js';
import { testIo } from '../../ops/support/test-io.js';
import { smallHouse } from './small-house.js';

const house = smallHouse();
const out = join(house.folder, '.release/0.1.0/artifacts');

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ exit: number; out: string; err: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const { io, stdout, stderr } = testIo({ root: house.folder, env: { PATH, HOME, ...env } });
  const commands = {
    artifacts: { summary: artifacts.summary, load: () => Promise.resolve(artifacts) },
  };
  const exit = await runRelease(commands, ['artifacts', ...args], io);
  return { exit, out: stdout(), err: stderr() };
}

const lists = (name: string): readonly string[] =>
  execFileSync('tar', ['-tzf', join(out, name)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith('/'))
    .map((line) => line.slice(line.indexOf('/') + 1))
    .sort();
const text = (archive: string, path: string): string =>
  execFileSync('tar', ['-xzOf', join(out, archive), path], { encoding: 'utf8' });

describe('what a release ships', () => {
  let built: { exit: number; out: string; err: string };

  beforeAll(async () => {
    // What lies about is no part of a release, and neither is what the person has set.
    writeFileSync(join(house.folder, 'runtime/src/one.js'), 'changed, not committed\n');
    writeFileSync(join(house.folder, 'ops/untracked.ts'), '');
    mkdirSync(`${out}.building-99999999`, { recursive: true });
    built = await run(['0.1.0'], {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      PHASE_MIRROR_PRODUCTION_REGION: 'us-east-1',
    });
  });

  it('is built by one command, which tells every step and lists every file', () => {
    expect(built.err).toContain('ok archive the source');
    expect(built.exit).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      'SHA256SUMS',
      'phase-mirror-0.1.0-source.tar.gz',
      'phase-mirror-0.1.0.build.json',
      'phase-mirror-0.1.0.cdx.json',
      'phase-mirror-action-0.1.0.tar.gz',
      'phase-mirror-docs-0.1.0.tar.gz',
      'phase-mirror-runbooks-0.1.0.tar.gz',
      'phase-mirror-runtime-0.1.0.cdx.json',
      'phase-mirror-runtime-0.1.0.tgz',
      'phase-mirror-terraform-production-0.1.0.tar.gz',
      'phase-mirror-terraform-staging-0.1.0.tar.gz',
    ]);
    for (const name of readdirSync(out)) expect(built.out).toContain(name);
  });

  it('has the digests that sha256sum checks', () => {
    expect(
      execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: out, encoding: 'utf8' }),
    ).not.toContain('FAILED');
  });

  it('leaves nothing beside the folder, and takes away what a killed build left', () => {
    expect(readdirSync(join(out, '..'))).toEqual(['artifacts']);
    expect(built.err).toContain('of a killed run');
    expect(house.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('comes from the commit, not from the folder around it', () => {
    const source = 'phase-mirror-0.1.0-source.tar.gz';
    expect(text(source, 'phase-mirror-0.1.0-source/runtime/src/one.js')).toContain('one = 1');
    expect(lists(source)).not.toContain('ops/untracked.ts');
    const id = execFileSync('sh', ['-c', `gzip -dc ${join(out, source)} | git get-tar-commit-id`]);
    expect(id.toString().trim()).toBe(house.git('rev-parse', 'HEAD'));
  });

  it('packs of the runtime what its exports and programs reach, and its licence', () => {
    expect(lists('phase-mirror-runtime-0.1.0.tgz')).toEqual([
      'LICENSE',
      'README.md',
      'bin/phase-mirror.js',
      'bin/pre-commit.js',
      'dist/action/hook-main.js',
      'dist/cli/main.js',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/inner.js',
      'dist/one.d.ts',
      'dist/one.js',
      'package.json',
    ]);
  });

  it('bundles Terraform without what the person has set', () => {
    const name = 'phase-mirror-terraform-production-0.1.0';
    expect(lists(`${name}.tar.gz`)).toEqual([
      'README.md',
      'access/main.tf.json',
      'backend.hcl.in',
      'data/main.tf.json',
      'foundation/main.tf.json',
      'observability/main.tf.json',
    ]);
    expect(text(`${name}.tar.gz`, `${name}/backend.hcl.in`)).toBe('bucket = "state-ACCOUNT"\n');
    const data = text(`${name}.tar.gz`, `${name}/data/main.tf.json`);
    expect(JSON.parse(data)).toMatchObject({
      provider: { aws: [{ region: '${var.region}' }] },
      terraform: { backend: { s3: { encrypt: true, key: 'data' } } },
    });
    expect(data).not.toMatch(/endpoint|127\.0\.0\.1|us-east-1/);
  });

  it('bundles of the runbooks what is committed, not what the build has made', () => {
    const listed = lists('phase-mirror-runbooks-0.1.0.tar.gz');
    expect(listed).toEqual(expect.arrayContaining(['README.md', 'ops/main.ts', 'cdktf.json']));
    expect(listed.filter((path) => /built|untracked|dist/.test(path))).toEqual([]);
  });

  it('notes what it was built from', () => {
    const record = JSON.parse(
      readFileSync(join(out, 'phase-mirror-0.1.0.build.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect(record).toMatchObject({
      version: '0.1.0',
      commit: house.git('rev-parse', 'HEAD'),
      date: '2026-01-02T03:04:05.000Z',
      tools: { node: process.version },
      absent: [],
    });
    expect(JSON.stringify(record)).not.toContain(house.folder);
  });

  it('is not built again where it stands', async () => {
    const again = await run(['0.1.0', '--json']);
    expect(again).toMatchObject({ exit: 0, err: expect.stringContaining('skip build') });
    expect(JSON.parse(again.out)).toMatchObject({ command: 'artifacts', dryRun: false });
  });

  it('is verified by its digests, without building', async () => {
    expect(await run(['0.1.0', '--verify'])).toMatchObject({
      exit: 0,
      out: expect.stringContaining('every file is what was built from commit'),
    });
  });

  it('refuses the folder once a file in it was changed', async () => {
    const sums = join(out, 'SHA256SUMS');
    const before = readFileSync(sums);
    writeFileSync(
      sums,
      before.toString().replace(/^./, (first) => (first === '0' ? '1' : '0')),
    );
    const changed = await run(['0.1.0', '--verify']);
    writeFileSync(join(out, 'stray.txt'), '');
    writeFileSync(sums, before);
    const stray = await run(['0.1.0']);
    expect(changed).toMatchObject({ exit: 1, err: expect.stringContaining('PM-8050') });
    expect(stray).toMatchObject({ exit: 1, err: expect.stringContaining('stray.txt') });
  });
});

describe('what is refused before anything is made', () => {
  const elsewhere = join(house.folder, '.release/elsewhere');
  const file = join(house.folder, '.release/file');

  beforeAll(() => {
    mkdirSync(elsewhere, { recursive: true });
    writeFileSync(join(elsewhere, 'letters.txt'), 'mine\n');
    writeFileSync(file, '');
  });

  it.each([
    ['a version that the commit does not carry', ['0.2.0'], 1, 'PM-8040', 'says 0.1.0'],
    ['an unknown commit', ['0.1.0', '--commit', 'v9'], 1, 'PM-8040', 'no such commit'],
    ['a folder of something else', ['0.1.0', '--out', elsewhere], 1, 'PM-8041', 'letters.txt'],
    ['a path that cannot be made', ['0.1.0', '--out', join(file, 'x')], 3, 'PM-8043', 'ENOTDIR'],
    ['a misspelt option', ['0.1.0', '--sing-key', 'x'], 2, 'PM-1001', 'sing-key'],
    ['half a question', ['0.1.0', '--verify', '--out', elsewhere], 1, 'PM-8050', 'SHA256SUMS'],
  ])('%s', async (_, args, exit, code, why) => {
    const { err, ...told } = await run(args);
    expect({ ...told, err }).toMatchObject({ exit, err: expect.stringContaining(code) });
    expect(err).toContain(why);
    expect(readdirSync(elsewhere)).toEqual(['letters.txt']);
  });

  it('says what it would do on --dry-run, and makes nothing', async () => {
    const dry = await run(['0.1.0', '--dry-run', '--out', join(house.folder, '.release/dry')]);
    expect(dry).toMatchObject({ exit: 0, out: expect.stringContaining('pack the runtime, twice') });
    expect(existsSync(join(house.folder, '.release/dry'))).toBe(false);
  });

  it('names the tool that is missing, and leaves nothing', async () => {
    const { exit, err } = await run(['0.1.0', '--out', join(house.folder, '.release/none')], {
      PATH: join(house.folder, 'empty'),
    });
    expect([exit, err]).toEqual([3, expect.stringContaining('PM-7001')]);
    expect(readdirSync(join(house.folder, '.release')).sort()).toEqual([
      '0.1.0',
      'elsewhere',
      'file',
    ]);
  });

  it('tells a build that fails in the words of the tool, and leaves nothing', async () => {
    const broken = house.commit({ 'build.cjs': `throw new Error('no such module');` }, 'broken');
    const full = house.commit({ 'build.cjs': `throw new Error('ENOSPC: no space left');` }, 'full');
    const into = join(house.folder, '.release/broken');
    const failed = await run(['0.1.0', '--commit', broken, '--out', into]);
    expect([failed.exit, failed.err]).toEqual([1, expect.stringContaining('no such module')]);
    expect(failed.err).toContain('PM-8042');
    const noRoom = await run(['0.1.0', '--commit', full, '--out', into]);
    expect([noRoom.exit, noRoom.err]).toEqual([3, expect.stringContaining('PM-8043')]);
    const other = await run(['0.1.0', '--commit', full]);
    expect(other.err).toContain('PM-8050');
    expect(readdirSync(join(into, '..')).sort()).toEqual(['0.1.0', 'elsewhere', 'file']);
  });
});
