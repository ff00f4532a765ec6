import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { PerformanceRow } from '../../../ops/smoke/performance.js';
import type { SmokeReport } from '../../../ops/smoke/report.js';
import { checkTracker, withPerformance, writeTracker } from '../../../ops/smoke/tracker.js';
import { trackerOf } from '../../../ops/smoke/tracker-option.js';
import { testIo } from '../support/test-io.js';
import { EMPTY_REPORT } from './sample-report.js';

const home = mkdtempSync(join(tmpdir(), 'pm-tracker-'));
afterAll(() => rmSync(home, { recursive: true }));

const latency = { samples: 100, p50: 1.2, p99: 12 };
const rows: readonly PerformanceRow[] = [
  { operation: 'end to end', store: 'embedded', ours: latency, below: 100, outcome: 'pass' },
  {
    operation: 'end to end',
    store: 'environment',
    ours: latency,
    raw: { samples: 100, p50: 1, p99: 9 },
    outcome: 'reported',
  },
];
const report: SmokeReport = { ...EMPTY_REPORT, performance: rows };
const BEGIN = '<!-- performance:begin -->';
const END = '<!-- performance:end -->';
const around = (inside: string): string => `# Tracker\r\n${BEGIN}${inside}${END}\n\nafter\t\n`;

describe('the performance table of the tracker', () => {
  it('stands between its marks, and every other byte stays', () => {
    const text = withPerformance(around('\nold\n'), report, 'tracker.md');
    expect(text.startsWith(`# Tracker\r\n${BEGIN}\nMeasured 2026-11-22T07:00:00.000Z by`)).toBe(
      true,
    );
    expect(text.endsWith(`${END}\n\nafter\t\n`)).toBe(true);
    expect(text).not.toContain('\nold\n');
    expect(text).toContain('| pass | end to end | embedded | 100 | 1.2 | 12 | 100 |  |  |');
    expect(text).toContain('|  | end to end | environment | 100 | 1.2 | 12 |  | 1.0 | 9.0 |');
    expect(withPerformance(text, report, 'tracker.md')).toBe(text);
  });

  it.each([
    ['no marks', 'nothing', /has no <!-- performance:begin/],
    ['no end', BEGIN, /has no <!-- performance:end/],
    ['the end first', `${END}${BEGIN}`, /stands before/],
    ['two of them', `${around('')}${around('')}`, /more than once/],
  ])('is refused where there are %s', async (_, text, why) => {
    const file = join(home, 'wrong.md');
    writeFileSync(file, text);
    for (const work of [() => checkTracker(file), () => writeTracker(file, report)]) {
      await expect(work()).rejects.toMatchObject({
        code: 'PM-6047',
        what: file,
        why: expect.stringMatching(why) as unknown,
      });
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('is refused where there is no file', async () => {
    const file = join(home, 'none.md');
    await expect(checkTracker(file)).rejects.toMatchObject({
      code: 'PM-6047',
      why: 'there is no such file',
    });
  });

  it('is written whole, and not from figures that lack a store', async () => {
    const file = join(home, 'tracker.md');
    writeFileSync(file, around(''));
    expect(await writeTracker(file, { ...report, performance: rows.slice(0, 1) })).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe(around(''));
    expect(await writeTracker(file, report)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('| pass | end to end |');
  });

  it('goes into a file that is named from the project’s root', () => {
    const { io } = testIo({ root: '/project' });
    expect(trackerOf({ io, values: { tracker: 'docs/t.md' } })).toBe('/project/docs/t.md');
    expect(trackerOf({ io, values: {} })).toBeUndefined();
  });
});
