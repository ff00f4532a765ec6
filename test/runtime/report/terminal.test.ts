import { describe, expect, it } from '@jest/globals';
import { sortFindings, type ReportBody } from '../../../runtime/src/report/report.js';
import { renderTerminal } from '../../../runtime/src/report/terminal.js';
import type { Finding } from '../../../runtime/src/rules/finding.js';
import { finding, markedFinding, report } from './sample.js';

const shown = (changes: Partial<ReportBody>): string =>
  renderTerminal(report(changes), { colour: false });

describe('the terminal report', () => {
  it('groups findings by file and marks the place', () => {
    expect(shown({ findings: [finding()] })).toBe(`WARN acme/x ffffffff (pull_request)
  a reason

a.json

  high  MD-001.1  a title
    claim    claimed
             a.json:7:3
           7 |   abc def
             |   ^^^
    reality  not there
    why      because
    fix      mend it

judged MD-001.1: 2 · facts aaaaaaaaaaaa · sealed under nonce v3 · phase-mirror 1.0.0
`);
  });

  it('puts no marks where they would point astray', () => {
    const cut = { says: 'x', place: { path: 'a', line: 1, column: 400 }, quote: '…cut' };
    const beyond = { says: 'x', place: { path: 'a', line: 1, column: 90 }, quote: 'short' };
    const noColumn = { says: 'x', place: { path: 'a', line: 1 }, quote: 'whole' };
    for (const claim of [cut, beyond, noColumn])
      expect(shown({ findings: [finding({ claim })] })).not.toContain('^');
  });

  it('widens the marks with what is escaped before and under them', () => {
    const claim = {
      says: 'x',
      place: { path: 'a', line: 1, column: 2, endColumn: 4 },
      quote: '\tab',
    };
    expect(shown({ findings: [finding({ claim })] })).toContain(
      '1 | \\u{9}ab\n             |      ^^\n',
    );
  });

  it('shows an API place, and a place without a quote', () => {
    const text = shown({
      findings: [
        finding({
          claim: { says: 'c', place: { path: 'a', line: 4 }, quote: '' },
          reality: { says: 'r', api: 'GET /repos/acme/x/rules/branches/main#/0', quote: '' },
        }),
      ],
    });
    expect(text).toContain('claim    c\n             a:4\n');
    expect(text).toContain('reality  r\n             GET /repos/acme/x/rules/branches/main#/0\n');
  });

  it('marks nothing in a line that was redacted before the end of the mark', () => {
    const quote = 'token: ghp_0123456789abcdefghijABCDEFGHIJ456789 # later';
    const at = (column: number, endColumn: number): string =>
      shown({
        findings: [
          finding({
            claim: { says: 'x', place: { path: 'a', line: 1, column, endColumn }, quote },
          }),
        ],
      });
    expect(at(8, 12)).toContain('[redacted:');
    expect(at(8, 12)).not.toContain('^');
    expect(at(1, 6)).toContain('^^^^^\n');
  });

  it('lets no name of the repository become a command of the runner', () => {
    const hostile = '::stop-commands::x';
    const text = shown({
      findings: [
        finding({
          check: hostile,
          place: { path: hostile, line: 1 },
          claim: {
            says: hostile,
            place: { path: hostile, line: 1, column: 1, endColumn: 3 },
            quote: '##[error]x',
          },
        }),
      ],
      degraded: [hostile],
      decision: {
        outcome: 'warn',
        reasons: [{ code: 'unknown', outcome: 'warn', text: hostile }],
      },
    });
    for (const line of text.split('\n')) expect(line.trim()).not.toMatch(/^::|##\[/);
  });

  it('tells what is unknown, marked and degraded', () => {
    const text = shown({
      unknowns: [
        {
          check: 'MD-001.1',
          subject: 'ctx',
          reason: 'hidden',
          remedy: 'look',
          place: { path: 'b', line: 2 },
          missing: 'administration: read',
        },
        { check: 'facts', subject: 'base-missing', reason: 'gone', remedy: 'fetch' },
      ],
      falsePositives: [markedFinding('old')],
      degraded: ['the store was slow'],
    });
    expect(text).toContain(
      'not known\n  MD-001.1  ctx: hidden (b:2); needs administration: read\n    to know  look\n  facts  base-missing: gone\n    to know  fetch\n',
    );
    expect(text).toContain('marked false positive\n  MD-001.1 old\n');
    expect(text).toContain('degraded\n  the store was slow\n');
  });
});

describe('the order of findings', () => {
  it('is worst first, then by place', () => {
    const at = (
      severity: Finding['severity'],
      path: string,
      line: number,
      subject = 's',
    ): Finding => finding({ severity, place: { path, line }, subject });
    const sorted = sortFindings([
      at('high', 'b', 1),
      at('high', 'a', 10),
      at('high', 'a', 9),
      at('critical', 'z', 1),
      at('high', 'a', 9, 'r'),
    ]);
    expect(sorted.map((f) => `${f.severity} ${f.place.path}:${f.place.line} ${f.subject}`)).toEqual(
      ['critical z:1 s', 'high a:9 r', 'high a:9 s', 'high a:10 s', 'high b:1 s'],
    );
  });
});
