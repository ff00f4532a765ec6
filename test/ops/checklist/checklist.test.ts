import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ITEMS, isCommand } from '../../../ops/checklist/items.js';
import type { Answer } from '../../../ops/checklist/record.js';
import { chosenItems, runItems, type RunOps } from '../../../ops/checklist/run-items.js';
import { runCommand } from '../../../ops/frame/command.js';
import type { Context } from '../../../ops/frame/runbook.js';
import { steps } from '../../../ops/frame/steps.js';
import { RUNBOOKS } from '../../../ops/runbooks/index.js';
import { testIo, type TestIo } from '../support/test-io.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pm-checklist-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const opened = (now?: () => number): TestIo =>
  testIo({ env: { PHASE_MIRROR_HOME: home }, ...(now === undefined ? {} : { now }) });
const ops = async (args: readonly string[], io = opened()) => {
  const exit = await runCommand(RUNBOOKS, ['production-checklist', ...args], io.io);
  return { exit, stdout: io.stdout(), stderr: io.stderr() };
};
const kept = (): readonly Answer[] =>
  readFileSync(join(home, 'local', 'checklist.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);

const context = (more: Partial<Context> = {}): Context => {
  const { io } = opened();
  return {
    io,
    steps: steps(io),
    values: {},
    environment: 'local',
    dryRun: false,
    yes: true,
    json: false,
    command: '',
    ...more,
  };
};

/** Every command answers as told; the arguments of each are kept. */
function answering(
  exits: Readonly<Record<string, number>> = {},
  documents: Readonly<Record<string, unknown>> = {},
): { readonly run: RunOps; readonly asked: (readonly string[])[] } {
  const asked: (readonly string[])[] = [];
  const run: RunOps = (_, args) => {
    asked.push(args);
    const [name = ''] = args;
    const stdout = JSON.stringify(documents[name] ?? { exit: 0 });
    const exit = exits[name] ?? 0;
    return Promise.resolve({ command: 'node', args, exit, stdout, stderr: '', output: '', ms: 5 });
  };
  return { run, asked };
}
const UNCHANGED = { deploy: { stacks: [{ stack: 'data', outcome: 'unchanged' }] } };

describe('the items', () => {
  it('are each a runbook that exists, or for a person', async () => {
    for (const item of ITEMS.filter(isCommand)) {
      const [name = '', action = ''] = item.args;
      expect([item.id, Object.hasOwn(RUNBOOKS, name)]).toEqual([item.id, true]);
      const actions = Object.keys((await RUNBOOKS[name]?.load())?.actions ?? {});
      if (actions.length > 0) expect(actions).toContain(action);
    }
    expect(new Set(ITEMS.map(({ id }) => id)).size).toBe(ITEMS.length);
    expect(ITEMS.filter((item) => !isCommand(item)).length).toBeGreaterThan(2);
  });

  it('of commands run all but those that take a day, which must be named', () => {
    expect(chosenItems([]).map(({ id }) => id)).not.toContain('watched');
    expect(chosenItems(['watched']).map(({ id }) => id)).toEqual(['watched']);
  });
});

describe('running them', () => {
  it('records each answer with its time, its command and its evidence', async () => {
    const { run, asked } = answering({}, UNCHANGED);
    const answers = await runItems(context(), chosenItems(['limits', 'alarms']), run);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(asked).toEqual([
      ['limits', '--env', 'local', '--json'],
      ['alarms', 'test', '--env', 'local', '--yes', '--json'],
    ]);
    const [first] = kept() as [Answer];
    expect(first).toMatchObject({
      item: 'limits',
      command: 'npm run ops -- limits --env local',
      exit: 0,
      by: expect.stringContaining('@'),
    });
    const evidence = readFileSync(first.evidence?.file ?? '', 'utf8');
    expect(createHash('sha256').update(evidence).digest('hex')).toBe(first.evidence?.sha256);
  });

  it('names production where it writes there', async () => {
    const { run, asked } = answering();
    const production = context({ environment: 'production', confirmed: 'production' });
    await runItems(production, chosenItems(['alarms']), run);
    expect(asked[0]).toEqual([
      ...['alarms', 'test', '--env', 'production', '--yes', '--confirm', 'production', '--json'],
    ]);
  });

  it.each([
    [1, 'failed'],
    [20, 'failed'],
    [2, 'could-not-run'],
    [3, 'could-not-run'],
  ])('takes exit %d for %s', async (exit, outcome) => {
    const error = { error: { code: 'PM-6044', what: 'tables', why: 'full' } };
    const { run } = answering({ limits: exit }, { limits: error });
    const [answer] = await runItems(context(), chosenItems(['limits']), run);
    expect(answer).toMatchObject({ outcome, note: `exit ${exit}: PM-6044 tables: full` });
  });

  it('looks into an answer that is exit 0 and yet not what it must be', async () => {
    const document = { stacks: [{ stack: 'data', outcome: 'planned' }] };
    const { run } = answering({}, { deploy: document });
    const [answer] = await runItems(context(), chosenItems(['deployed']), run);
    expect(answer).toMatchObject({ outcome: 'failed', note: 'a deploy would change data' });
    const [empty] = await runItems(context(), chosenItems(['deployed']), answering().run);
    expect(empty).toMatchObject({ outcome: 'failed', note: 'the plan names no stacks' });
  });

  it('keeps what it knew when it is cancelled', async () => {
    const { run } = answering({ verify: 130 });
    await expect(
      runItems(context(), chosenItems(['limits', 'promises', 'nonce']), run),
    ).rejects.toMatchObject({ code: 'PM-7005' });
    expect(kept().map(({ item }) => item)).toEqual(['limits']);
  });
});

describe('npm run ops -- production-checklist', () => {
  it('shows what is open with how to answer it, and ends with exit 1', async () => {
    const { exit, stdout } = await ops(['status']);
    expect(exit).toBe(1);
    expect(stdout).toContain('npm run ops -- production-checklist run --env local --only alarms');
    expect(stdout).toContain('production-checklist tick --env local --item on-call --by NAME');
    expect(stdout).toContain(`local: 0 of ${ITEMS.length} items hold`);
  });

  it('holds when every item was answered, until the answers are old', async () => {
    const { run } = answering({}, UNCHANGED);
    await runItems(context(), [...chosenItems([]), ...chosenItems(['watched'])], run);
    for (const { id } of ITEMS.filter((item) => !isCommand(item))) {
      const ticked = await ops(['tick', '--item', id, '--by', 'ada', '--note', 'seen']);
      expect(ticked.exit).toBe(0);
    }
    expect(await ops(['status'])).toMatchObject({ exit: 0 });
    const week = await ops(
      ['status'],
      opened(() => Date.now() + 8 * 86_400_000),
    );
    expect(week.exit).toBe(1);
    expect(week.stdout).toMatch(/^OLD {3}alarms/m);
  });

  it.each([
    [['tick', '--item', 'alarms', '--by', 'ada', '--note', 'x'], /nobody ticks it/],
    [['tick', '--item', 'nothing', '--by', 'ada', '--note', 'x'], /the items for people are/],
    [['tick', '--by', 'ada', '--note', 'x'], /the items for people are/],
    [['tick', '--item', 'on-call', '--note', 'x'], /--by/],
    [['tick', '--item', 'on-call', '--by', 'ada', '--note', ' '], /--note/],
    [['run', '--only', 'on-call'], /no command can know that/],
    [['run', '--only', 'nothing'], /the items of commands are/],
    [['run', '--only', 'alarms'], /nobody can be asked without a terminal/],
  ])('%j is refused with exit 2', async (args, says) => {
    const { exit, stderr } = await ops(args);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringMatching(says) });
  });

  it('runs and records nothing with --dry-run', async () => {
    const run = await ops(['run', '--dry-run']);
    expect(run.exit).toBe(0);
    expect(run.stdout).toContain('write  npm run ops -- alarms test --env local');
    const tick = ['tick', '--item', 'on-call', '--by', 'ada', '--note', 'x', '--dry-run'];
    expect((await ops(tick)).exit).toBe(0);
    expect(() => kept()).toThrow('ENOENT');
  });

  it('answers of the commands themselves: one that cannot run is exit 3', async () => {
    const { io, stdout } = testIo({
      env: { PHASE_MIRROR_HOME: home, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
    });
    const args = ['production-checklist', 'run', '--only', 'promises', '--json'];
    expect(await runCommand(RUNBOOKS, args, io)).toBe(3);
    expect(JSON.parse(stdout())).toMatchObject({
      answers: [{ outcome: 'could-not-run', note: expect.stringContaining('PM-7004') }],
    });
  }, 30_000);
});
