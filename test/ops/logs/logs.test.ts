import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../../ops/frame/command.js';
import { follow, type FollowOptions } from '../../../ops/logs/follow.js';
import { entryOf, renderEntry, type LogEntry } from '../../../ops/logs/line.js';
import { RUNBOOKS } from '../../../ops/runbooks/index.js';
import { testSite, type Answers } from '../alarms/site.js';
import { testIo } from '../support/test-io.js';
import { serviceError } from '../verify/answering-clients.js';

const home = mkdtempSync(join(tmpdir(), 'pm-logs-'));
afterAll(() => rmSync(home, { recursive: true }));

const line = (id: number, event: string, more: object = {}) => ({
  eventId: String(id),
  timestamp: id * 1000,
  logStreamName: 's',
  message: JSON.stringify({ time: 't', event, environment: 'local', ...more }),
});

async function followed(
  pages: readonly (readonly object[] | Error)[],
  options: Partial<FollowOptions> = {},
) {
  const controller = new AbortController();
  let round = 0;
  const answers: Answers = {
    FilterLogEvents: () => {
      const page = pages[round] ?? [];
      round += 1;
      if (round >= pages.length) controller.abort();
      if (page instanceof Error) throw page;
      return { events: page };
    },
  };
  const test = testSite(answers, home, { signal: controller.signal });
  const entries: LogEntry[] = [];
  const given = { since: 0, events: [], once: false, everyMs: 1, ...options };
  const shown = await follow(test.site, given, (entry) => entries.push(entry));
  return { entries, shown, stderr: test.stderr(), sent: test.sent };
}

describe('following the log', () => {
  it('shows each line once, oldest first, however often it is answered', async () => {
    const { entries, shown } = await followed([
      [line(2, 'evaluation.completed'), line(1, 'evaluation.failed')],
      [line(2, 'evaluation.completed'), line(3, 'breaker.opened')],
    ]);
    expect(entries.map(({ event }) => event)).toEqual([
      'evaluation.failed',
      'evaluation.completed',
      'breaker.opened',
    ]);
    expect(shown).toBe(3);
  });

  it('asks CloudWatch for one event, and sorts out what comes all the same', async () => {
    const { entries, sent } = await followed(
      [[line(1, 'evaluation.failed'), line(2, 'evaluation.completed')]],
      { events: ['evaluation.failed'], once: true },
    );
    expect(entries.map(({ event }) => event)).toEqual(['evaluation.failed']);
    expect(sent[0]?.input).toMatchObject({
      logGroupName: '/phase-mirror/local/runtime',
      filterPattern: '{ $.event = "evaluation.failed" }',
    });
  });

  it('goes on after a failure, but fails when the first question does', async () => {
    const broken = serviceError('ThrottlingException');
    const { entries, stderr } = await followed([[], broken, [line(1, 'breaker.opened')]]);
    expect(entries).toHaveLength(1);
    expect(stderr).toContain('ThrottlingException; asking again');
    await expect(followed([serviceError('AccessDeniedException', 403)])).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('shows no secret that somebody has logged', async () => {
    const key = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
    const { entries } = await followed([
      [line(1, 'evaluation.failed', { why: `denied to ${key}` })],
      [{ eventId: '9', timestamp: 9000, message: `plain ${key}` }],
    ]);
    const text = entries.map(renderEntry).join('\n');
    expect(text).not.toContain(key);
    expect(text).toContain('denied to');
  });
});

describe('a line', () => {
  const plain = (text: string): string => text;
  it('is its time, its event and its fields', () => {
    const entry = entryOf(
      line(1, 'evaluation.completed', { outcome: 'block', n: 3, why: 'a b' }),
      plain,
    );
    expect(renderEntry(entry)).toBe(
      '1970-01-01T00:00:01.000Z  evaluation.completed  outcome=block  n=3  why="a b"',
    );
  });
  it.each(['no JSON', '[1]', 'null', '"text"'])('that is %s is shown as it is', (message) => {
    const entry = entryOf({ timestamp: 0, message }, plain);
    expect(renderEntry(entry)).toBe(`1970-01-01T00:00:00.000Z  -  ${message}`);
  });
  it('steers no terminal', () => {
    const escape = String.fromCharCode(27);
    const entry = entryOf({ timestamp: 0, message: `${escape}[2Jgone` }, plain);
    expect(renderEntry(entry)).toBe('1970-01-01T00:00:00.000Z  -  ?[2Jgone');
  });
});

describe('npm run ops -- logs', () => {
  it.each([
    [['--filter', 'evaluation.finished'], 2, 'the events are evaluation.completed'],
    [['--since', 'yesterday'], 2, 'a duration is a whole number with its unit'],
    [['--once'], 3, 'PM-7004'],
  ])('%j ends with exit %d', async (args, exit, says) => {
    const { io, stderr } = testIo({
      env: { PHASE_MIRROR_HOME: home, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
    });
    expect(await runCommand(RUNBOOKS, ['logs', ...args], io)).toBe(exit);
    expect(stderr()).toContain(says);
  });
});
