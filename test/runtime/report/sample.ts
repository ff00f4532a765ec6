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

export function markedFinding(subject: string): MarkedFinding {
  const { check, severity, title, fingerprint, place } = finding({ subject });
  return { check, severity, subject, title, fingerprint, place };
}
