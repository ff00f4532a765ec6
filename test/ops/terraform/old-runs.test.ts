import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openStepJournal, standOf } from '../../../ops/frame/step-journal.js';
import { interruptedSteps } from '../../../ops/terraform/dead-run.js';
import { readJournal, type Entry } from '../../../ops/terraform/journal.js';
import { dropOldLogs, dropOldRuns, keptEntries } from '../../../ops/terraform/old-runs.js';
import { STACKS } from '../../../runtime/src/names/index.js';

const home = mkdtempSync(join(tmpdir(), 'pm-old-runs-'));
afterAll(() => rmSync(home, { recursive: true }));

const at = '2026-11-22T00:00:00.000Z';
const dead = { runs: () => false, groupRuns: () => false };
const process_ = { pid: 2 ** 22 + 1 };
type Act = 'whole' | 'failed' | 'dies' | 'settles';

/** A run of a runbook on one stack: ends well or badly, dies, or ends and finds the stack whole. */
function runOf(i: number, runbook: string, stack: (typeof STACKS)[number], act: Act): Entry[] {
  const run = `2026-11-22T00:00:${String(i).padStart(2, '0')}.000Z-${i}`;
  const step = `${run}#1`;
  return [
    { at, kind: 'run', run, runbook, process: process_, who: 'me@here' },
    { at, kind: 'step', run, step, stack, what: 'apply' },
    { at, kind: 'child', step, process: process_ },
    ...(act === 'dies'
      ? []
      : ([{ at, kind: 'step ended', step, exit: act === 'failed' ? 1 : 0 }] as const)),
    ...(act === 'settles' ? ([{ at, kind: 'settled', run, stack }] as const) : []),
    ...(act === 'dies' ? [] : ([{ at, kind: 'run ended', run }] as const)),
  ];
}

const acts = fc.array(
  fc.record({
    runbook: fc.constantFrom('deploy', 'bootstrap', 'drift'),
    stack: fc.constantFrom(...STACKS),
    act: fc.constantFrom<Act>('whole', 'failed', 'dies', 'settles'),
  }),
  { maxLength: 40 },
);
const journalOf = (runs: readonly { runbook: string; stack: never; act: Act }[]): Entry[] =>
  runs.flatMap(({ runbook, stack, act }, i) => runOf(i, runbook, stack, act));

describe('a journal of which old runs are dropped', () => {
  it('says the same of what died as the whole one, however few runs stay', () => {
    fc.assert(
      fc.property(acts, fc.integer({ min: 0, max: 5 }), (runs, most) => {
        const all = journalOf(runs as never);
        const kept = keptEntries(all, most);
        expect(interruptedSteps(kept, dead)).toEqual(interruptedSteps(all, dead));
        // Once dropped, the rest stays as it is.
        expect(keptEntries(kept, most)).toEqual(kept);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the newest runs of each runbook', () => {
    const runs = Array.from({ length: 30 }, (_, i) =>
      runOf(i, i % 3 === 0 ? 'bootstrap' : 'deploy', 'data', 'whole'),
    ).flat();
    const kept = keptEntries(runs).filter((entry) => entry.kind === 'run');
    const count = (name: string): number => kept.filter(({ runbook }) => runbook === name).length;
    expect([count('deploy'), count('bootstrap')]).toEqual([20, 10]);
    expect(keptEntries(runs, 1).filter(({ kind }) => kind === 'run')).toHaveLength(2);
  });
});

describe('logs of old runs', () => {
  const logs = join(home, 'logs');
  const folder = (i: number, runbook = 'deploy'): string =>
    `2026-11-22T00-00-${String(i).padStart(2, '0')}.000Z-${i}-${runbook}`;
  const write = (name: string, bytes = 10): void => {
    mkdirSync(join(logs, name), { recursive: true });
    writeFileSync(join(logs, name, 'a.log'), 'x'.repeat(bytes));
  };
  beforeEach(() => rmSync(logs, { recursive: true, force: true }));

  it('go beyond so many of a runbook, the newest stay', () => {
    for (const i of [1, 2, 3, 4]) write(folder(i));
    write(folder(0, 'drift'));
    dropOldLogs(logs, new Set(), undefined, 2);
    expect(readdirSync(logs).sort()).toEqual([folder(0, 'drift'), folder(3), folder(4)]);
  });

  it('go beyond so many bytes, the oldest first', () => {
    for (const i of [1, 2, 3]) write(folder(i), 100);
    dropOldLogs(logs, new Set(), 250);
    expect(readdirSync(logs).sort()).toEqual([folder(2), folder(3)]);
  });

  it('stay where something of their run is not settled', () => {
    for (const i of [1, 2, 3]) write(folder(i), 100);
    dropOldLogs(logs, new Set([folder(1)]), 150, 1);
    expect(readdirSync(logs).sort()).toEqual([folder(1), folder(3)]);
  });

  it('are left alone where they are nobody’s, and where there are none', () => {
    dropOldLogs(logs, new Set());
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, 'notes.txt'), '');
    dropOldLogs(logs, new Set(), 0);
    expect(readdirSync(logs)).toEqual(['notes.txt']);
  });

  it('and journal are dropped together, but for what died', () => {
    const journal = join(home, 'journal.jsonl');
    const entries = Array.from({ length: 25 }, (_, i) =>
      runOf(i, 'deploy', 'data', i === 0 ? 'dies' : 'whole'),
    ).flat();
    writeFileSync(journal, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    for (let i = 0; i < 25; i += 1) write(folder(i));
    writeFileSync(join(logs, 'synth.log'), 'x'.repeat(2 ** 20 + 1));
    dropOldRuns(journal, logs);
    expect(readJournal(journal).filter(({ kind }) => kind === 'run')).toHaveLength(21);
    expect(interruptedSteps(readJournal(journal), dead)).toHaveLength(1);
    expect(existsSync(join(logs, folder(0)))).toBe(true);
    expect(existsSync(join(logs, folder(1)))).toBe(false);
    expect(readdirSync(logs)).toHaveLength(21);
  });
});

describe('the journal of a runbook’s steps', () => {
  it('keeps the newest runs of each, and so the one that did not come to its end', () => {
    const path = join(home, 'runbooks.jsonl');
    const about = (run: string, runbook: string) => ({
      run,
      runbook,
      what: 'x',
      steps: [{ id: 'a', title: 'A' }],
      now: () => 0,
    });
    openStepJournal(path, about('died', 'nonce rotate')).intent('a');
    for (let i = 0; i < 30; i += 1) openStepJournal(path, about(`r${i}`, 'smoke')).end('applied');
    expect(standOf(path, 'nonce rotate', () => false)).toMatchObject({ how: 'died' });
    expect(standOf(path, 'smoke', () => false)).toBeUndefined();
    const runs = readJournal(path).filter(({ kind }) => kind === 'run');
    expect(runs).toHaveLength(22);
  });
});
