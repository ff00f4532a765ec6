import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FORMATS, formatOfFile, renderReport } from '../../../runtime/src/report/formats.js';
import { fullReport } from './sample.js';

const module = new URL('../../../runtime/src/report/formats.ts', import.meta.url).href;

describe('the formats of a report', () => {
  it.each(FORMATS)('%s: equal reports have equal bytes', (format) => {
    expect(renderReport(fullReport(), format)).toBe(renderReport(fullReport(), format));
    expect(renderReport(fullReport(), format)).toMatch(/\n$/);
  });

  it('have the same bytes in another locale and time zone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'phase-mirror-formats-'));
    try {
      const file = join(folder, 'report.json');
      writeFileSync(file, JSON.stringify(fullReport()));
      const script = `
        const { readFileSync } = await import('node:fs');
        const { FORMATS, renderReport } = await import(${JSON.stringify(module)});
        const report = JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8'));
        process.stdout.write(JSON.stringify(FORMATS.map((format) => renderReport(report, format))));`;
      const there = execFileSync(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '--eval', script],
        {
          encoding: 'utf8',
          env: { PATH: process.env['PATH'], TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' },
        },
      );
      expect(JSON.parse(there)).toEqual(FORMATS.map((f) => renderReport(fullReport(), f)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['report.json', 'json'],
    ['a/b.SARIF', 'sarif'],
    ['junit.xml', 'junit'],
    ['summary.md', 'markdown'],
    ['page.html', 'html'],
    ['page.htm', 'html'],
    ['report.txt', 'terminal'],
    ['report', undefined],
    ['report.constructor', undefined],
  ])('%s is written as %s', (file, format) => {
    expect(formatOfFile(file)).toBe(format);
  });
});
