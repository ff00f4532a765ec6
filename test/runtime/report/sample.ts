import { KeyRing } from '../../../runtime/src/privacy/key-ring.js';
import { redactor, seal } from '../../../runtime/src/privacy/index.js';
import {
  sealReport,
  type MarkedFinding,
  type Report,
  type ReportBody,
} from '../../../runtime/src/report/report.js';
import { fingerprintOf, type Finding } from '../../../runtime/src/rules/finding.js';

export const ring = new KeyRing([
  { version: 3, issuedAt: 1, expiresAt: 2, key: Buffer.alloc(32, 7) },
]);

export function finding(changes: Partial<Finding> = {}): Finding {
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

export function report(changes: Partial<ReportBody>): Report {
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
    suppressed: [],
    unknowns: [],
    rules: [{ check: 'MD-001.1', judged: 2 }],
    degraded: [],
    provenance: {
      tool: 'phase-mirror',
      version: '1.0.0',
      factsDigest: 'a'.repeat(64),
      strictness: 'standard',
      limits: { critical: 0, high: 3, medium: 10 },
      policy: { from: 'built-in', commit: 'f'.repeat(40), strictness: 'built-in' },
    },
    ...changes,
  };
  return sealReport(body, redactor(ring), (text, context) => seal(ring, text, context));
}

export function markedFinding(subject: string): MarkedFinding {
  const { check, severity, title, fingerprint, place } = finding({ subject });
  return { check, severity, subject, title, fingerprint, place };
}

/** A report with something in every part of it. */
export function fullReport(changes: Partial<ReportBody> = {}): Report {
  const severities = ['critical', 'high', 'medium', 'low', 'info'] as const;
  return report({
    decision: {
      outcome: 'block',
      reasons: [
        { code: 'over-limit', outcome: 'block', text: '1 critical finding, at most 0 allowed' },
        { code: 'unknown', outcome: 'warn', text: '2 questions could not be answered' },
      ],
    },
    change: {
      repository: 'acme/ledger',
      mode: 'pull_request',
      branch: 'main',
      head: 'a1b2c3d4'.repeat(5),
      base: '0f1e2d3c'.repeat(5),
      commits: 2,
      files: 3,
    },
    findings: severities.map((severity, i) =>
      finding({
        severity,
        check: i % 2 === 0 ? 'MD-001.1' : 'MD-102.1',
        subject: `subject ${severity}`,
        title: `required check "${severity}" is never reported`,
        introduced: i < 2,
        reality: {
          says: 'the job reports another name',
          place: { path: '.github/workflows/ci.yml', line: 4 + i, column: 5, endColumn: 9 },
          quote: '    name: Build and test',
        },
        fingerprint: fingerprintOf('MD-001.1', severity),
        place: { path: `claims/${severity}.json`, line: 7, column: 3, endColumn: 6 },
      }),
    ),
    falsePositives: [markedFinding('old')],
    suppressed: [
      {
        ...markedFinding('moving'),
        by: {
          kind: 'policy',
          path: '.phase-mirror.yml',
          line: 7,
          reason: 'the matrix moves next week',
          owner: '@example-org/platform',
          expires: '2999-12-31',
        },
      },
    ],
    unknowns: [
      {
        check: 'MD-001.1',
        subject: 'deploy',
        reason: 'rulesets are hidden',
        remedy: 'give the token administration: read',
        place: { path: 'b.json', line: 2 },
        missing: 'administration: read',
      },
      { check: 'facts', subject: 'base-missing', reason: 'gone', remedy: 'fetch it' },
    ],
    rules: [
      { check: 'MD-001.1', judged: 3 },
      { check: 'MD-102.1', judged: 2 },
      { check: 'MD-999.9', judged: 0 },
    ],
    degraded: ['the store was slow'],
    ...changes,
  });
}

/** {@link fullReport} with a text of somebody hostile wherever the world's text goes. */
export function hostileReport(text: string): Report {
  const evidence = (line: number): Finding['claim'] => ({
    says: text,
    place: { path: text, line, column: 1, endColumn: 3 },
    api: text,
    quote: text,
  });
  const hostile = finding({
    check: text,
    subject: text,
    title: text,
    why: text,
    fix: text,
    claim: evidence(1),
    reality: evidence(2),
    place: { path: text, line: 1 },
  });
  return fullReport({
    decision: { outcome: 'block', reasons: [{ code: 'unknown', outcome: 'block', text }] },
    change: {
      repository: text,
      mode: 'merge_group',
      branch: text,
      head: 'f'.repeat(40),
      base: null,
      commits: null,
      files: null,
    },
    findings: [hostile],
    falsePositives: [{ ...markedFinding(text), check: text, title: text, place: hostile.place }],
    suppressed: [
      {
        ...markedFinding(text),
        check: text,
        title: text,
        by: { kind: 'inline', path: text, line: 1, reason: text },
      },
    ],
    unknowns: [
      {
        check: text,
        subject: text,
        reason: text,
        remedy: text,
        place: hostile.place,
        missing: text,
      },
    ],
    rules: [{ check: text, judged: 1 }],
    degraded: [text],
  });
}
