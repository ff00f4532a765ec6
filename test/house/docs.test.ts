import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { makeExample } from '../../ops/examples.js';
import { runCommand } from '../../ops/frame/command.js';
import { runTool } from '../../ops/frame/process.js';
import { RUNBOOKS } from '../../ops/runbooks/index.js';
import { links } from '../../release/checks/documents/links.js';
import { siteFor } from '../../release/checks/site.js';
import { run } from '../../runtime/src/cli/run.js';
import { readYaml } from '../../runtime/src/facts/nodes/read-yaml.js';
import { testIo } from '../ops/support/test-io.js';
import {
  commandBlocks,
  documents,
  namedCommands,
  otherBlocks,
  ROOT,
  textOf,
  type CommandBlock,
} from './document-blocks.js';

const sandbox = mkdtempSync(join(tmpdir(), 'phase-mirror-docs-'));
afterAll(() => rmSync(sandbox, { recursive: true, force: true }));

const BLOCKS = documents().flatMap((file) => commandBlocks(file));
const CHEAP = BLOCKS.filter(({ notRun, long }) => notRun === undefined && !long);
const WRITTEN = documents().filter((file) => !file.startsWith('docs/rules/'));
const FILES = [...new Set(CHEAP.map(({ file }) => file))];

const bin = join(sandbox, 'bin');

/** A command `phase-mirror` that is the one of this checkout's sources, in one piece: it starts at once. */
beforeAll(async () => {
  const runtime = join(sandbox, 'runtime');
  mkdirSync(runtime);
  copyFileSync(join(ROOT, 'runtime/package.json'), join(runtime, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(sandbox, 'node_modules'), 'junction');
  await build({
    entryPoints: [join(ROOT, 'runtime/src/cli/main.ts')],
    outdir: join(runtime, 'dist'),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    packages: 'external',
    logLevel: 'warning',
  });
  mkdirSync(bin);
  const npx = `#!/bin/sh\n[ "$1" = phase-mirror ] || { echo "npx $1?" >&2; exit 99; }\nshift\nexec "${process.execPath}" "${join(runtime, 'dist/main.js')}" "$@"\n`;
  writeFileSync(join(bin, 'npx'), npx);
  chmodSync(join(bin, 'npx'), 0o755);
});

/** A home of its own for what the commands keep. */
function environment(): NodeJS.ProcessEnv {
  const { PATH = '' } = process.env;
  const state = join(sandbox, 'state');
  return { PATH: `${bin}:${PATH}`, HOME: sandbox, XDG_STATE_HOME: state, NO_COLOR: '1' };
}

describe.each(FILES)('the commands of %s', (file) => {
  let folder: string;
  beforeAll(async () => {
    folder = join(sandbox, file.replaceAll(/[/.]/g, '-'));
    await makeExample('sound', folder);
  });

  const blocks: readonly (readonly [number, CommandBlock])[] = CHEAP.filter(
    (block) => block.file === file,
  ).map((block) => [block.line, block]);

  it.each(blocks)('line %i', (_, { commands, inCheckout, exit }) => {
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--norc', '-euo', 'pipefail', '-c', commands],
      {
        cwd: inCheckout ? ROOT : folder,
        env: environment(),
        encoding: 'utf8',
      },
    );
    const told = `${commands}\n${stdout}\n${stderr}`;
    expect([status, exit === 'any' || status === exit ? '' : told]).toEqual([
      exit === 'any' ? expect.any(Number) : exit,
      '',
    ]);
    // Not found, or not executable: no outcome of a command of ours.
    expect([126, 127, 99]).not.toContain(status);
  });
});

describe('every block of commands', () => {
  it('is run, or says why not', () => {
    const reasons = BLOCKS.flatMap(({ notRun }) => (notRun === undefined ? [] : [notRun]));
    for (const reason of reasons) expect(reason).toMatch(/\w+ \w+ \w+/);
    expect(CHEAP.length).toBeGreaterThanOrEqual(14);
    expect(BLOCKS.filter(({ long }) => long).length).toBeGreaterThanOrEqual(2);
  });
});

describe('every other block', () => {
  // Those of the rules' pages are the files of examples, some of them broken on purpose.
  const others = WRITTEN.flatMap(otherBlocks);
  const parsers: Readonly<Record<string, (text: string) => unknown>> = {
    json: (text) => JSON.parse(text) as unknown,
    // Front matter stands between two lines.
    yaml: (text) => 'node' in readYaml(text.replaceAll(/^---$/gm, '')),
  };

  it.each(others.filter(({ language }) => language in parsers))(
    '$file:$line is $language that can be read',
    ({ language, text }) => {
      expect(parsers[language]?.(text)).toBeTruthy();
    },
  );

  it('of code is that one which test/house/package.test.ts compiles and runs', () => {
    const known = new Set(['', 'text', ...Object.keys(parsers)]);
    const code = others.filter(({ language }) => !known.has(language));
    expect(code.map(({ file, language }) => [file, language])).toEqual([
      ['runtime/README.md', 'ts'],
    ]);
  });
});

describe('the two commands of the README', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };

  it('are those that test/e2e/up-down.test.ts and .ci/run start', () => {
    const commands = commandBlocks('README.md')[0]?.commands.split('\n') ?? [];
    expect(commands.map((line) => line.replace(/\s+#.*$/, ''))).toEqual([
      'npm ci && npm run up',
      'npm cit',
    ]);
    expect(textOf('.ci/run').trimEnd().split('\n').at(-1)).toBe('exec npm cit');
    expect(scripts['up']).toMatch(/ up$/);
  });

  it('and every other script that a document names are there', () => {
    const named = WRITTEN.flatMap((file) =>
      [...textOf(file).matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)].map(
        ([, script = '']) => `${file}: ${script in scripts ? '' : script}`,
      ),
    );
    expect(named.filter((line) => !line.endsWith(': '))).toEqual([]);
    expect(named.length).toBeGreaterThan(50);
  });
});

/** Where files may be that a page names without their folder. */
const BELOW = ['', 'runtime/src/', 'runtime/src/cli/', 'stacks/'];
/** Of the reader's repository. */
const NOT_OURS = new Set(['docs/decisions', '.github/workflows/phase-mirror.yml']);

describe('every file of this repository that a document names', () => {
  it.each(WRITTEN.filter((file) => file !== 'CHANGELOG.md'))('in %s is there', (file) => {
    const code = [...textOf(file).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, name = '']) => name);
    const rooms = /^(?:runtime|stacks|ops|release|test|docs|examples|\.github)\/[\w./-]+$/;
    const walked = /^[\w/-]+\.ts$/;
    const named = code.filter((name) => rooms.test(name) || walked.test(name));
    const gone = named.filter(
      (name) =>
        !/\/dist\b/.test(name) &&
        !NOT_OURS.has(name) &&
        !BELOW.some((folder) => existsSync(join(ROOT, folder, name))),
    );
    expect(gone).toEqual([]);
  });
});

describe('every link', () => {
  it('leads somewhere, as the validator of a release asks it', async () => {
    const { io } = testIo({ env: { PATH: process.env['PATH'] } });
    const { site } = siteFor({ io, tool: runTool, environment: 'local' });
    expect(await links.examine(site)).toMatchObject({ outcome: 'pass' });
  });
});

describe('every command that a document names', () => {
  const quiet = { write: () => undefined };
  const io = { stdout: quiet, stderr: quiet, env: { HOME: sandbox }, cwd: sandbox };

  it.each(WRITTEN)('in %s has words that it understands', async (file) => {
    const wrong: string[] = [];
    for (const { tool, words, text } of namedCommands(file)) {
      let said = '';
      const own = { ...io, stderr: { write: (line: string) => (said += line) } };
      // With --help a command reads its words strictly, and does no more.
      const args = [...words, '--help'];
      const exit = await (tool === 'ops'
        ? runCommand(RUNBOOKS, args, {
            ...testIo({ env: {} }).io,
            stdout: quiet,
            stderr: own.stderr,
          })
        : run(args, own));
      if (exit !== 0) wrong.push(`${text}: ${said}`);
    }
    expect(wrong).toEqual([]);
  });
});
