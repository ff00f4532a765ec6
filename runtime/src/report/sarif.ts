import type {
  Invocation,
  Location,
  Log,
  Message,
  Notification,
  PhysicalLocation,
  ReportingDescriptor,
  Result,
} from 'sarif';
import { canonicalJson } from '../facts/index.js';
import type { Severity } from '../rules/finding.js';
import { excerptOf } from './excerpt.js';
import { visible } from './printable.js';
import {
  suppressionText,
  type Report,
  type ReportedEvidence,
  type ReportedFinding,
} from './report.js';
import { PROJECT_PAGE, ruleMeta, rulePage } from './rule-page.js';

type Place = ReportedFinding['place'];
type Level = 'error' | 'warning' | 'note';

/**
 * SARIF 2.1.0, as GitHub code scanning reads it: every result has a place and a fingerprint of its own
 * that no line number is part of. False positives are suppressed results; what is not known, and what
 * worked worse than it should, are notifications of the run.
 */
export function renderSarif(report: Report): string {
  const checks = [
    ...new Set(
      [...report.rules, ...report.findings, ...report.falsePositives, ...report.suppressed].map(
        ({ check }) => visible(check),
      ),
    ),
  ];
  const { decision, change, provenance, seal } = report;
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Phase Mirror',
            version: provenance.version,
            informationUri: PROJECT_PAGE,
            rules: checks.map(descriptor),
          },
        },
        // GitHub keeps the alerts of one analysis apart from those of another by this.
        automationDetails: { id: 'phase-mirror/' },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(report)],
        results: [
          ...report.findings.map((finding) => violation(finding, checks)),
          ...report.falsePositives.map((one) =>
            suppressed(one, checks, 'external', 'marked as a false positive'),
          ),
          ...report.suppressed.map((one) =>
            suppressed(
              one,
              checks,
              one.by.kind === 'inline' ? 'inSource' : 'external',
              suppressionText(one.by),
            ),
          ),
        ],
        properties: { decision, change, provenance, seal },
      },
    ],
  };
  return `${canonicalJson(log)}\n`;
}

const LEVELS: Readonly<Record<Severity, Level>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

function descriptor(check: string): ReportingDescriptor {
  const meta = ruleMeta(check);
  if (meta === undefined) return { id: check };
  return {
    id: check,
    name: meta.title.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, c: string) =>
      c.toUpperCase(),
    ),
    shortDescription: text(meta.title),
    fullDescription: text(meta.rationale),
    help: text(`${meta.rationale}\n\n${meta.remedy}`),
    helpUri: rulePage(meta),
  };
}

function violation(finding: ReportedFinding, checks: readonly string[]): Result {
  const { claim, reality, severity, confidence, subject, introduced, kind } = finding;
  const sides = [side(claim, 'claim', 1), side(reality, 'reality', 2)].filter(
    (location) => location !== undefined,
  );
  const said = [
    `${finding.title}.`,
    `Claim: ${claim.says}.`,
    `Reality: ${reality.says}${reality.api === undefined ? '' : ` (${reality.api})`}.`,
    finding.why,
    `Fix: ${finding.fix}`,
  ];
  return {
    ...identity(finding, checks),
    kind: 'fail',
    message: text(said.join('\n')),
    locations: [{ physicalLocation: physical(finding.place, claim) }],
    ...(sides.length === 0 ? {} : { relatedLocations: sides }),
    properties: { severity, confidence, subject, introduced, kind },
  };
}

function suppressed(
  marked: Report['falsePositives'][number],
  checks: readonly string[],
  kind: 'inSource' | 'external',
  justification: string,
): Result {
  return {
    ...identity(marked, checks),
    kind: 'fail',
    message: text(`${marked.title}.`),
    locations: [{ physicalLocation: physical(marked.place) }],
    suppressions: [{ kind, status: 'accepted', justification }],
    properties: { severity: marked.severity, subject: marked.subject },
  };
}

function identity(
  { check, severity, fingerprint }: Report['falsePositives'][number] | ReportedFinding,
  checks: readonly string[],
): Pick<Result, 'ruleId' | 'ruleIndex' | 'level' | 'partialFingerprints'> {
  return {
    ruleId: visible(check),
    ruleIndex: checks.indexOf(visible(check)),
    level: LEVELS[severity],
    partialFingerprints: { 'phaseMirror/v1': fingerprint },
  };
}

function side(evidence: ReportedEvidence, name: string, id: number): Location | undefined {
  const { place, says } = evidence;
  if (place === undefined) return undefined;
  return { id, message: text(`${name}: ${says}`), physicalLocation: physical(place, evidence) };
}

/** The region of a place, with the line that stands there when the evidence is about this line. */
function physical(place: Place, evidence?: ReportedEvidence): PhysicalLocation {
  const { path, line, column, endColumn } = place;
  const excerpt = evidence === undefined ? undefined : excerptOf(evidence);
  const quoted =
    excerpt === undefined || evidence?.place?.path !== path || excerpt.line !== line
      ? undefined
      : `${excerpt.before}${excerpt.marked}${excerpt.after}`;
  return {
    artifactLocation: { uri: uriOf(path), uriBaseId: '%SRCROOT%' },
    region: {
      startLine: line,
      ...(column === undefined ? {} : { startColumn: column }),
      ...(endColumn === undefined ? {} : { endColumn }),
    },
    ...(quoted === undefined
      ? {}
      : { contextRegion: { startLine: line, snippet: { text: quoted } } }),
  };
}

/** A path as a relative reference: no character of a name is taken for a part of the syntax. */
function uriOf(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

function invocation({ findings, unknowns, degraded }: Report): Invocation {
  const notifications: Notification[] = [
    ...unknowns.map((unknown): Notification => {
      const needs = unknown.missing === undefined ? '' : ` Needs ${unknown.missing}.`;
      return {
        level: 'warning',
        descriptor: { id: visible(unknown.check) },
        message: text(`${unknown.subject}: ${unknown.reason}.${needs} ${unknown.remedy}`),
        ...(unknown.place === undefined
          ? {}
          : { locations: [{ physicalLocation: physical(unknown.place) }] }),
      };
    }),
    ...degraded.map((why): Notification => ({
      level: 'warning',
      descriptor: { id: 'degraded' },
      message: text(why),
    })),
  ];
  return {
    executionSuccessful: findings.every(({ kind }) => kind !== 'evaluation-error'),
    toolExecutionNotifications: notifications,
  };
}

/**
 * A message without placeholders (SARIF 2.1.0, 3.11.5: braces are doubled) and without links (3.11.6):
 * nothing that a repository holds becomes a link.
 */
function text(plain: string): Message & { text: string } {
  const lines = plain.split('\n').map(visible).join('\n');
  return { text: lines.replaceAll(/[{}]/g, '$&$&').replaceAll('](', '] (') };
}
