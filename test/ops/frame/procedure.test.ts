import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runRunbook } from '../../../ops/frame/runbook.js';
import { testIo, type TestIoOptions } from '../support/test-io.js';
import { practice, type Trouble } from './practice.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pm-procedure-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  args: readonly string[] = ['--yes'],
  trouble: Trouble = {},
  options: TestIoOptions = {},
): Promise<Ran> {
  const { io, stdout, stderr } = testIo({ env: { PHASE_MIRROR_HOME: home }, ...options });
  const exit = await runRunbook(practice(trouble), args, io);
  return { exit, stdout: stdout(), stderr: stderr() };
}

const world = (): string =>
  existsSync(join(home, 'world')) ? readFileSync(join(home, 'world'), 'utf8') : '';
const journal = (): readonly { kind: string; step?: string; end?: string }[] => {
  const file = join(home, 'practice', 'runbooks.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as { kind: string });
};
const WHOLE = 'one\ntwo\nthree\n';

describe('a procedure', () => {
  it('is planned, shown, carried out step by step and verified', async () => {
    const { exit, stdout, stderr } = await run();
    expect({ exit, world: world() }).toEqual({ exit: 0, world: WHOLE });
    expect(stdout).toBe('one two three\nUndo: rm world\n');
    expect(stderr.replace(/ \d+\.\ds/g, '')).toBe(
      [
        '> plan',
        'ok plan (3 of 4 steps write)',
        'practice: 3 words',
        '  read   look at the world',
        '           file:read world',
        ...['one', 'two', 'three'].flatMap((word) => [
          `  write  write ${word}`,
          `           file:append world ${word}`,
        ]),
        '  note   it is only practice',
        '  undo   rm world',
        '> look at the world',
        'ok look at the world (0 words)',
        '> write one',
        'ok write one',
        '> write two',
        'ok write two (the second)',
        '> write three',
        'ok write three',
        '> verify',
        'ok verify',
        '',
      ].join('\n'),
    );
  });

  it('writes down what it means to do before it does it, and what came of it', async () => {
    const seen: unknown[] = [];
    await run(['--yes'], { onStep: () => void seen.push(journal().at(-1)) });
    expect(seen).toMatchObject(['one', 'two', 'three'].map((step) => ({ kind: 'intent', step })));
    expect(
      journal().map(({ kind, step, end }) => [kind, step, end].filter(Boolean).join(' ')),
    ).toEqual([
      'run',
      ...['look', 'one', 'two', 'three'].flatMap((step) => [
        `intent ${step}`,
        `outcome ${step} done`,
      ]),
      'run ended applied',
    ]);
  });

  it('has nothing to do the second time, and writes nothing', async () => {
    await run();
    const before = journal();
    const { exit, stdout, stderr } = await run([]);
    expect(exit).toBe(0);
    expect(stdout).toContain('There is nothing to do.');
    expect(stderr).not.toContain('verify');
    expect(journal()).toEqual(before);
  });

  it('shows every call under --dry-run and writes nothing, not even a file of its own', async () => {
    const { exit, stdout } = await run(['--dry-run']);
    expect(exit).toBe(0);
    expect(stdout).toContain('  write  write one\n           file:append world one\n');
    expect(stdout).toMatch(/Dry run: nothing was changed\.\n$/);
    expect({ world: world(), home: existsSync(join(home, 'practice')) }).toEqual({
      world: '',
      home: false,
    });
  });

  it('prints plan, outcome and what was found as JSON', async () => {
    const { stdout } = await run(['--yes', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      exit: 0,
      outcome: 'applied',
      plan: { what: 'practice: 3 words', steps: [{ id: 'look', effect: 'read' }, {}, {}, {}] },
      verified: { ok: true, words: ['one', 'two', 'three'] },
    });
  });

  it('does nothing without a yes', async () => {
    const { exit, stdout } = await run([], {}, { typed: 'n\n', env: { PHASE_MIRROR_HOME: home } });
    expect({ exit, world: world(), journal: journal() }).toEqual({
      exit: 130,
      world: '',
      journal: [],
    });
    expect(stdout).toContain('nothing was changed');
  });

  it.each([
    ['production\n', 0, WHOLE],
    ['y\n', 130, ''],
  ])('in production takes the typed name %j: exit %d', async (typed, exit, after) => {
    const ran = await run(['--env', 'production'], {}, { typed, env: { PHASE_MIRROR_HOME: home } });
    expect(ran.exit).toBe(exit);
    expect(world()).toBe(after);
    expect(ran.stderr).toContain('Carry this out in production?');
  });
});

describe('a step that fails', () => {
  it('before anything was written is an ordinary failure', async () => {
    const { exit, stderr, stdout } = await run(['--yes'], { at: 'one', how: 'refused' });
    expect({ exit, world: world() }).toEqual({ exit: 3, world: '' });
    expect(stderr).toContain('PM-6012 write one');
    expect(stdout).toBe('');
  });

  it('after something was written ends with 20 and the command to go on with, which does', async () => {
    const { exit, stdout } = await run(['--yes'], { at: 'two', how: 'refused' });
    expect({ exit, world: world() }).toEqual({ exit: 20, world: 'one\n' });
    expect(stdout).toContain('Go on with: npm run ops -- practice --yes\n');

    const again = await run();
    expect({ exit: again.exit, world: world() }).toEqual({ exit: 0, world: WHOLE });
    expect(again.stderr).toMatch(
      /failed in step 3 of 4 \(write two\); done: look at the world, write one\./,
    );
  });

  it.each([true, false])(
    'whose answer was lost may have written (no probe: %s): 20',
    async (blind) => {
      const { exit } = await run(['--yes'], { at: 'one', how: 'lost', blind });
      expect({ exit, world: world() }).toEqual({ exit: 20, world: 'one\n' });
    },
  );

  it('is a bug where the error is none of ours', async () => {
    const { exit, stderr } = await run(['--yes'], { at: 'two', how: 'bug' });
    expect(exit).toBe(3);
    expect(stderr).toContain('bug in practice: TypeError');
  });

  it('says so as JSON', async () => {
    const { stdout } = await run(['--yes', '--json'], { at: 'three', how: 'refused' });
    expect(JSON.parse(stdout)).toMatchObject({
      exit: 20,
      outcome: 'partial',
      error: { code: 'PM-6012' },
      next: 'npm run ops -- practice --yes --json',
    });
  });
});

describe('a procedure that is cancelled', () => {
  it('starts no further step, ends with 130, and the next run goes on', async () => {
    const abort = new AbortController();
    const onStep = (id: string): void => (id === 'two' ? abort.abort() : undefined);
    const { exit, stderr } = await run(
      ['--yes'],
      { onStep },
      { signal: abort.signal, env: { PHASE_MIRROR_HOME: home } },
    );
    expect({ exit, world: world() }).toEqual({ exit: 130, world: 'one\ntwo\n' });
    expect(stderr).toContain('PM-7005');
    const again = await run();
    expect(again.stderr).toMatch(/was cancelled in step 4 of 4 \(write three\)/);
    expect({ exit: again.exit, world: world() }).toEqual({ exit: 0, world: WHOLE });
  });
});

describe('a verification', () => {
  it('that finds something else ends with 1, and is made again by the next run', async () => {
    const { exit, stdout } = await run(['--yes'], { verified: 'broken' });
    expect(exit).toBe(1);
    expect(stdout).toMatch(/one two three\nPM-6013 practice/);
    const again = await run();
    expect(again.exit).toBe(0);
    expect(again.stderr).toMatch(/could not be verified after 4 of 4 steps[^]*ok verify/);
    expect((await run()).stderr).not.toContain('verify');
  });

  it('that could not look ends with the code of why', async () => {
    const { exit, stdout } = await run(['--yes'], { verified: 'throws' });
    expect({ exit, world: world() }).toEqual({ exit: 3, world: WHOLE });
    expect(stdout).toContain('PM-7004');
  });
});

describe('a procedure that is killed', () => {
  const kill = (trouble: Trouble): string | null =>
    spawnSync(
      process.execPath,
      [
        '--import',
        'tsx',
        fileURLToPath(new URL('./killed-practice.ts', import.meta.url)),
        home,
        JSON.stringify(trouble),
      ],
      { encoding: 'utf8' },
    ).signal;

  it.each([
    [{ killBefore: 'one' }, '', 'in step 2 of 4 (write one); done: look at the world'],
    [{ killAfter: 'two' }, 'one\ntwo\n', 'in step 3 of 4 (write two)'],
    [{ killAfter: 'three' }, WHOLE, 'in step 4 of 4 (write three)'],
  ])('%j: the next run says where it stood and goes on', async (trouble, left, stood) => {
    expect(kill(trouble)).toBe('SIGKILL');
    expect(world()).toBe(left);
    const { exit, stderr } = await run();
    expect(stderr).toContain(`died ${stood}`);
    expect({ exit, world: world() }).toEqual({ exit: 0, world: WHOLE });
    expect(stderr).toContain('ok verify');
    expect((await run()).stderr).not.toContain('died');
  });
});

describe('two at once', () => {
  it('exclude each other, and the second names the first', async () => {
    let second: Ran | undefined;
    const first = await run(['--yes'], {
      onStep: async (id) => {
        if (id === 'two') second = await run();
      },
    });
    expect(first.exit).toBe(0);
    expect(second?.exit).toBe(1);
    expect(second?.stderr).toMatch(/PM-6002[^]*runs practice since .* \(pid \d+\)/);
    expect(world()).toBe(WHOLE);
  });
});
