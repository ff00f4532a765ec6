import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { home, phaseMirror } from './terminal.js';

const SHELLS = ['zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const file = (shell: Shell): string => join(home, `completion.${shell}`);
const scripts = new Map<Shell, string>();
beforeAll(async () => {
  for (const shell of SHELLS) {
    const { exit, stdout } = await phaseMirror(['completion', shell]);
    expect(exit).toBe(0);
    scripts.set(shell, stdout);
    writeFileSync(file(shell), stdout);
  }
});

/** What a line is completed to or with, of every shell. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ['ch', ['check']],
  ['nonce', ['nonce-status']],
  ['fp m', ['mark']],
  ['check --fail-', ['--fail-on']],
  ['check --fail-on ', ['block', 'warn']],
  ['check --json --store a', ['aws']],
  ['baseline ', ['capture', 'diff', 'publish', 'restore', 'show']],
  ['baseline restore --exp', ['--expect']],
  ['chekc --fail', []],
];

const isThere = (shell: Shell): boolean => spawnSync(shell, ['--version']).status === 0;

function inFish(line: string): readonly string[] {
  const program = `source ${file('fish')}; complete -C 'phase-mirror ${line}'`;
  const said = execFileSync('fish', ['--no-config', '-c', program], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home },
  });
  const words = said.split('\n').map((text) => text.split('\t')[0] ?? '');
  return words.filter((word) => word !== '').sort();
}

/** A zsh that is typed at: completion runs in its line editor alone. */
const TYPING = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "fpath=($fpath); PROMPT=; autoload compinit; compinit -u -D; source $1; bindkey '^I' complete-word; LISTMAX=1000; stty -echo; print RE''ADY"
while zpty -r z said; do [[ $said == *READY* ]] && break; done
zpty -w -n z "phase-mirror $2"$'\\t'
for wait in {1..30}; do
  sleep 0.1
  while zpty -r -t z said; do print -rn -- "$said"; done
done
zpty -d z`;

function inZsh(line: string): string {
  const said = execFileSync('zsh', ['-f', '-c', TYPING, 'zsh', file('zsh'), line], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home, TERM: 'dumb' },
  });
  // eslint-disable-next-line no-control-regex
  return said.replace(/\u001b\[[0-9;?]*[A-Za-z]|\u0007/g, '');
}

describe.each(SHELLS)('the script for %s', (shell) => {
  // Seen in the summary of the run as skipped, with this reason in its name.
  const absent = isThere(shell) ? '' : ` (NOT RUN: ${shell} is not installed here)`;
  (absent === '' ? it : it.skip)(`completes in a real ${shell}${absent}`, () => {
    for (const [line, expected] of CASES) {
      if (shell === 'fish') {
        expect([line, inFish(line)]).toEqual([line, expected]);
        continue;
      }
      const said = inZsh(line);
      for (const word of expected)
        expect([line, said]).toEqual([line, expect.stringContaining(word)]);
    }
  });

  it('names every command and every option, from the tables that they are parsed with', async () => {
    const script = scripts.get(shell) ?? '';
    const { stdout } = await phaseMirror(['--help']);
    const listed = [...stdout.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map(([, name]) => name ?? '');
    for (const name of listed.filter((word) => word !== 'phase-mirror')) {
      expect(script).toContain(shell === 'zsh' ? `'${name}:` : ` -a ${name} -d `);
      const help = (await phaseMirror([name, '--help'])).stdout;
      const commands = /\nCommands\n([^]*?)\n\n/.exec(help)?.[1] ?? '';
      for (const [, word] of commands.matchAll(/^ {2}([a-z-]+) {2,}/gm)) {
        expect(script).toContain(shell === 'zsh' ? `'${word}:${word}'` : ` -a ${word} -d `);
        expectOptions(shell, script, (await phaseMirror([name, word ?? '', '--help'])).stdout);
      }
      if (commands === '') expectOptions(shell, script, help);
    }
  });

  it('quotes what its shell would read otherwise', () => {
    const script = scripts.get(shell) ?? '';
    // An unbalanced quote would swallow the rest of the script.
    for (const line of script.split('\n')) {
      const bare = line.replace(/'\\''/g, '').replace(/\\['\\]/g, '');
      expect([line, (bare.match(/'/g) ?? []).length % 2]).toEqual([line, 0]);
    }
  });
});

function expectOptions(shell: Shell, script: string, help: string): void {
  const options = /\nOptions\n([^]*?)\n\n/.exec(help)?.[1] ?? '';
  for (const [, name] of options.matchAll(/^ {2}--([a-z-]+)/gm)) {
    expect(script).toContain(shell === 'zsh' ? `--${name}[` : ` -l ${name} `);
  }
}
