import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { durationOf } from '../../../ops/frame/duration.js';
import { monitor } from '../../../ops/monitor/monitor.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { testSite, type Answers, type TestSite } from '../alarms/site.js';
import { serviceError } from '../verify/answering-clients.js';

const home = mkdtempSync(join(tmpdir(), 'pm-monitor-'));
afterAll(() => rmSync(home, { recursive: true }));
const { names } = deploymentFor('local', {});

type Values = Readonly<Record<string, readonly number[]>>;
const SOUND: Values = {
  evaluations: [40, 60],
  p99: [120, 180],
  nonce: [3],
  blocks: [1, 2],
  throttles_0: [0],
};

function answering(values: Values = SOUND, ringing: readonly string[] = []): Answers {
  const alarm = (AlarmName: string) => ({
    AlarmName,
    StateValue: ringing.includes(AlarmName) ? 'ALARM' : 'OK',
    StateReason: 'crossed',
    StateUpdatedTimestamp: new Date(0),
  });
  const all = names.alarms.all.filter((name) => name !== names.alarms.unhealthy);
  return {
    DescribeAlarms: () => ({
      MetricAlarms: all.map(alarm),
      CompositeAlarms: [alarm(names.alarms.unhealthy)],
    }),
    GetMetricData: ({ NextToken }) => {
      const ids = Object.keys(values);
      // Two pages: a first one alone would show nothing of the rest.
      const page = NextToken === undefined ? ids.slice(0, 2) : ids.slice(2);
      return {
        MetricDataResults: page.map((Id) => ({ Id, Values: values[Id] })),
        ...(NextToken === undefined ? { NextToken: 'more' } : {}),
      };
    },
  };
}

async function watch(
  answers: Answers,
  options: { forMs?: number; signal?: AbortSignal; isTTY?: boolean } = {},
): Promise<TestSite & { exit: number; text: string; json: Record<string, unknown> }> {
  const { forMs = 30, signal } = options;
  const test = testSite(answers, home, signal === undefined ? {} : { signal });
  const { io } = test.site.context;
  if (options.isTTY === true) Object.assign(io.stderr, { isTTY: true });
  const outcome = await monitor(test.site, { forMs, everyMs: 10, errorRate: 0.01 });
  return { ...test, exit: outcome.exit, text: outcome.text, json: { ...outcome.json } };
}

describe('monitor', () => {
  it('of a healthy environment ends with exit 0, a line a look and its JSON', async () => {
    const { exit, text, json, stderr } = await watch(answering());
    expect(exit).toBe(0);
    expect(text).toMatch(/local: \d+ looks from .* up 100.0 %, nothing was breached/);
    expect(stderr().split('\n')[0]).toMatch(
      /ok {2}0 alarms ring, error rate 0.0 %, evaluations 100, 0 failed, p99 180 ms, throttles 0, nonce age 3.0 days, blocks an hour 3, up 100.0 %/,
    );
    const kept = JSON.parse(readFileSync(String(json['file']), 'utf8')) as unknown;
    expect(kept).toMatchObject({ uptime: 1, unanswered: 0, breaches: [], limits: { p99Ms: 2000 } });
  });

  it.each<readonly [string, Values, string]>([
    ['too many evaluations fail', { ...SOUND, failures: [2] }, 'errorRate'],
    ['evaluations are slow', { ...SOUND, p99: [10, 2001] }, 'p99Ms'],
    ['requests are throttled', { ...SOUND, throttles_3: [0, 1] }, 'throttles'],
    ['the nonce is old', { ...SOUND, nonce: [91] }, 'nonceAgeDays'],
    ['too much is blocked', { ...SOUND, blocks: [6, 5] }, 'blocksPerHour'],
  ])('ends with exit 1 when %s', async (_, values, id) => {
    const { exit, json } = await watch(answering(values));
    expect(exit).toBe(1);
    expect(json).toMatchObject({ error: { code: 'PM-6043' }, breaches: [{ id }] });
  });

  it('counts as down what its composite alarm says is unhealthy', async () => {
    const { exit, json, text } = await watch(answering(SOUND, [names.alarms.unhealthy]));
    expect(exit).toBe(1);
    expect(json).toMatchObject({ uptime: 0 });
    expect(text).toContain(`BREACH  alarm ${names.alarms.unhealthy}: rings since`);
  });

  it('takes no data for unknown, not for zero and not for a breach', async () => {
    const { exit, stderr } = await watch(answering({}));
    expect(exit).toBe(0);
    expect(stderr()).toContain('error rate no data');
    expect(stderr()).toContain('p99 no data');
  });

  it('goes on when an answer fails, and counts it as down', async () => {
    let calls = 0;
    const answers: Answers = {
      ...answering(),
      DescribeAlarms: (input) => {
        calls += 1;
        if (calls === 1) throw serviceError('InternalFailure', 500);
        return answering()['DescribeAlarms']?.(input);
      },
    };
    // Long enough for a second look on a busy machine.
    const { exit, json, stderr } = await watch(answers, { forMs: 500 });
    expect(exit).toBe(1);
    expect(json).toMatchObject({ unanswered: 1, breaches: [{ id: 'unanswered', looks: 1 }] });
    expect(stderr()).toMatch(/UNANSWERED {2}InternalFailure/);
  });

  it('that was never answered could not run: exit 3', async () => {
    const answers: Answers = {
      ...answering(),
      GetMetricData: () => {
        throw serviceError('AccessDenied', 403);
      },
    };
    const { exit, json } = await watch(answers);
    expect(exit).toBe(3);
    expect(json).toMatchObject({ error: { code: 'PM-6012' } });
  });

  it('ends at Ctrl-C with its summary, exit 130', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    const { exit, text } = await watch(answering(), {
      forMs: 60_000,
      signal: controller.signal,
    });
    expect(exit).toBe(130);
    expect(text).toContain('ended before its time');
  });

  it('draws its table over itself on a terminal', async () => {
    const { stderr } = await watch(answering(SOUND, [names.alarms.unhealthy]), { isTTY: true });
    const escape = String.fromCharCode(27);
    expect(stderr()).toMatch(/^local {2}.*\n {2}oracle +UNHEALTHY/);
    expect(stderr()).toContain(`${escape}[10A${escape}[J`);
    expect(stderr()).toMatch(/p99 +180 ms +limit 2000 ms/);
  });
});

describe('a duration', () => {
  it.each([
    ['30s', 30_000],
    ['10m', 600_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
  ])('%s is %d ms', (given, ms) => expect(durationOf('--for', given)).toBe(ms));
  it.each(['', '0s', '24', '1.5h', '-1h', '1w', '24 h'])('is not "%s"', (given) =>
    expect(() => durationOf('--for', given)).toThrow(expect.objectContaining({ code: 'PM-1001' })),
  );
});
