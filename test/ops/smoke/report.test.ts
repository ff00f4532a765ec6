import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inTurns, latencyOf, timed } from '../../../ops/smoke/latency.js';
import { keepReport, renderSmoke, verdictOn, type SmokeReport } from '../../../ops/smoke/report.js';
import { EMPTY_REPORT } from './sample-report.js';

const report: SmokeReport = {
  ...EMPTY_REPORT,
  scenarios: [
    { id: 'record-event', kind: 'happy', title: 'it is', outcome: 'pass', seen: '3 | 4' },
    {
      id: 'ssm-failure',
      kind: 'error',
      title: 'it fails',
      injected: 'a stand-in',
      outcome: 'could-not-run',
      seen: 'AccessDenied',
      latency: { samples: 2, p50: 1.234, p99: 123.4 },
    },
  ],
  performance: [
    {
      operation: 'consent check',
      store: 'embedded',
      ours: { samples: 100, p50: 0.02, p99: 21 },
      below: 20,
      outcome: 'fail',
    },
  ],
};

describe('a report of the smoke', () => {
  it('is the same in Markdown, JSON and the terminal', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pm-report-'));
    const files = keepReport(join(folder, 'reports'), report);
    const [json = '', markdown = ''] = files.map((file) => readFileSync(file, 'utf8'));
    rmSync(folder, { recursive: true });
    expect(JSON.parse(json)).toEqual(report);
    expect(markdown).toContain(
      '| ?? | ssm-failure | error | it fails | 1.2 | 123 | AccessDenied |',
    );
    expect(markdown).toContain('| FAIL | consent check | embedded | 100 | 0.020 | 21 | 20 |  |  |');
    expect(markdown).toContain('- ssm-failure: a stand-in');
    expect(markdown).toContain('3 \\| 4');
    const text = renderSmoke(report);
    expect(text).toMatch(/^\?\? {4}ssm-failure/m);
    expect(text).toContain('staging: 1 of 3 pass, nothing is left behind (9.7s)');
  });

  it.each<readonly [string, Partial<SmokeReport>, string | undefined]>([
    ['a target is missed', {}, 'PM-6040'],
    ['something is left', { performance: [], left: ['table pk sk'] }, 'PM-6040'],
    ['a scenario could not be run', { performance: [] }, 'PM-6041'],
    ['all is well', { performance: [], scenarios: report.scenarios.slice(0, 1) }, undefined],
  ])('says what is wrong when %s', (_, part, code) => {
    expect(verdictOn({ ...report, ...part })?.code).toBe(code);
  });
});

describe('latencies', () => {
  it('are percentiles of what was measured, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1 }), (durations) => {
        const { samples, p50, p99 } = latencyOf(durations) as NonNullable<
          ReturnType<typeof latencyOf>
        >;
        expect(samples).toBe(durations.length);
        expect(durations).toContain(p50);
        expect(durations).toContain(p99);
        expect(p50).toBeLessThanOrEqual(p99);
        if (durations.length < 100) expect(p99).toBe(Math.max(...durations));
      }),
    );
    expect(latencyOf([])).toBeUndefined();
  });

  it('count what failed as well', async () => {
    const durations: number[] = [];
    await expect(timed(durations, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(durations).toHaveLength(1);
  });

  it('are taken in turns, without the warm-up, until somebody cancels', async () => {
    const order: string[] = [];
    const works = ['a', 'b'].map((name) => () => Promise.resolve(order.push(name)));
    const taken = await inTurns(works, { warmup: 1, samples: 2 }, new AbortController().signal);
    expect(order.join('')).toBe('ababab');
    expect(taken.map((durations) => durations.length)).toEqual([2, 2]);
    await expect(
      inTurns(works, { warmup: 0, samples: 1 }, AbortSignal.abort()),
    ).rejects.toMatchObject({ code: 'PM-7005' });
  });
});
