import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { claimFolder } from '../../../ops/terraform/claim.js';
import {
  endedSteps,
  interruptedSteps,
  judgeLock,
  leavesObjects,
  type InterruptedStep,
  type Processes,
} from '../../../ops/terraform/dead-run.js';
import { openJournal, readJournal, whoami, type Entry } from '../../../ops/terraform/journal.js';
import type { Lock } from '../../../ops/terraform/lock-message.js';
import { waitForOrphans } from '../../../ops/terraform/orphans.js';
import { groupStillRuns, identityOf, stillRuns } from '../../../ops/terraform/process-identity.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const DEAD: Processes = { runs: () => false, groupRuns: () => false };
const ME = 'operator@host';
const AT = '2026-11-22T00:23:20.000Z';

const run = (id: string): Entry => ({
  at: AT,
  kind: 'run',
  run: id,
  runbook: 'deploy',
  process: { pid: 10 },
  who: ME,
});
const step = (id: string, what = 'apply', stack: InterruptedStep['stack'] = 'data'): Entry => ({
  at: AT,
  kind: 'step',
  run: id.split('#')[0] ?? '',
  step: id,
  stack,
  what,
});

describe('steps that ended', () => {
  const end = (id: string, exit: number | 'cancelled'): Entry => ({
    at: '2026-11-22T00:23:29.000Z',
    kind: 'step ended',
    step: id,
    exit,
  });

  it.each([
    [0, 1],
    [2, 1],
    [1, 0],
    ['cancelled' as const, 0],
  ])('with exit %s: %d of them may have left a lock of their own', (exit, count) => {
    const child: Entry = { at: AT, kind: 'child', step: 'r#1', process: { pid: 7 } };
    const steps = endedSteps([run('r'), step('r#1', 'plan'), child, end('r#1', exit)]);
    expect(steps).toHaveLength(count);
    expect(steps.filter((one) => one.child?.pid === 7 && one.who === ME)).toHaveLength(count);
  });

  it('are not those that still run', () => {
    expect(endedSteps([run('r'), step('r#1', 'plan')])).toEqual([]);
  });
});

describe('journal', () => {
  it('holds what was meant before it is done, and what came of it, one line each', () => {
    const path = join(folder, 'a', 'journal.jsonl');
    let now = Date.parse(AT);
    const journal = openJournal(path, 'deploy', () => now++);
    const id = journal.step('data', 'apply');
    journal.write({ kind: 'child', step: id, process: { pid: 7 } });
    journal.write({ kind: 'step ended', step: id, exit: 0 });
    journal.end();
    const kinds = readJournal(path).map(({ kind }) => kind);
    expect(kinds).toEqual(['run', 'step', 'child', 'step ended', 'run ended']);
    expect(readJournal(path)[0]).toMatchObject({ who: whoami(), process: identityOf(process.pid) });
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('gives the next run what was there before it', () => {
    const path = join(folder, 'journal.jsonl');
    openJournal(path, 'bootstrap', () => 0).end();
    const second = openJournal(path, 'deploy', () => 0);
    expect(second.before.map(({ kind }) => kind)).toEqual(['run', 'run ended']);
    second.end();
  });

  it('survives a line that a kill cut off', () => {
    const path = join(folder, 'journal.jsonl');
    writeFileSync(path, `${JSON.stringify(run('r'))}\n{"at":"2026`);
    expect(readJournal(path)).toEqual([run('r')]);
    expect(readJournal(join(folder, 'none'))).toEqual([]);
  });
});

describe('interruptedSteps', () => {
  it('are those of dead runs without an outcome', () => {
    const entries: Entry[] = [
      run('r'),
      step('r#1', 'plan'),
      { at: AT, kind: 'step ended', step: 'r#1', exit: 0 },
      step('r#2'),
      { at: AT, kind: 'child', step: 'r#2', process: { pid: 11 } },
    ];
    expect(interruptedSteps(entries, DEAD)).toEqual([
      {
        runbook: 'deploy',
        who: ME,
        owner: { pid: 10 },
        child: { pid: 11 },
        stack: 'data',
        what: 'apply',
        at: AT,
      },
    ]);
  });

  it('are those that a Ctrl-C ended, because a lock may be left', () => {
    const entries: Entry[] = [
      run('r'),
      step('r#1'),
      { at: AT, kind: 'step ended', step: 'r#1', exit: 'cancelled' },
      { at: AT, kind: 'step ended', step: 'unknown', exit: 0 },
    ];
    expect(interruptedSteps(entries, DEAD)).toMatchObject([{ what: 'apply', cancelled: true }]);
  });

  it('are not those of a run that lives', () => {
    const entries = [run('r'), step('r#1')];
    expect(interruptedSteps(entries, { ...DEAD, runs: () => true })).toEqual([]);
  });

  it('are settled when their stack was found whole since, and only theirs', () => {
    const entries: Entry[] = [
      run('r'),
      step('r#1'),
      step('r#2', 'apply', 'access'),
      { at: AT, kind: 'settled', run: 's', stack: 'data' },
    ];
    expect(interruptedSteps(entries, DEAD).map(({ stack }) => stack)).toEqual(['access']);
  });

  it('are nothing for a step whose run is not known', () => {
    expect(interruptedSteps([step('x#1')], DEAD)).toEqual([]);
  });

  it('may leave objects when they write to AWS', () => {
    const [one] = interruptedSteps([run('r'), step('r#1')], DEAD) as [InterruptedStep];
    expect(leavesObjects(one)).toBe(true);
    expect(leavesObjects({ ...one, what: 'plan' })).toBe(false);
  });
});

describe('judgeLock', () => {
  const lock: Lock = {
    id: 'lock',
    path: '',
    operation: 'OperationTypeApply',
    who: ME,
    created: '2026-11-22T00:23:23.446Z',
  };
  const [dead] = interruptedSteps(
    [run('r'), step('r#1'), { at: AT, kind: 'child', step: 'r#1', process: { pid: 11 } }],
    DEAD,
  ) as [InterruptedStep];
  const judge = (
    change: Partial<Lock> = {},
    steps: readonly InterruptedStep[] = [dead],
    processes = DEAD,
  ): ReturnType<typeof judgeLock> =>
    judgeLock({ ...lock, ...change }, 'data', steps, ME, processes);

  it('finds the lock of our own dead step stale', () => {
    expect(judge()).toEqual({ stale: true, step: dead });
  });

  it('names the step that was announced last before the lock was taken', () => {
    const earlier = { ...dead, at: '2026-11-22T00:22:50.000Z', what: 'plan' };
    const later = { ...dead, at: '2026-11-22T00:23:22.000Z', what: 'apply' };
    expect(judge({}, [earlier, later])).toMatchObject({ step: later });
  });

  it.each([
    ['belongs to somebody else', { who: 'colleague@elsewhere' }, [dead], /colleague@elsewhere/],
    ['belongs to nobody known', { who: '' }, [dead], /somebody unknown/],
    ['is older than the dead step', { created: '2026-11-22T00:20:00Z' }, [dead], /no run of this/],
    ['is much younger than the dead step', { created: '2026-11-22T00:40:00Z' }, [dead], /no run/],
    ['has a time that cannot be read', { created: 'soon' }, [dead], /no run of this/],
    ['is on another stack', {}, [{ ...dead, stack: 'access' as const }], /no run of this/],
    ['is of a step of another user', {}, [{ ...dead, who: 'other@host' }], /no run of this/],
    ['comes when no run died', {}, [], /no run of this/],
  ])('leaves a lock alone that %s', (_, change, steps, why) => {
    expect(judge(change, steps)).toMatchObject({
      stale: false,
      why: expect.stringMatching(why) as unknown,
    });
  });

  it('leaves a lock alone whose Terraform outlived its run', () => {
    const verdict = judge({}, [dead], { ...DEAD, groupRuns: ({ pid }) => pid === 11 });
    expect(verdict).toEqual({ stale: false, why: 'its Terraform still runs (pid 11)' });
  });
});

describe('waitForOrphans', () => {
  it('waits for a Terraform that outlived its run, and says so', async () => {
    const [orphan] = interruptedSteps(
      [run('r'), step('r#1'), { at: AT, kind: 'child', step: 'r#1', process: { pid: 11 } }],
      DEAD,
    ) as [InterruptedStep];
    const said: string[] = [];
    let asked = 0;
    const processes = { ...DEAD, groupRuns: () => ++asked < 2 };
    const { signal } = new AbortController();
    await waitForOrphans([orphan], { say: (text) => said.push(text) }, signal, processes);
    expect(said).toEqual([
      '  deploy died, but its Terraform (apply of data, pid 11) still works: waiting for it',
      '  it has ended',
    ]);
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    const orphan = { ...interruptedSteps([run('r'), step('r#1')], DEAD)[0], child: { pid: 11 } };
    const waiting = waitForOrphans(
      [orphan as InterruptedStep],
      { say: () => controller.abort() },
      controller.signal,
      { ...DEAD, groupRuns: () => true },
    );
    await expect(waiting).rejects.toMatchObject({ code: 'PM-7005' });
  });
});

describe('claimFolder', () => {
  it('refuses a second run while the first one lives, naming it', () => {
    const release = claimFolder(folder, 'deploy', () => Date.parse(AT));
    expect(() => claimFolder(folder, 'bootstrap', () => 0)).toThrow(
      expect.objectContaining({
        code: 'PM-6002',
        why: `${whoami()} runs deploy since ${AT} (pid ${process.pid})`,
      }),
    );
    release();
    claimFolder(folder, 'bootstrap', () => 0)();
  });

  it('replaces a run that does not live any more, and a claim that cannot be read', () => {
    const path = join(folder, 'run.lock');
    writeFileSync(path, JSON.stringify({ process: { pid: 2 ** 22 + 1 } }));
    claimFolder(folder, 'deploy', () => 0)();
    writeFileSync(path, '');
    claimFolder(folder, 'deploy', () => 0);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ runbook: 'deploy' });
  });
});

describe('process identity', () => {
  it('tells a process from a later one with the same pid', () => {
    const me = identityOf(process.pid);
    expect(stillRuns(me)).toBe(true);
    expect(stillRuns({ ...me, started: 'another boot' })).toBe(me.started === undefined);
  });

  it('follows a group whose leader has ended', async () => {
    // The shell starts a child in its group and ends.
    const shell = spawn('sh', ['-c', 'sleep 30 & echo $!'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const leader = identityOf(shell.pid ?? 0);
    const [pid] = (await once(shell.stdout, 'data')) as [Buffer];
    await once(shell, 'exit');
    expect(stillRuns(leader)).toBe(false);
    expect(groupStillRuns(leader)).toBe(true);
    process.kill(Number(pid.toString()), 'SIGKILL');
    const until = Date.now() + 5000;
    while (groupStillRuns(leader) && Date.now() < until)
      await new Promise((r) => setTimeout(r, 20));
    expect(groupStillRuns(leader)).toBe(false);
  });
});
