import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderAnnotations } from '../../../runtime/src/report/annotations.js';
import { finding, fullReport, hostileReport, report } from './sample.js';

describe('annotations of GitHub Actions', () => {
  it('are errors, warnings and notices by severity', () => {
    const lines = renderAnnotations(fullReport()).trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      '::error',
      '::error',
      '::warning',
      '::notice',
      '::notice',
    ]);
    expect(lines[0]).toBe(
      '::error file=claims/critical.json,line=7,col=3,endColumn=6,title=MD-001.1 critical%3A required check "critical" is never reported::claim: claimed%0Areality: the job reports another name%0Afix: mend it',
    );
  });

  it('show the worst ten, whatever their order, and count the others', () => {
    const many = [
      ...Array.from({ length: 14 }, (_, i) => finding({ severity: 'low', subject: `l${i}` })),
      finding({ severity: 'critical', title: 'worst' }),
    ];
    const lines = renderAnnotations(report({ findings: many }))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toContain('worst');
    expect(lines[10]).toBe(
      '::notice title=Phase Mirror::5 more findings: see the summary of this run',
    );
  });

  it('are nothing without findings', () => {
    expect(renderAnnotations(report({}))).toBe('');
  });

  it('encode what ends a property or a command', () => {
    const path = 'a,b:c%25.yml';
    const text = renderAnnotations(
      report({
        findings: [finding({ place: { path, line: 1 }, title: 'x, y: 100 %', fix: 'a%0Ab' })],
      }),
    );
    expect(text).toContain(
      'file=a%2Cb%3Ac%2525.yml,line=1,title=MD-001.1 high%3A x%2C y%3A 100 %25::',
    );
    expect(text).toContain('fix: a%250Ab\n');
  });

  it('are one command a line, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const lines = renderAnnotations(hostileReport(text)).trimEnd().split('\n');
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatch(
          /^::error file=[^,:\p{Cc}]*,line=1,title=[^,:\p{Cc}]*::claim: [^\p{Cc}]*$/u,
        );
      }),
    );
  });
});
