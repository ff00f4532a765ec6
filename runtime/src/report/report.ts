import {
  canonicalJson,
  digestOf,
  gapsOf,
  GAPS,
  liveGaps,
  valueOf,
  type Change,
  type Facts,
  type Gap,
} from '../facts/index.js';
import type { Decision, Reason } from '../policy/decision.js';
import type { EnforcementSource } from '../policy/enforcement.js';
import type { Limits } from '../policy/limits.js';
import type { Suppressed, SuppressedBy } from '../policy/suppress.js';
import type { Redacted, RedactedValue, Redactor, Seal, SealContext } from '../privacy/index.js';
import { SEVERITIES, type Finding, type Unknown } from '../rules/finding.js';
import type { RuleOutcome } from '../rules/run-rules.js';

export const REPORT_SCHEMA = 'phase-mirror/report@1';

/** Decision, findings and where they come from. No clock, no duration, no path of the machine. */
export interface ReportBody {
  readonly schema: typeof REPORT_SCHEMA;
  readonly decision: { readonly outcome: Decision['outcome']; readonly reasons: readonly Reason[] };
  readonly change: ReportedChange;
  /** Worst first, then by place. */
  readonly findings: readonly Finding[];
  /** Findings that a person marked as false positives: they count for nothing. */
  readonly falsePositives: readonly MarkedFinding[];
  /** Findings that a suppression lets through, with who answers for it: they count for nothing. */
  readonly suppressed: readonly SuppressedFinding[];
  readonly unknowns: readonly Unknown[];
  /** What each rule looked at. */
  readonly rules: readonly { readonly check: string; readonly judged: number }[];
  /** What worked worse than it should while this was decided. */
  readonly degraded: readonly string[];
  readonly provenance: {
    readonly tool: 'phase-mirror';
    readonly version: string;
    readonly factsDigest: string;
    readonly strictness: 'standard' | 'strict';
    readonly limits: Limits;
    readonly policy: EnforcementSource;
  };
}

/** What is kept of a finding that was marked away: enough to recognise it, and to find its place. */
export type MarkedFinding = Pick<
  Finding,
  'check' | 'severity' | 'subject' | 'title' | 'fingerprint' | 'place'
>;

/** A finding that is let through, and by whose word. */
export interface SuppressedFinding extends MarkedFinding {
  readonly by: SuppressedBy;
}

export interface ReportedChange {
  readonly repository: string;
  readonly mode: Change['mode'];
  readonly branch: string | null;
  readonly head: string;
  readonly base: string | null;
  readonly commits: number | null;
  readonly files: number | null;
}

/** A report as it leaves: redacted and sealed. */
export type Report = RedactedValue<ReportBody> & { readonly seal: Seal };

export type ReportedFinding = Report['findings'][number];
export type ReportedEvidence = ReportedFinding['claim'];
export type ReportedUnknown = Report['unknowns'][number];

/** Everything that a report is made of. */
export interface ReportParts {
  readonly facts: Facts;
  readonly outcomes: readonly RuleOutcome[];
  readonly decision: Decision;
  readonly kept: readonly Finding[];
  readonly dropped: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly unknowns: readonly Unknown[];
  readonly degraded: readonly string[];
  readonly version: string;
  readonly strictness: ReportBody['provenance']['strictness'];
  readonly limits: Limits;
  readonly source: EnforcementSource;
  /** Of recorded facts: their digest before they were redacted. */
  readonly factsDigest?: string;
}

export function reportBody(parts: ReportParts): ReportBody {
  const { facts, decision, version, strictness, limits } = parts;
  return {
    schema: REPORT_SCHEMA,
    decision: { outcome: decision.outcome, reasons: decision.reasons },
    change: reportedChange(facts.change),
    findings: parts.kept,
    falsePositives: parts.dropped.map(markedFinding),
    suppressed: parts.suppressed.map(({ finding, by }) => ({ ...markedFinding(finding), by })),
    unknowns: parts.unknowns,
    rules: parts.outcomes.map(({ check, judged }) => ({ check, judged })),
    degraded: parts.degraded,
    provenance: {
      tool: 'phase-mirror',
      version,
      factsDigest: parts.factsDigest ?? digestOf(facts),
      strictness,
      limits,
      policy: parts.source,
    },
  };
}

function markedFinding({
  check,
  severity,
  subject,
  title,
  fingerprint,
  place,
}: Finding): MarkedFinding {
  return { check, severity, subject, title, fingerprint, place };
}

function reportedChange(change: Change): ReportedChange {
  return {
    repository: change.repository,
    mode: change.mode,
    branch: valueOf(change.branch)?.name ?? null,
    head: change.head,
    base: change.base === undefined ? null : (valueOf(change.base)?.commit ?? null),
    commits: valueOf(change.commits)?.length ?? null,
    files: valueOf(change.files)?.length ?? null,
  };
}

/** Who lets a finding through, for how long and why, in a sentence without a full stop. */
export function suppressionText({
  owner,
  expires,
  reason,
}: Report['suppressed'][number]['by']): string {
  const who = owner === undefined ? '' : `${owner} `;
  const until = expires === undefined ? '' : `until ${expires}: `;
  return `${who}${until}${reason}`;
}

/** What could not be read of the change and of the repository with it. */
export function factUnknowns({
  change,
  policy,
  adrs,
  codeowners,
  head,
  before,
  live,
  plans = [],
}: Facts): readonly Unknown[] {
  const gaps = [
    ...change.gaps,
    ...gapsOf(change.branch),
    ...(change.base === undefined ? [] : gapsOf(change.base)),
    ...gapsOf(policy.inForce),
    ...gapsOf(adrs.inForce),
    ...(adrs.proposed === undefined ? [] : gapsOf(adrs.proposed)),
    ...gapsOf(codeowners.inForce),
    ...(codeowners.proposed === undefined ? [] : gapsOf(codeowners.proposed)),
    ...gapsOf(head.workflows),
    ...gapsOf(head.checks),
    ...gapsOf(head.claims),
    ...(head.actions === undefined ? [] : gapsOf(head.actions)),
    ...(before === undefined ? [] : gapsOf(before)),
    ...(live === undefined ? [] : liveGaps(live)),
    ...plans.flatMap(gapsOf),
  ];
  const distinct = new Map(gaps.map((gap) => [`${gap.code} ${gap.reason}`, gap]));
  return [...distinct.values()].map(unknownOf);
}

function unknownOf(gap: Gap): Unknown {
  return {
    check: 'facts',
    subject: gap.code,
    reason: gap.reason,
    remedy: GAPS[gap.code].remedy,
    ...(gap.place === undefined ? {} : { place: gap.place }),
    ...(gap.missing === undefined ? {} : { missing: gap.missing }),
  };
}

/** Worst first; equal ones by place and subject, so that the order hangs on nothing else. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings
    .map((finding) => ({ finding, key: sortKey(finding) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ finding }) => finding);
}

function sortKey({ severity, place, check, subject }: Finding): readonly (string | number)[] {
  return [SEVERITIES.indexOf(severity), place.path, place.line, place.column ?? 0, check, subject];
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] as string | number;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** What a report is sealed as. */
export function sealContext(body: Pick<ReportBody, 'schema' | 'change'>): SealContext {
  return { schema: body.schema, repository: body.change.repository, head: body.change.head };
}

/** Redacts a report and seals its canonical JSON. Nothing of the body leaves by another way. */
export function sealReport(
  body: ReportBody,
  redactor: Redactor,
  seal: (text: Redacted, context: SealContext) => Seal,
): Report {
  const redacted = redactor.value(body);
  return { ...redacted, seal: seal(sealedText(redacted), sealContext(redacted)) };
}

/** The text that the seal of a report is over: canonical JSON of everything but the seal. */
export function sealedText(report: RedactedValue<ReportBody>): Redacted {
  const body = Object.fromEntries(Object.entries(report).filter(([key]) => key !== 'seal'));
  // Canonical JSON of redacted values holds nothing that they do not.
  return canonicalJson(body) as Redacted;
}
