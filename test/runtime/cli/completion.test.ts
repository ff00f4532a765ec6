import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { CHECK_OPTIONS } from '../../../runtime/src/cli/check-options.js';
import { home, phaseMirror } from './terminal.js';

const script = join(home, 'completion.bash');
beforeAll(async () => {
  const { exit, stdout } = await phaseMirror(['completion', 'bash']);
  expect(exit).toBe(0);
  writeFileSync(script, stdout);
  mkdirSync(join(home, 'folder'));
});

/** What a real bash offers for the last word of a line. */
function offered(...words: readonly string[]): readonly string[] {
  const line = ['phase-mirror', ...words];
  const program = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _phase_mirror; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const said = execFileSync('bash', ['--norc', '-c', program, 'bash', script, ...line], {
    encoding: 'utf8',
    cwd: home,
  });
  return said.split('\n').filter((word) => word !== '');
}

describe('completion in a real bash', () => {
  it.each([
    [['ch'], ['check']],
    [['--ver'], ['--version']],
    [
      ['baseline', ''],
      ['capture', 'publish', 'show', 'diff', 'restore'],
    ],
    [['baseline', 'restore', '--exp'], ['--expect']],
    [['check', '--fail'], ['--fail-on']],
    [
      ['check', '--fail-on', ''],
      ['block', 'warn'],
    ],
    [['check', '--json', '--store', 'a'], ['aws']],
    [['check', '--repo', 'fol'], ['folder']],
    [['check', '--out', 'compl'], ['completion.bash']],
    [['check', '--base', ''], []],
    [['explain', '--ex'], ['--examples']],
    [['chekc', '--fail'], []],
  ])('%j: %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it('offers every option of check', () => {
    const options = Object.keys(CHECK_OPTIONS).map((name) => `--${name}`);
    expect(offered('check', '--')).toEqual(options);
  });

  it('offers every command that the help lists', async () => {
    const { stdout } = await phaseMirror(['--help']);
    const listed = [...stdout.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map(([, name]) => name);
    expect(listed.length).toBeGreaterThan(8);
    expect(offered('').filter((word) => !word.startsWith('-'))).toEqual(
      listed.filter((name) => name !== 'phase-mirror'),
    );
  });
});

describe('phase-mirror completion', () => {
  it('shows its help, and refuses a shell that it does not know', async () => {
    expect((await phaseMirror(['completion', '--help'])).stdout).toContain('~/.bashrc');
    for (const words of [[], ['tcsh'], ['bash', 'x']]) {
      const { exit, stderr } = await phaseMirror(['completion', ...words]);
      expect(exit).toBe(2);
      expect(stderr).toContain('PM-1001');
    }
  });
});
