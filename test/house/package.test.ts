import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { publint } from 'publint';
import { PROJECT_PAGE } from '../../runtime/src/report/rule-page.js';
import { repository } from '../support/repository.js';
import { installedTree } from './installed-packages.js';
import { emptyProject, packRuntime, ROOT, type PackedRuntime } from './packed-runtime.js';

const run = promisify(execFile);
const top = mkdtempSync(join(tmpdir(), 'phase-mirror-package-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));
const project = join(top, 'project');
let packed: PackedRuntime;

beforeAll(async () => {
  packed = await packRuntime(top);
  await emptyProject(project, packed.tarball);
  // Without a build of the sources as they stand, one is made first.
}, 240_000);

/** Runs a module in the empty project, in a process of its own that knows nothing of this one. */
async function node(file: string, code: string, cwd = project): Promise<string> {
  writeFileSync(join(project, file), code);
  const { PATH } = process.env;
  const env = { PATH, HOME: join(top, 'home'), XDG_STATE_HOME: join(top, 'state') };
  mkdirSync(env.HOME, { recursive: true });
  return (await run(process.execPath, [join(project, file)], { cwd, env })).stdout;
}

describe('the npm package @phase-mirror/runtime', () => {
  it('is clean for publint, suggestions included', async () => {
    const { messages } = await publint({ pkgDir: packed.staged, pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  it('has the right types for every way in which an ES module is resolved', async () => {
    const require = createRequire(import.meta.url);
    const attw = join(require.resolve('@arethetypeswrong/cli/package.json'), '../dist/index.js');
    const args = [attw, packed.tarball, '--profile', 'esm-only', '--format', 'json'];
    const { stdout } = await run(process.execPath, args, { maxBuffer: 1e8 });
    const { analysis, problems } = JSON.parse(stdout) as {
      analysis: { entrypoints: object };
      problems?: Readonly<Record<string, readonly { resolutionKind?: string }[]>>;
    };
    expect(Object.keys(analysis.entrypoints)).toEqual(['.', './names']);
    const found = Object.values(problems ?? {}).flat();
    const ours = found.filter(({ resolutionKind = '' }) => !/node10|cjs/.test(resolutionKind));
    expect(ours).toEqual([]);
  });

  it('holds nothing but code that is reached, declarations, programs, licence and README', () => {
    const others = packed.files.filter((path) => !/^dist\/.*(\.js|\.d\.ts)$/.test(path));
    expect(others).toEqual([
      'LICENSE',
      'README.md',
      'bin/phase-mirror.js',
      'bin/pre-commit.js',
      'package.json',
    ]);
    // `npm pack` in runtime/ finds it there, a release takes that of the repository.
    const licences = [join(ROOT, 'LICENSE'), join(ROOT, 'runtime/LICENSE')];
    const [whole, own] = licences.map((path) => readFileSync(path, 'utf8'));
    expect(own).toBe(whole);
    expect(packed.files.filter((path) => /\baction\/(main|action|inputs)/.test(path))).toEqual([]);
    expect(packed.files.filter((path) => /\bcli\/.*\.d\.ts$/.test(path))).toEqual([]);
  });

  it('says where it comes from, as its reports do, and may be published', () => {
    const manifest = JSON.parse(
      readFileSync(join(packed.staged, 'package.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      homepage: `${PROJECT_PAGE}#readme`,
      bugs: `${PROJECT_PAGE}/issues`,
      repository: { url: `git+${PROJECT_PAGE}.git`, directory: 'runtime' },
      publishConfig: { access: 'public' },
      license: 'Apache-2.0',
      type: 'module',
      sideEffects: false,
    });
    expect(Object.keys(manifest)).not.toContain('scripts');
    expect(Object.keys(manifest)).not.toContain('devDependencies');
  });

  it('stays within its budget of bytes', () => {
    // 462 kB and 1.57 MB when this was written: what grows beyond is looked at by a person.
    expect(packed.bytes.packed).toBeLessThan(600_000);
    expect(packed.bytes.unpacked).toBeLessThan(2_100_000);
  });

  it('brings nothing that an override must keep off, or that the oldest Node does not run', () => {
    const { packages, complaints } = installedTree(
      join(project, 'node_modules/@phase-mirror/runtime'),
    );
    expect(complaints).toEqual([]);
    expect(packages.filter((name) => /^(@octokit\/core|yaml|zod)@/.test(name))).toHaveLength(3);
  });

  it('names no file that is not in it', () => {
    for (const path of packed.files.filter((file) => file.endsWith('.js'))) {
      const text = readFileSync(join(packed.staged, path), 'utf8');
      expect({ path, maps: text.includes('sourceMappingURL') }).toEqual({ path, maps: false });
    }
    const readme = readFileSync(join(packed.staged, 'README.md'), 'utf8');
    expect(readme.match(/\]\((?!https?:|#)[^)]*\)/g) ?? []).toEqual([]);
  });
});

describe('the package in an empty project', () => {
  it('is used from TypeScript, as its README shows', async () => {
    const readme = readFileSync(join(packed.staged, 'README.md'), 'utf8');
    const example = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
    expect(example).toContain('evaluate(');
    const pinned = `
import { RULES, type Clock, type ExitCode, type Facts, type FactsRequest, type Finding, type Format, type Git } from '@phase-mirror/runtime';
import type { LoadBaseline, OracleParts, OracleSettings, RenderOptions, Report, Rule, RuleMeta } from '@phase-mirror/runtime';
import type { SecretCache, Severity, Stores, Telemetry, Unknown } from '@phase-mirror/runtime';
import { namesFor } from '@phase-mirror/runtime/names';
export const rules: readonly { readonly meta: { readonly id: string } }[] = RULES;
export type All = [Clock, ExitCode, FactsRequest, Finding, Format, Git, LoadBaseline, OracleParts, OracleSettings, RenderOptions, Rule, RuleMeta, SecretCache, Severity, Stores, Telemetry, Unknown];
export const judged = (report: Report, facts: Facts): string => report.decision.outcome + facts.change.repository;
// @ts-expect-error a scope has four fields
namesFor({ project: 'x' });
`;
    writeFileSync(join(project, 'readme.ts'), example);
    writeFileSync(join(project, 'pinned.ts'), pinned);
    const options = {
      module: 'nodenext',
      target: 'es2023',
      lib: ['es2023'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      preserveSymlinks: false,
    };
    const config = { compilerOptions: options, files: ['readme.ts', 'pinned.ts'] };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const complaints = await run(process.execPath, [tsc, '-p', project]).then(
      () => '',
      (error: unknown) => (error as { stdout: string }).stdout,
    );
    expect(complaints).toBe('');
    const change = repository({ 'README.md': '# x\n' });
    const told = await node(
      'run.js',
      readFileSync(join(project, 'readme.js'), 'utf8'),
      change.folder,
    );
    expect(told).toContain('judged MD-001.1: 0');
  });

  it('is imported without a side effect, and without the AWS SDK', async () => {
    const told = await node(
      'import.mjs',
      `
import { createRequire, syncBuiltinESMExports } from 'node:module';
const require = createRequire(import.meta.url);
const did = [];
// What Node does to load code is Node's own.
const byNode = (depth) => /[( ]node:/.test(new Error().stack.split('\\n')[depth] ?? '');
const watch = (owner, name, key) => {
  const real = owner[key];
  if (typeof real !== 'function') return;
  owner[key] = function (...given) {
    if (!byNode(3)) did.push(name + '.' + key + ' ' + given[0]);
    return Reflect.apply(real, this, given);
  };
  Object.assign(owner[key], real);
};
for (const name of ['fs', 'fs/promises', 'child_process', 'net', 'dns', 'http', 'https', 'tls', 'os', 'timers']) {
  const methods = Object.keys(require('node:' + name)).filter((key) => /^[a-z]/.test(key));
  for (const key of methods) watch(require('node:' + name), name, key);
}
for (const key of ['setTimeout', 'setInterval', 'setImmediate', 'fetch']) watch(globalThis, 'globalThis', key);
for (const key of ['on', 'once', 'addListener', 'cwd', 'emitWarning']) watch(process, 'process', key);
for (const key of ['stdout', 'stderr']) watch(process[key], key, 'write');
syncBuiltinESMExports();
const note = (key) => void (byNode(4) || did.push('env ' + String(key)));
const real = process.env;
process.env = new Proxy(real, {
  get: (env, key) => (note(key), env[key]),
  has: (env, key) => (note(key), key in env),
  set: (env, key, value) => (note(key), Reflect.set(env, key, value)),
  ownKeys: (env) => (note('*'), Reflect.ownKeys(env)),
});
const before = Object.keys(globalThis).length;
const all = await import('@phase-mirror/runtime');
const names = await import('@phase-mirror/runtime/names');
const seen = [...did];
const globals = Object.keys(globalThis).length - before;
const handles = process.getActiveResourcesInfo().filter((kind) => /Timeout|Immediate|Server|Socket|TCP|Watch|Process|Port/.test(kind));
const aws = () => Object.keys(require.cache).filter((path) => path.includes('@aws-sdk')).length;
const loaded = aws();
// Where something is done, or loaded, this test sees it.
all.packageVersion();
require('node:fs').existsSync('/here');
setTimeout(() => 0, 0);
void process.env.HOME;
await import('@aws-sdk/client-ssm');
const could = [/^fs.readFileSync .*package.json$/, /^fs.existsSync .here$/, /^env HOME$/, /^globalThis.setTimeout /].map((one) => did.some((what) => one.test(what)));
process.env = real;
console.log(JSON.stringify({ seen, globals, handles, loaded, could: could.concat(aws() > 0), all: Object.keys(all).length, names: typeof names.namesFor }));
`,
    );
    expect(JSON.parse(told.trim().split('\n').at(-1) ?? '')).toEqual({
      seen: [],
      globals: 0,
      handles: [],
      loaded: 0,
      could: [true, true, true, true, true],
      all: 18,
      names: 'function',
    });
  });

  it('leaves nothing in a bundle that does not use it', async () => {
    const manifest = readFileSync(join(packed.staged, 'package.json'), 'utf8');
    const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
    const bundle = async (code: string): Promise<string> => {
      const { outputFiles } = await build({
        stdin: { contents: code, resolveDir: project },
        bundle: true,
        write: false,
        format: 'esm',
        platform: 'node',
        external: Object.keys(dependencies),
        logLevel: 'silent',
      });
      return outputFiles.map(({ text }) => text).join('');
    };
    const names = `import { namesFor } from '@phase-mirror/runtime/names';`;
    expect(await bundle(`import '@phase-mirror/runtime'; ${names}`)).toBe('');
    const used = await bundle(`${names} console.log(namesFor);`);
    expect(used).toContain('namesFor');
    expect(used).not.toMatch(/^import /m);
    // 12 kB when this was written.
    expect(used.length).toBeLessThan(50_000);
  });

  it('is loaded from CommonJS by require() and by import()', async () => {
    const code = `
const { packageVersion } = require('@phase-mirror/runtime');
const { namesFor } = require('@phase-mirror/runtime/names');
import('@phase-mirror/runtime').then((again) => console.log(packageVersion(), typeof namesFor, again.packageVersion === packageVersion));
`;
    const { version } = JSON.parse(readFileSync(join(packed.staged, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect((await node('old.cjs', code)).trim()).toBe(`${version} function true`);
  });

  it('refuses what is not exported', async () => {
    await expect(
      node('deep.mjs', `await import('@phase-mirror/runtime/dist/oracle.js');`),
    ).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('is a command that loads everything it may need', async () => {
    const change = repository({ 'README.md': '# x\n' });
    const program = join(project, 'node_modules/@phase-mirror/runtime/bin/phase-mirror.js');
    const { PATH } = process.env;
    const env = { PATH, HOME: join(top, 'home'), XDG_STATE_HOME: join(top, 'state') };
    const { stdout } = await run(process.execPath, [program, 'check', '--format', 'sarif'], {
      cwd: change.folder,
      env,
    });
    expect(JSON.parse(stdout)).toMatchObject({ version: '2.1.0' });
    // Every module of the package, so that an import of what is not packed or declared shows.
    const modules = packed.files.filter((file) => /^dist\/(?!cli\/main|action).*\.js$/.test(file));
    const loaded = await node(
      'every.mjs',
      `
for (const file of ${JSON.stringify(modules)}) {
  await import('./node_modules/@phase-mirror/runtime/' + file);
}
console.log('loaded');
`,
    );
    expect(loaded.trim()).toBe('loaded');
  });
});
