import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeExample } from '../../ops/examples.js';
import { runCommand } from '../../ops/frame/command.js';
import { runTool } from '../../ops/frame/process.js';
import { RUNBOOKS } from '../../ops/runbooks/index.js';
import { links } from '../../release/checks/documents/links.js';
import { siteFor } from '../../release/checks/site.js';
import { run } from '../../runtime/src/cli/run.js';
import { testIo } from '../ops/support/test-io.js';
import {
  commandBlocks,
  documents,
  namedCommands,
  ROOT,
  type CommandBlock,
} from './document-blocks.js';

const sandbox = mkdtempSync(join(tmpdir(), 'phase-mirror-docs-'));
afterAll(() => rmSync(sandbox, { recursive: true, force: true }));

const BLOCKS = documents().flatMap((file) => commandBlocks(file));
const CHEAP = BLOCKS.filter(({ notRun, long }) => notRun === undefined && !long);
const FILES = [...new Set(CHEAP.map(({ file }) => file))];

/** A home, and a command `phase-mirror` that is the one of this checkout's sources. */
function environment(): NodeJS.ProcessEnv {
  const bin = join(sandbox, 'bin');
  mkdirSync(bin, { recursive: true });
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const main = join(ROOT, 'runtime/src/cli/main.ts');
  const npx = `#!/bin/sh\n[ "$1" = phase-mirror ] || { echo "npx $1?" >&2; exit 99; }\nshift\nexec "${process.execPath}" --import "${tsx}" "${main}" "$@"\n`;
  writeFileSync(join(bin, 'npx'), npx);
  chmodSync(join(bin, 'npx'), 0o755);
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
    expect(CHEAP.length).toBeGreaterThanOrEqual(8);
    expect(BLOCKS.filter(({ long }) => long).length).toBeGreaterThanOrEqual(2);
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

  it.each(documents().filter((file) => !file.startsWith('docs/rules/')))(
    'in %s has words that it understands',
    async (file) => {
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
    },
  );
});
