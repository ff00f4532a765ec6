/** What npm starts. `npm run ops`: help from the bundle of these very sources, everything else from them. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ALL_ERRORS } from '../../../ops/errors.js';
import { runCommand } from '../../../ops/frame/command.js';
import { makeHelpBundle } from '../../../ops/help-bundle.js';
import { RUNBOOKS } from '../../../ops/runbooks/index.js';
import { testIo } from '../support/test-io.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');
const home = mkdtempSync(join(tmpdir(), 'pm-start-'));
afterAll(() => rmSync(home, { recursive: true }));

describe('the bundled help', () => {
  it('says what the runbooks say', async () => {
    const folder = join(home, 'bundle');
    await makeHelpBundle(folder);
    const asked = [[], ...Object.keys(RUNBOOKS).map((name) => [name, '--help'])];
    const script = `
      const { answer } = await import(${JSON.stringify(join(folder, 'help-main.js'))});
      for (const args of ${JSON.stringify(asked)}) await answer(args, '/nowhere');`;
    const told = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });
    const { io, stdout } = testIo();
    for (const args of asked) await runCommand(RUNBOOKS, args, io);
    expect(told).toBe(stdout());
  });
});

describe('ops/start.js', () => {
  const project = join(home, 'project');
  const ops = join(project, 'ops');
  mkdirSync(join(ops, 'dist'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  for (const file of ['start.js', 'loader.js'])
    copyFileSync(join(ROOT, 'ops', file), join(ops, file));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(join(ops, 'main.ts'), 'const told: string = "sources";\nconsole.log(told);\n');
  writeFileSync(
    join(ops, 'dist/help-main.js'),
    'export const answer = (args, root) => (console.log("bundle", args.join(" "), root), 7);\n',
  );
  const made = (mtimeMs: number, size: number): void =>
    writeFileSync(
      join(ops, 'dist/inputs.json'),
      JSON.stringify({ 'ops/main.ts': [mtimeMs, size] }),
    );
  const run = (...args: readonly string[]): string => {
    try {
      return execFileSync(process.execPath, [join(ops, 'start.js'), ...args], { encoding: 'utf8' });
    } catch (error) {
      const { status, stdout } = error as { readonly status: number; readonly stdout: string };
      return `${stdout}exit ${status}`;
    }
  };

  it('answers for help with the bundle, as long as it is of these sources', () => {
    const { mtimeMs, size } = statSync(join(ops, 'main.ts'));
    made(mtimeMs, size);
    expect(run('nonce', 'rotate', '--help')).toBe(`bundle nonce rotate --help ${project}\nexit 7`);
    expect(run('nonce', 'rotate')).toBe('sources\n');
    made(mtimeMs, size + 1);
    expect(run('--help')).toBe('sources\n');
    rmSync(join(ops, 'dist'), { recursive: true });
    expect(run()).toBe('sources\n');
  });
});

describe('a checkout in which `npm ci` was not run', () => {
  const checkout = join(home, 'bare');
  mkdirSync(join(checkout, 'ops'), { recursive: true });
  for (const file of ['start.js', 'loader.js', 'main.ts'])
    copyFileSync(join(ROOT, 'ops', file), join(checkout, 'ops', file));
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  writeFileSync(join(checkout, 'package.json'), JSON.stringify({ type: 'module', scripts }));
  const told = (script: string): { readonly status: number | null; readonly stderr: string } =>
    spawnSync('sh', ['-c', script], { cwd: checkout, encoding: 'utf8' });
  const calm = (name: string): string => {
    const { title, remedy } = ALL_ERRORS['PM-7008'];
    const what = title.charAt(0).toLowerCase() + title.slice(1);
    return `PM-7008 ${what}\n  why: there is no package ${name} in node_modules\n  fix: ${remedy}\n`;
  };

  it.each(Object.keys(scripts).filter((name) => /\.ts$|start\.js/.test(scripts[name] ?? '')))(
    'npm run %s says so, and what to type',
    (name) => {
      const { status, stderr } = told(scripts[name] ?? '');
      expect([status, stderr]).toEqual([3, calm('tsx')]);
    },
  );

  it('says which package is missing when it was broken off', () => {
    mkdirSync(join(checkout, 'node_modules'));
    for (const name of ['tsx', 'get-tsconfig', 'esbuild', '@esbuild'])
      symlinkSync(join(ROOT, 'node_modules', name), join(checkout, 'node_modules', name));
    writeFileSync(join(checkout, 'ops/main.ts'), "import 'zx';\n");
    const { status, stderr } = told('node ops/start.js up');
    expect([status, stderr]).toEqual([3, calm('zx')]);
    writeFileSync(join(checkout, 'ops/main.ts'), "import './gone.js';\n");
    // A file of ours that is missing is a bug, and shows where.
    expect(told('node ops/start.js up').stderr).toContain('    at ');
  });
});
