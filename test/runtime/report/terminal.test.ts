import { describe, expect, it } from '@jest/globals';
import { KeyRing } from '../../../runtime/src/privacy/key-ring.js';
import { redactor, seal } from '../../../runtime/src/privacy/index.js';
import {
  sealReport,
  sortFindings,
  type Report,
  type ReportBody,
} from '../../../runtime/src/report/report.js';
import { renderTerminal } from '../../../runtime/src/report/terminal.js';
import { fingerprintOf, type Finding } from '../../../runtime/src/rules/finding.js';

const ring = new KeyRing([{ version: 3, issuedAt: 1, expiresAt: 2, key: Buffer.alloc(32, 7) }]);

function finding(changes: Partial<Finding> = {}): Finding {
  return {
    check: 'MD-001.1',
    kind: 'violation',
    severity: 'high',
    confidence: 'high',
    subject: 's',
    title: 'a title',
    claim: {
      says: 'claimed',
      place: { path: 'a.json', line: 7, column: 3, endColumn: 6 },
      quote: '  abc def',
    },
    reality: { says: 'not there', quote: '' },
    why: 'because',
    fix: 'mend it',
    introduced: false,
    fingerprint: fingerprintOf('MD-001.1', 's'),
    place: { path: 'a.json', line: 7, column: 3 },
    ...changes,
  };
}

function report(changes: Partial<ReportBody>): Report {
  const body: ReportBody = {
    schema: 'phase-mirror/report@1',
    decision: {
      outcome: 'warn',
      reasons: [{ code: 'within-limit', outcome: 'warn', text: 'a reason' }],
    },
    change: {
      repository: 'acme/x',
      mode: 'pull_request',
      branch: null,
      head: 'f'.repeat(40),
      base: null,
      commits: 0,
      files: 0,
    },
    findings: [],
    falsePositives: [],
    unknowns: [],
    rules: [{ check: 'MD-001.1', judged: 2 }],
    degraded: [],
    provenance: {
      tool: 'phase-mirror',
      version: '1.0.0',
      factsDigest: 'a'.repeat(64),
      strictness: 'standard',
      limits: { critical: 0, high: 3, medium: 10 },
    },
    ...changes,
  };
  return sealReport(body, redactor(ring), (text, context) => seal(ring, text, context));
}

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
      falsePositives: [{ check: 'MD-001.1', subject: 'old', fingerprint: 'b'.repeat(64) }],
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
