import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { opsError } from '../../../ops/errors.js';
import { runCommand, type Runbooks } from '../../../ops/frame/command.js';
import { editDistance, nearest } from '../../../runtime/src/errors/nearest.js';
import type { Context, Outcome, Runbook } from '../../../ops/frame/runbook.js';
import { testIo } from '../support/test-io.js';

const book = (run: (context: Context) => Promise<Outcome>): Runbook => ({
  name: 'rotate',
  summary: 'turn the key',
  example: 'npm run ops -- rotate --env staging --key alpha',
  when: 'At night.',
  changes: 'The key.',
  undo: 'Turn it back.',
  options: { key: { type: 'string', value: 'KEY', help: 'which key' } },
  run,
});
const shelf = (run: (context: Context) => Promise<Outcome>): Runbooks => ({
  rotate: { summary: 'turn the key', load: () => Promise.resolve(book(run)) },
  deploy: { summary: 'put it there', load: () => Promise.reject(new Error('not to be loaded')) },
});
const fine: Outcome = { exit: 0, json: { key: 'alpha' }, text: 'turned\n' };
const answer = (outcome: Outcome) => () => Promise.resolve(outcome);

describe('npm run ops', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])('%j lists every runbook', async (args) => {
    const { io, stdout } = testIo();
    expect(await runCommand(shelf(answer(fine)), args, io)).toBe(0);
    expect(stdout()).toContain('  rotate  turn the key\n  deploy  put it there\n');
  });

  it('names the runbook that a mistyped word most likely meant', async () => {
    const { io, stderr } = testIo();
    expect(await runCommand(shelf(answer(fine)), ['roatte'], io)).toBe(2);
    expect(stderr()).toMatch(/PM-1001.*roatte[^]*did you mean rotate\?/);
  });

  it.each(['toString', '__proto__', 'constructor', 'xylophone'])(
    'knows no runbook %s',
    async (name) => {
      const { io, stderr } = testIo();
      expect(await runCommand(shelf(answer(fine)), [name], io)).toBe(2);
      expect(stderr()).not.toContain('did you mean');
    },
  );
});

describe('a runbook', () => {
  it('prints its text on stdout and nothing else', async () => {
    const { io, stdout, stderr } = testIo();
    expect(await runCommand(shelf(answer(fine)), ['rotate'], io)).toBe(0);
    expect(stdout()).toBe('turned\n');
    expect(stderr()).toBe('');
  });

  it('prints one JSON document with its exit code, environment and steps under --json', async () => {
    const { io, stdout } = testIo();
    const run = async (context: Context): Promise<Outcome> => {
      await context.steps.run(
        'turn',
        () => Promise.resolve(2),
        (n) => `${n} turns`,
      );
      context.steps.skip('oil', 'not squeaking');
      return { ...fine, exit: 1 };
    };
    expect(await runCommand(shelf(run), ['rotate', '--json', '--env', 'staging'], io)).toBe(1);
    expect(JSON.parse(stdout())).toMatchObject({
      runbook: 'rotate',
      environment: 'staging',
      exit: 1,
      key: 'alpha',
      steps: [
        { title: 'turn', outcome: 'ok', note: '2 turns' },
        { title: 'oil', outcome: 'skipped', note: 'not squeaking' },
      ],
    });
  });

  it('shows its own and the common options under --help without running', async () => {
    const { io, stdout } = testIo();
    const run = (): never => {
      throw new Error('ran');
    };
    expect(await runCommand(shelf(run), ['rotate', '--help'], io)).toBe(0);
    for (const flag of ['--key KEY', '--env ENVIRONMENT', '--dry-run', '--yes', '--json', '--help'])
      expect(stdout()).toContain(flag);
    expect(stdout()).toContain('npm run ops -- rotate --env staging --key alpha');
  });

  it.each([
    [['--kye', 'alpha'], 'kye'],
    [['--key'], 'key'],
    [['stray'], 'stray'],
    [['--env', 'prod'], 'local, staging, production'],
    [['--yes=maybe'], 'yes'],
  ])('refuses %j', async (args, named) => {
    const { io, stderr } = testIo();
    expect(await runCommand(shelf(answer(fine)), ['rotate', ...args], io)).toBe(2);
    expect(stderr()).toContain('PM-1001');
    expect(stderr()).toContain(named);
  });

  it('ends an expected failure with its code, why and what to do', async () => {
    const { io, stdout, stderr } = testIo();
    const run = (): never => {
      throw opsError('PM-7004', { what: 'AWS in eu-central-1', why: 'ECONNREFUSED' });
    };
    expect(await runCommand(shelf(run), ['rotate'], io)).toBe(3);
    expect(stderr()).toMatch(/^PM-7004 AWS in eu-central-1\n {2}why: ECONNREFUSED\n {2}fix: /);
    expect(stderr()).not.toContain('    at ');
    expect(stdout()).toBe('');
  });

  it('writes an expected failure as JSON under --json', async () => {
    const { io, stdout } = testIo();
    const run = (): never => {
      throw opsError('PM-6002', { what: 'data', why: 'held by ann' });
    };
    expect(await runCommand(shelf(run), ['rotate', '--json'], io)).toBe(1);
    expect(JSON.parse(stdout())).toEqual({
      runbook: 'rotate',
      exit: 1,
      error: {
        code: 'PM-6002',
        what: 'data',
        why: 'held by ann',
        remedy: expect.stringContaining('Wait'),
      },
    });
  });

  it('ends a bug with its stack and exit 3', async () => {
    const { io, stderr, stdout } = testIo();
    const run = (): never => {
      throw new TypeError('x is undefined');
    };
    expect(await runCommand(shelf(run), ['rotate', '--json'], io)).toBe(3);
    expect(stderr()).toMatch(/^bug in rotate: TypeError: x is undefined\n +at /);
    expect(JSON.parse(stdout())).toMatchObject({ error: { code: 'bug' } });
  });

  it('lets no masked value through, on either stream', async () => {
    const { io, stdout, stderr } = testIo();
    io.mask.add('s3cret-value');
    const run = (context: Context): Promise<Outcome> => {
      context.steps.say('key s3cret-value');
      return Promise.resolve({ ...fine, text: 'value s3cret-value\n' });
    };
    await runCommand(shelf(run), ['rotate'], io);
    expect(stdout()).toBe('value ********\n');
    expect(stderr()).toBe('key ********\n');
  });

  it('says which step failed, and how long it took', async () => {
    let now = 0;
    const { io, stderr } = testIo({ now: () => (now += 1_500) });
    const run = (context: Context): Promise<Outcome> =>
      context.steps.run('turn', () => Promise.reject(opsError('PM-6001', { what: 'it broke' })));
    expect(await runCommand(shelf(run), ['rotate'], io)).toBe(1);
    expect(stderr()).toMatch(/^> turn\nFAIL turn 1\.5s\nPM-6001 it broke\n/);
  });

  it('starts no step once it is cancelled, and ends with 130', async () => {
    const { io } = testIo({ signal: AbortSignal.abort() });
    let ran = false;
    const run = (context: Context): Promise<Outcome> =>
      context.steps.run('turn', () => Promise.resolve((ran = true))).then(() => fine);
    expect(await runCommand(shelf(run), ['rotate'], io)).toBe(130);
    expect(ran).toBe(false);
  });
});

describe('a runbook with actions', () => {
  const lock = (run: (context: Context) => Promise<Outcome>): Runbooks => ({
    lock: {
      summary: 'mind the lock',
      load: () =>
        Promise.resolve({
          ...book(run),
          name: 'lock',
          summary: 'mind the lock',
          actions: {
            turn: {
              summary: 'turn it',
              options: { times: { type: 'string', value: 'N', help: 'how often' } },
              example: 'npm run ops -- lock turn --times 2',
            },
            oil: { summary: 'oil it' },
          },
        }),
    },
  });
  const echo = ({ action, values, command }: Context): Promise<Outcome> =>
    Promise.resolve({ exit: 0, json: { times: values['times'], command }, text: `${action}\n` });

  it('does the one that is named, with its options and those of the runbook', async () => {
    const { io, stdout } = testIo();
    const args = ['lock', 'turn', '--times', '2', '--key', "o'clock", '--json'];
    expect(await runCommand(lock(echo), args, io)).toBe(0);
    expect(JSON.parse(stdout())).toMatchObject({
      runbook: 'lock',
      action: 'turn',
      times: '2',
      command: "npm run ops -- lock turn --times 2 --key 'o'\\''clock' --json",
    });
  });

  it.each([
    [[], 'turn, oil'],
    [['--env', 'local'], 'turn, oil'],
    [['trun'], 'did you mean turn?'],
    [['toString'], 'turn, oil'],
    [['oil', '--times', '2'], 'times'],
    [['turn', 'oil'], 'oil'],
  ])('refuses %j', async (args, named) => {
    const { io, stderr } = testIo();
    expect(await runCommand(lock(echo), ['lock', ...args], io)).toBe(2);
    expect(stderr()).toContain('PM-1001');
    expect(stderr()).toContain(named);
  });

  it('lists them under --help', async () => {
    const { io, stdout } = testIo();
    expect(await runCommand(lock(echo), ['lock', '--help'], io)).toBe(0);
    expect(stdout()).toContain('Actions\n  turn  turn it\n  oil   oil it\n');
    expect(stdout()).not.toContain('--times');
  });

  it('shows the options and the example of one under its --help', async () => {
    const { io, stdout } = testIo();
    expect(await runCommand(lock(echo), ['lock', 'turn', '--help'], io)).toBe(0);
    expect(stdout()).toMatch(/^lock turn: turn it\n/);
    for (const text of ['--times N', '--key KEY', '--env', 'lock turn --times 2'])
      expect(stdout()).toContain(text);
  });
});

describe('nearest', () => {
  it.each([
    ['depoly', 'deploy'],
    ['deplo', 'deploy'],
    ['uo', 'up'],
    ['bootstap', 'bootstrap'],
    ['banana', undefined],
    ['', undefined],
  ])('%s → %s', (word, meant) => {
    expect(nearest(word, ['up', 'deploy', 'bootstrap'])).toBe(meant);
  });

  it('is a distance: zero for equals, the same both ways, at most the longer length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const d = editDistance(a, b);
        expect(d).toBe(editDistance(b, a));
        expect(d === 0).toBe(a === b);
        expect(d).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
