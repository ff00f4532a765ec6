import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { deploymentSuccess } from '../../release/metrics/deployments.js';
import { measured, notMeasured, TARGETS } from '../../release/metrics/measure.js';
import { exitOf, renderMetrics } from '../../release/metrics/release-metrics.js';

const home = mkdtempSync(join(tmpdir(), 'pm-deploys-'));
afterAll(() => rmSync(home, { recursive: true }));

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 12);

describe('deployment success', () => {
  const run = (
    id: string,
    hour: number,
    stacks: Record<string, readonly (number | undefined)[]>,
    more: { ended?: boolean; runbook?: string } = {},
  ) => {
    const at = new Date(NOW + hour * HOUR).toISOString();
    const steps = Object.entries(stacks).flatMap(([stack, exits]) =>
      exits.flatMap((exit, i) => {
        const step = `${id}#${stack}${i}`;
        return [
          { at, kind: 'step', run: id, step, stack, what: 'apply' },
          ...(exit === undefined ? [] : [{ at, kind: 'step ended', step, exit }]),
        ];
      }),
    );
    return [
      { at, kind: 'run', run: id, runbook: more.runbook ?? 'deploy' },
      ...steps,
      ...(more.ended === false ? [] : [{ at, kind: 'run ended', run: id }]),
    ];
  };
  const folderWith = (...lines: readonly object[][]): string => {
    const folder = mkdtempSync(join(home, 'env-'));
    writeFileSync(
      join(folder, 'journal.jsonl'),
      lines
        .flat()
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    return folder;
  };

  it.each([
    ['all of them whole', [run('a', 1, { data: [0], access: [0] }), run('b', 2, { data: [0] })], 1],
    [
      'one stack failed',
      [run('a', 1, { data: [0], access: [1] }), run('b', 2, { data: [0] })],
      0.5,
    ],
    ['a stack that was applied again', [run('a', 1, { data: [1, 0] })], 1],
    ['a run that was killed', [run('a', 1, { data: [undefined] }, { ended: false })], 0],
    ['deploys before the release', [run('a', -1, { data: [1] }), run('b', 1, { data: [0] })], 1],
    [
      'other runbooks',
      [run('a', 1, { data: [1] }, { runbook: 'bootstrap' }), run('b', 1, { data: [0] })],
      1,
    ],
    ['a run that only planned', [run('a', 1, {}), run('b', 1, { data: [0] })], 1],
  ])('with %s', (_, runs, value) => {
    expect(deploymentSuccess(folderWith(...runs), NOW)).toMatchObject({ value });
  });

  it('is not measured where none is on record', () => {
    expect(deploymentSuccess(join(home, 'nothing'), NOW)).toMatchObject({
      outcome: 'not-measured',
      why: expect.stringContaining('no deploy since 2026-11-22T12:00 UTC'),
    });
    expect(deploymentSuccess(join(home, 'nothing'), 0).why).toContain('no deploy is on record');
  });
});

describe('the table', () => {
  const { uptime: up, p99 } = TARGETS;
  it.each([
    [[measured(up, 1, '')], 0],
    [[measured(up, 1, ''), notMeasured(p99, '')], 3],
    [[measured(up, 0.5, ''), notMeasured(p99, '')], 1],
    [
      [measured(up, 1, ''), { id: 'stars', title: '', outcome: 'not-measured' as const, why: '' }],
      0,
    ],
  ])('of %j ends with %d', (metrics, exit) => expect(exitOf(metrics)).toBe(exit));

  it('names target, figure and source, or why there is none', () => {
    expect(renderMetrics([measured(up, 0.9989, 'alarm'), notMeasured(p99, 'no data')])).toBe(
      [
        '                      measured  target                         from, or why not',
        'Uptime over 24 h      99.89 %   at least 99.9 %  MISSED        alarm',
        'p99 of an evaluation  -         at most 500 ms   not measured  no data',
        '',
      ].join('\n'),
    );
  });
});
