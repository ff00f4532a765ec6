/** What `npm run ops` starts: help from the bundle of these very sources, everything else from them. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
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
  copyFileSync(join(ROOT, 'ops/start.js'), join(ops, 'start.js'));
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
