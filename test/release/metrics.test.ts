import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { organisations, stars } from '../../release/metrics/adoption.js';
import { evaluations, uptime } from '../../release/metrics/cloudwatch.js';
import { timesIn } from '../../release/metrics/uptime.js';
import { COMMANDS } from '../../release/commands/index.js';
import { runRelease } from '../../release/frame/command.js';
import { deploymentFor } from '../../stacks/environments.js';
import { testSite, type Answers } from '../ops/alarms/site.js';
import { serviceError } from '../ops/verify/answering-clients.js';
import { testIo } from '../ops/support/test-io.js';
import { fakeGitHub, serve } from '../support/github/index.js';
import { repository } from '../support/repository.js';

const home = mkdtempSync(join(tmpdir(), 'pm-metrics-'));
afterAll(() => rmSync(home, { recursive: true }));

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 12);
const { names } = deploymentFor('local', {});
const site = (answers: Answers) => testSite(answers, home, { now: () => NOW }).site;
const refused = (): never => {
  throw serviceError('AccessDenied', 403);
};

const history = (...changes: readonly (readonly [hoursAgo: number, from: string, to: string])[]) =>
  changes.map(([ago, from, to]) => ({
    Timestamp: new Date(NOW - ago * HOUR),
    HistoryItemType: 'StateUpdate',
    HistoryData: JSON.stringify({
      oldState: { stateValue: from },
      newState: { stateValue: to },
    }),
  }));

function alarm(StateValue: string, items: readonly unknown[] = [], changedHoursAgo = 100): Answers {
  return {
    DescribeAlarms: ({ AlarmNames }) => ({
      CompositeAlarms: (AlarmNames as readonly string[]).includes(names.alarms.unhealthy)
        ? [
            {
              AlarmName: names.alarms.unhealthy,
              StateValue,
              AlarmConfigurationUpdatedTimestamp: new Date(NOW - changedHoursAgo * HOUR),
            },
          ]
        : [],
    }),
    // Two pages: one alone would lose what the other says.
    DescribeAlarmHistory: ({ NextToken }) =>
      NextToken === undefined
        ? { AlarmHistoryItems: items.slice(0, 1), NextToken: 'more' }
        : { AlarmHistoryItems: items.slice(1) },
  };
}

describe('uptime', () => {
  it.each([
    ['never rang', alarm('OK'), 'met', '100 %'],
    ['rang all day', alarm('ALARM'), 'missed', '0 %'],
    [
      'rang for a minute',
      alarm('OK', history([2, 'OK', 'ALARM'], [2 - 1 / 60, 'ALARM', 'OK'])),
      'met',
      '99.93 %',
    ],
    ['rings since six hours', alarm('ALARM', history([6, 'OK', 'ALARM'])), 'missed', '75 %'],
    ['rang when the day began', alarm('OK', history([12, 'ALARM', 'OK'])), 'missed', '50 %'],
  ])('of an alarm that %s', async (_, answers, outcome, shown) => {
    expect(await uptime(site(answers))).toMatchObject({ outcome, shown });
  });

  it.each([
    ['there is no alarm', { ...alarm('OK'), DescribeAlarms: () => ({}) }, /there is no alarm/],
    ['it has no data', alarm('INSUFFICIENT_DATA'), /unknown for 24\.0 of 24 h$/],
    ['it is young', alarm('OK', [], 3), /unknown for 21\.0 of 24 h; of the rest it was up 100 %/],
    ['it may not be read', { ...alarm('OK'), DescribeAlarmHistory: refused }, /AccessDenied/],
    ['CloudWatch refuses', { DescribeAlarms: refused }, /CloudWatch did not answer: AccessDenied/],
  ])('is not measured where %s', async (_, answers, why) => {
    const result = await uptime(site(answers));
    expect(result).toMatchObject({ outcome: 'not-measured', why: expect.stringMatching(why) });
    expect(result).not.toHaveProperty('value');
  });

  it('reads past what the history says in words that are no JSON', async () => {
    const broken = { Timestamp: new Date(NOW - HOUR), HistoryData: 'Alarm updated' };
    expect(await uptime(site(alarm('OK', [broken])))).toMatchObject({ shown: '100 %' });
  });

  it('is of times that add up to the window, whatever happened in it', () => {
    const state = fc.constantFrom('OK', 'ALARM', 'INSUFFICIENT_DATA');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), state), { maxLength: 8 }),
        state,
        fc.integer({ min: 0, max: 1000 }),
        (given, first, existsSince) => {
          const sorted = [...given].sort(([a], [b]) => a - b);
          const changes = sorted.map(([at, to], i) => ({
            at,
            from: sorted[i - 1]?.[1] ?? first,
            to,
          }));
          const now = sorted.at(-1)?.[1] ?? first;
          const { up, down, unknown } = timesIn(changes, {
            since: 0,
            until: 1000,
            now,
            existsSince,
          });
          expect(up + down + unknown).toBe(1000);
          expect(Math.min(up, down, unknown)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('error rate and p99', () => {
  const figures = (values: Record<string, readonly number[]>, more: object = {}): Answers => ({
    GetMetricData: () => ({
      MetricDataResults: Object.entries(values).map(([Id, Values]) => ({ Id, Values, ...more })),
    }),
  });

  it('are those of the whole day', async () => {
    const { site: place, sent } = testSite(
      figures({ evaluations: [4995], failures: [5], p99: [480.2] }),
      home,
      { now: () => NOW },
    );
    const [errors, p99] = await evaluations(place);
    expect(errors).toMatchObject({
      outcome: 'met',
      shown: '0.1 %',
      why: expect.stringContaining('5 of 5000'),
    });
    expect(p99).toMatchObject({ outcome: 'met', shown: '481 ms' });
    const [first] = sent;
    const input = first?.input as {
      readonly StartTime: Date;
      readonly MetricDataQueries: readonly { readonly MetricStat: { readonly Period: number } }[];
    };
    expect(NOW - input.StartTime.getTime()).toBe(24 * HOUR);
    expect(new Set(input.MetricDataQueries.map(({ MetricStat }) => MetricStat.Period))).toEqual(
      new Set([86_400]),
    );
  });

  it('miss their targets by little', async () => {
    const [errors, p99] = await evaluations(
      site(figures({ evaluations: [998], failures: [2], p99: [500.1] })),
    );
    expect(errors).toMatchObject({ outcome: 'missed', shown: '0.2 %' });
    expect(p99).toMatchObject({ outcome: 'missed', shown: '501 ms' });
  });

  it.each([
    ['nobody evaluated anything', figures({}), /no evaluation/],
    ['CloudWatch refuses', { GetMetricData: refused }, /AccessDenied/],
    [
      'CloudWatch answers one query with an error',
      figures(
        { evaluations: [], failures: [] },
        { StatusCode: 'InternalError', Messages: [{ Value: 'try later' }] },
      ),
      /try later/,
    ],
    [
      'CloudWatch forbids one query',
      figures({ evaluations: [5], failures: [] }, { StatusCode: 'Forbidden' }),
      /Forbidden/,
    ],
  ])('are not measured where %s', async (_, answers, why) => {
    for (const one of await evaluations(site(answers))) {
      expect(one).toMatchObject({ outcome: 'not-measured', why: expect.stringMatching(why) });
      expect(one).not.toHaveProperty('value');
    }
  });
});

describe('adoption', () => {
  const consent = (organisation: string, hours = 1) => ({
    organisation: { S: organisation },
    expiresAt: { S: new Date(NOW + hours * HOUR).toISOString() },
  });

  it('counts an organisation once, on all pages, without what has expired', async () => {
    const pages = [
      [...Array.from({ length: 9 }, (_, i) => consent(`v1:${i}`)), consent('v1:0'), {}],
      [consent('v1:9'), consent('v1:gone', -1), consent('v2:other')],
    ];
    const answers: Answers = {
      Scan: ({ ExclusiveStartKey }) =>
        ExclusiveStartKey === undefined
          ? { Items: pages[0], LastEvaluatedKey: { pk: { S: 'x' } } }
          : { Items: pages[1] },
    };
    expect(await organisations(site(answers))).toMatchObject({
      outcome: 'met',
      value: 10,
      why: expect.stringContaining('at least: under 2 salts'),
    });
  });

  it('is none where the table answers none, and unknown where it does not answer', async () => {
    expect(await organisations(site({ Scan: () => ({}) }))).toMatchObject({
      outcome: 'missed',
      value: 0,
    });
    const denied = await organisations(site({ Scan: refused }));
    expect(denied).toMatchObject({ outcome: 'not-measured' });
    expect(denied).not.toHaveProperty('value');
  });

  it('asks GitHub for stars, and says why it could not', async () => {
    const fake = fakeGitHub({ repos: { 'acme/ledger': {} } });
    const served = await serve(fake);
    try {
      const env = { GITHUB_API_URL: served.api, GITHUB_TOKEN: 'a-token-for-tests' };
      const { io } = testIo({ env });
      const acme = { owner: 'acme', name: 'ledger' };
      expect(await stars(io, acme)).toMatchObject({ outcome: 'no-target', value: 0 });
      fake.fail(403, { times: 9 });
      const denied = await stars(io, acme);
      expect(denied).toMatchObject({ outcome: 'not-measured' });
      expect(denied).not.toHaveProperty('value');
    } finally {
      await served.close();
    }
    const { io } = testIo({ env: { PATH: '/nowhere' } });
    expect(await stars(io, { owner: 'a', name: 'b' })).toMatchObject({
      outcome: 'not-measured',
      why: expect.stringContaining('GITHUB_TOKEN'),
    });
    expect(await stars(io, undefined)).toMatchObject({ outcome: 'not-measured' });
  });
});

describe('release metrics', () => {
  it('says of everything why it could not be measured, writes it, and ends with 3', async () => {
    const repo = repository({ 'a.txt': 'x' });
    repo.git('tag', 'v1.0.0');
    mkdirSync(join(repo.folder, '.phase-mirror'));
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', PATH: process.env['PATH'] };
    const { io, stdout } = testIo({ root: repo.folder, env });
    expect(await runRelease(COMMANDS, ['metrics', '1.0.0', '--env', 'local', '--json'], io)).toBe(
      3,
    );
    const said = JSON.parse(stdout()) as {
      metrics: { id: string; outcome: string; why: string }[];
    };
    expect(said.metrics.map(({ id, outcome }) => [id, outcome])).toEqual(
      ['deployment-success', 'uptime', 'error-rate', 'p99', 'organisations', 'stars'].map((id) => [
        id,
        'not-measured',
      ]),
    );
    for (const { id, why } of said.metrics) expect([id, why !== '']).toEqual([id, true]);
    const kept = JSON.parse(
      readFileSync(join(repo.folder, '.release/1.0.0/metrics.json'), 'utf8'),
    ) as object;
    expect(kept).toMatchObject({ environment: 'local', metrics: said.metrics });
  });

  it('refuses an environment that there is not', async () => {
    const { io, stderr } = testIo();
    expect(await runRelease(COMMANDS, ['metrics', '1.0.0', '--env', 'prod'], io)).toBe(2);
    expect(stderr()).toContain('local, staging, production');
  });
});
