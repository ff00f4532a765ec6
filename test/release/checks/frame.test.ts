import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CATEGORIES, type Answer, type Check } from '../../../release/checks/check.js';
import { CHECKS } from '../../../release/checks/index.js';
import { exitOf, type Outcome } from '../../../release/checks/runner.js';
import { selected } from '../../../release/checks/select.js';
import { renderVerdicts } from '../../../release/checks/table.js';
import { readValidation, VALIDATION } from '../../../release/checks/validation.js';
import { WAIVERS } from '../../../release/checks/waivers.js';
import { COMMANDS } from '../../../release/commands/index.js';
import { validateWith } from '../../../release/commands/validate.js';
import { runRelease, type ReleaseCommands } from '../../../release/frame/command.js';
import { opsError } from '../../../ops/errors.js';
import { testIo } from '../../ops/support/test-io.js';
import { repository } from '../../support/repository.js';
import { ask, examine, NOW, seen, toolWith, type Answers } from './support.js';

const check = (examineIt: Check['examine'], more: Partial<Check> = {}): Check => ({
  id: 'git/one',
  category: 'git',
  question: 'Is it so?',
  remedy: 'Make it so.',
  examine: examineIt,
  ...more,
});
const answering = (answer: Answer, more?: Partial<Check>): Check =>
  check(() => Promise.resolve(answer), more);

describe('the list of checks', () => {
  it('has an id in its category, a question and a remedy for each, and no id twice', () => {
    for (const { id, category, question, remedy } of CHECKS) {
      expect(id).toMatch(new RegExp(`^${category}/[a-z0-9-]+$`));
      expect(question).toMatch(/\?$/);
      expect(remedy).not.toBe('');
    }
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
    expect(new Set(CHECKS.map(({ category }) => category))).toEqual(new Set(CATEGORIES));
  });

  it('is chosen from by category and id', () => {
    const ids = (...words: readonly string[]) => selected(CHECKS, words).map(({ id }) => id);
    expect(ids()).toHaveLength(CHECKS.length);
    expect(ids('git,tracker')).toEqual([
      'git/on-main',
      'git/clean',
      'git/in-step',
      'git/not-shallow',
      'tracker/days',
    ]);
    expect(ids('versions/consistent', 'tracker/days')).toEqual([
      'versions/consistent',
      'tracker/days',
    ]);
    expect(() => ids('git/claen')).toThrow(
      expect.objectContaining({ code: 'PM-1001', why: expect.stringContaining('git/clean?') }),
    );
  });
});

describe('an answer', () => {
  const { folder } = repository({ a: '' });

  it.each<[string, Error, string]>([
    ['a tool is missing', opsError('PM-7001', { what: 'npm' }), 'PM-7001 npm'],
    ['the check has a bug', new TypeError('x is undefined'), 'bug in the check: x is undefined'],
  ])('is never a pass where %s', async (_, thrown, why) => {
    const one = check(() => Promise.reject(thrown));
    expect(await ask(one, folder)).toMatchObject(seen('could-not-run', why));
  });

  it('is marked in the progress, in the table with what to do, and in the exit code', async () => {
    const outcomes: readonly Answer['outcome'][] = [
      'pass',
      'fail',
      'could-not-run',
      'not-applicable',
    ];
    const checks = outcomes.map((outcome) =>
      answering({ outcome, why: `because of ${outcome}` }, { id: `git/${outcome}` }),
    );
    const { verdicts, said } = await examine(checks, folder);
    expect(said).toMatch(/^ok git\/pass 0\.0s \(because of pass\)$/m);
    expect(said).toMatch(/^FAIL git\/fail/m);
    expect(said).toMatch(/^\?\? git\/could-not-run/m);
    expect(said).toMatch(/^n\/a git\/not-applicable/m);
    const table = renderVerdicts(verdicts);
    expect(table).toContain('4 checks: 1 pass, 1 fail, 1 could not run, 1 not applicable');
    expect(table.match(/Make it so\./g)).toHaveLength(2);
  });

  it.each<[readonly Outcome[], number]>([
    [['pass', 'waived', 'not-applicable'], 0],
    [['pass', 'fail'], 1],
    [['pass', 'could-not-run'], 3],
    [['could-not-run', 'fail'], 1],
    [[], 0],
  ])('%j exits %i', (outcomes, exit) => {
    expect(exitOf(outcomes.map((outcome) => ({ outcome })))).toBe(exit);
  });

  it('hides what is known to be secret, in what it says and in its evidence', async () => {
    const one = check((site) => {
      site.io.mask.add('a-secret-value');
      site.note('read a-secret-value');
      return Promise.resolve({ outcome: 'fail', why: 'it is a-secret-value' });
    });
    expect(JSON.stringify(await ask(one, folder))).not.toContain('a-secret-value');
  });

  it('is not waited for once the command is cancelled', async () => {
    const asked = { signal: AbortSignal.abort() };
    const never = answering({ outcome: 'pass', why: '' });
    await expect(examine([never], folder, asked)).rejects.toMatchObject({ code: 'PM-7005' });
  });

  it('of heavy checks comes one after another, beside the light ones, in the order of the list', async () => {
    let busy = 0;
    let most = 0;
    const heavy = (id: string): Check =>
      check(
        async ({ run }) => {
          busy += 1;
          most = Math.max(most, busy);
          await run('git', ['--version']);
          busy -= 1;
          return { outcome: 'pass', why: '' };
        },
        { id, heavy: true },
      );
    const light = answering({ outcome: 'pass', why: '' }, { id: 'git/light' });
    const { verdicts } = await examine([heavy('git/a'), light, heavy('git/b')], folder);
    expect(verdicts.map(({ id }) => id)).toEqual(['git/a', 'git/light', 'git/b']);
    expect(most).toBe(1);
  });
});

describe('a waiver', () => {
  const failing = (subjects?: readonly string[]) =>
    answering({
      outcome: 'fail',
      why: 'it is not',
      ...(subjects === undefined ? {} : { subjects }),
    });
  const waived = (...waivers: readonly object[]): string => {
    const all = waivers.map((one) => ({
      ...{ check: 'git/one', owner: '@ada', reason: 'known and harmless', expires: '2026-12-01' },
      ...one,
    }));
    return repository({ [WAIVERS]: JSON.stringify({ waivers: all }) }).folder;
  };

  it.each<[string, readonly object[], readonly string[] | undefined, string, string]>([
    ['waives a failure', [{}], undefined, 'waived', 'waived by @ada until 2026-12-01: known'],
    [
      'waives each thing',
      [{ subject: 'a' }, { subject: 'b' }],
      ['a', 'b'],
      'waived',
      'b waived by',
    ],
    ['of one thing leaves the other', [{ subject: 'a' }], ['a', 'b'], 'fail', 'it is not'],
    [
      'past its day waives nothing',
      [{ expires: '2026-11-21' }],
      undefined,
      'fail',
      'ended on 2026-11-21',
    ],
    ['of another check waives nothing', [{ check: 'git/two' }], undefined, 'fail', 'it is not'],
    ['of a thing waives no whole', [{ subject: 'a' }], undefined, 'fail', 'it is not'],
  ])('%s', async (_, waivers, subjects, outcome, why) => {
    expect(await ask(failing(subjects), waived(...waivers))).toMatchObject(seen(outcome, why));
  });

  it('covers that a check could not run only where it says so', async () => {
    const unable = answering({ outcome: 'could-not-run', why: 'no network' });
    expect((await ask(unable, waived({}))).outcome).toBe('could-not-run');
    const stood = waived({ outcome: 'could-not-run' });
    expect(await ask(unable, stood)).toMatchObject(seen('waived', 'no network; waived by @ada'));
    expect((await ask(failing(), stood)).outcome).toBe('fail');
  });
});

describe('npm run release -- validate', () => {
  const NPM = { npm: () => ({ stdout: '' }) };
  const run = async (root: string, args: readonly string[], answers: Answers = NPM) => {
    const { io, stdout, stderr } = testIo({ root, now: () => NOW });
    const commands: ReleaseCommands = {
      validate: {
        summary: 'x',
        load: () => Promise.resolve(validateWith(toolWith(answers))),
      },
    };
    const exit = await runRelease(commands, ['validate', ...args], io);
    return { exit, stdout: stdout(), stderr: stderr() };
  };
  const made = repository({ '.gitignore': '.release/\n', a: '' });
  const folder = join(made.folder, '.release', 'unreleased');

  it('keeps the evidence of each check with its digest, and the table on stdout', async () => {
    const { exit, stdout } = await run(made.folder, ['--only', 'git/on-main,git/clean']);
    expect(exit).toBe(0);
    expect(stdout).toContain('2 checks: 2 pass');
    const kept = await readValidation(folder);
    expect(kept).toMatchObject({
      version: null,
      environment: 'production',
      commit: made.git('rev-parse', 'HEAD'),
      clean: true,
      complete: false,
      exit: 0,
      counts: { pass: 2 },
    });
    for (const { evidence } of kept?.checks ?? []) {
      const text = readFileSync(join(folder, evidence.path), 'utf8');
      expect(createHash('sha256').update(text).digest('hex')).toBe(evidence.sha256);
    }
    expect(readFileSync(join(folder, 'evidence/git/on-main.txt'), 'utf8')).toContain(
      '$ git rev-parse --abbrev-ref HEAD',
    );
  });

  it('looks again at what --only names, and keeps the rest of the same commit', async () => {
    const { exit } = await run(made.folder, ['--only', 'git/in-step']);
    expect(exit).toBe(3);
    const kept = await readValidation(folder);
    expect(kept?.checks.map(({ id }) => id)).toEqual(['git/on-main', 'git/clean', 'git/in-step']);
    expect(kept).toMatchObject({ exit: 3, counts: { pass: 2, 'could-not-run': 1 } });
  });

  it('begins anew where the tree is not clean, or is another commit', async () => {
    writeFileSync(join(made.folder, 'new'), 'x');
    const dirty = await run(made.folder, ['--only', 'git/clean', '--json']);
    expect(dirty.exit).toBe(1);
    expect(JSON.parse(dirty.stdout)).toMatchObject({
      command: 'validate',
      version: null,
      exit: 1,
      clean: false,
      checks: [{ id: 'git/clean', outcome: 'fail' }],
    });
    expect((await readValidation(folder))?.checks.map(({ id }) => id)).toEqual(['git/clean']);
  });

  it('of a version keeps its evidence by its name, or where --out says', async () => {
    await run(made.folder, ['1.0.0', '--only', 'git/on-main']);
    const own = join(made.folder, '.release', '1.0.0');
    expect(await readValidation(own)).toMatchObject({ version: '1.0.0' });
    const out = join(made.folder, '.release', 'elsewhere');
    await run(made.folder, ['1.0.0', '--only', 'git/on-main', '--out', out]);
    expect(await readValidation(out)).toMatchObject({ version: '1.0.0' });
  });

  it('lists its checks, writes nothing in a dry run, and refuses what it does not know', async () => {
    const fresh = repository({ a: '' });
    const { stdout, exit } = await run(fresh.folder, ['--list']);
    expect(exit).toBe(0);
    for (const { question } of CHECKS) expect(stdout).toContain(question);
    expect((await run(fresh.folder, ['--dry-run'])).exit).toBe(0);
    expect(await readValidation(join(fresh.folder, '.release', 'unreleased'))).toBeUndefined();
    expect((await run(fresh.folder, ['--only', 'gti'])).exit).toBe(2);
    expect((await run(fresh.folder, ['--env', 'prod'])).stderr).toContain('PM-1001 --env prod');
  });

  it('runs the tests first where it is told to, unless a run of this commit is recorded', async () => {
    const fresh = repository({ '.gitignore': 'coverage/\n.release/\n', 'coverage/x': '' });
    let times = 0;
    const npm = () => {
      times += 1;
      const parts = Object.fromEntries(
        ['guards', 'unit'].map((name) => [name, { passed: 1, failed: 0, skipped: 0 }]),
      );
      const commit = fresh.git('rev-parse', 'HEAD');
      const record = { passed: 2, failed: 0, skipped: 0, commit, clean: true, parts };
      writeFileSync(join(fresh.folder, 'coverage', 'summary.json'), JSON.stringify(record));
      return {};
    };
    const args = ['--only', 'tests/unit', '--run-tests'];
    expect((await run(fresh.folder, args, { npm })).exit).toBe(0);
    expect((await run(fresh.folder, args, { npm })).stderr).toContain('skip npm test');
    expect(times).toBe(1);
  });

  it('is refused a validation that is none, with the file, and writes over it itself', async () => {
    writeFileSync(join(folder, VALIDATION), '{"schema":2}');
    await expect(readValidation(folder)).rejects.toMatchObject({ code: 'PM-8009' });
    expect((await run(made.folder, ['--only', 'git/on-main'])).exit).toBe(0);
    expect(await readValidation(folder)).toMatchObject({ schema: 1 });
  });

  it('is a command of the release', async () => {
    const { io, stdout } = testIo({ root: made.folder });
    expect(await runRelease(COMMANDS, ['validate', '--help'], io)).toBe(0);
    expect(stdout()).toContain('validate [VERSION]:');
  });
});
