import type { Decision } from '../policy/decision.js';
import { excerptOf, placeText } from './excerpt.js';
import { painter, type Paint } from './paint.js';
import { printable } from './printable.js';
import {
  suppressionText,
  type Report,
  type ReportedEvidence,
  type ReportedFinding,
  type ReportedUnknown,
} from './report.js';

export interface TerminalOptions {
  readonly colour: boolean;
}

/** The report for a person: the decision, each file with its findings, what is unknown and why. */
export function renderTerminal(report: Report, { colour }: TerminalOptions): string {
  const paint = painter(colour);
  const blocks = [
    [headline(report, paint), ...report.decision.reasons.map((r) => `  ${printable(r.text)}`)],
    ...byFile(report.findings).map(([path, findings]) => [
      paint.bold(printable(path)),
      ...findings.flatMap((finding) => ['', ...findingLines(finding, paint)]),
    ]),
    report.unknowns.length === 0
      ? []
      : [paint.bold('not known'), ...report.unknowns.flatMap(unknownLines)],
    report.falsePositives.length === 0
      ? []
      : [
          paint.bold('marked false positive'),
          ...report.falsePositives.map((f) => `  ${printable(f.check)} ${printable(f.subject)}`),
        ],
    report.suppressed.length === 0
      ? []
      : [paint.bold('suppressed'), ...report.suppressed.flatMap(suppressedLines)],
    report.degraded.length === 0
      ? []
      : [paint.bold('degraded'), ...report.degraded.map((text) => `  ${printable(text)}`)],
    [footer(report, paint)],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const VERBS: Readonly<Record<Decision['outcome'], string>> = {
  allow: 'ALLOW',
  warn: 'WARN',
  block: 'BLOCK',
};

function headline({ decision, change }: Report, paint: Paint): string {
  const colour = { allow: paint.green, warn: paint.yellow, block: paint.red }[decision.outcome];
  const branch = change.branch === null ? '' : ` into ${printable(change.branch)}`;
  const base = change.base === null ? '' : `${change.base.slice(0, 8)}..`;
  const what = `${printable(change.repository)} ${base}${change.head.slice(0, 8)}${branch}`;
  return `${colour(paint.bold(VERBS[decision.outcome]))} ${what} (${change.mode})`;
}

function footer({ rules, provenance, seal }: Report, paint: Paint): string {
  const judged = rules.map(({ check, judged: n }) => `${printable(check)}: ${n}`).join(', ');
  return paint.dim(
    `judged ${judged} · facts ${provenance.factsDigest.slice(0, 12)} · sealed under nonce v${seal.nonceVersion} · phase-mirror ${printable(provenance.version)}`,
  );
}

function byFile(
  findings: Report['findings'],
): readonly (readonly [string, readonly ReportedFinding[]])[] {
  const files = new Map<string, ReportedFinding[]>();
  for (const finding of findings) {
    const { path } = finding.place;
    const own = files.get(path);
    if (own === undefined) files.set(path, [finding]);
    else own.push(finding);
  }
  return [...files];
}

function findingLines(finding: ReportedFinding, paint: Paint): readonly string[] {
  const colour = finding.severity === 'critical' ? paint.red : paint.yellow;
  const since = finding.introduced ? ', brought by this change' : '';
  return [
    `  ${colour(finding.severity)}  ${printable(finding.check)}  ${paint.bold(printable(finding.title))}${paint.dim(since)}`,
    ...evidenceLines('claim', finding.claim, paint),
    ...evidenceLines('reality', finding.reality, paint),
    `    why      ${printable(finding.why)}`,
    `    ${paint.green('fix')}      ${printable(finding.fix)}`,
  ];
}

function evidenceLines(side: string, evidence: ReportedEvidence, paint: Paint): readonly string[] {
  const says = `    ${side.padEnd(7)}  ${printable(evidence.says)}`;
  const at = (text: string): string => paint.dim(`             ${text}`);
  const api = evidence.api === undefined ? [] : [at(printable(evidence.api))];
  const excerpt = excerptOf(evidence);
  if (excerpt === undefined) {
    return [
      says,
      ...(evidence.place === undefined ? [] : [at(printable(placeText(evidence.place)))]),
      ...api,
    ];
  }
  const { before, marked, after } = excerpt;
  const number = String(excerpt.line);
  const line = `${before}${marked}${after}`;
  const shown = printable(line);
  // Where the line itself had to be changed, marks would point astray.
  const marks =
    marked === '' || shown !== line
      ? ''
      : `${' '.repeat(before.length)}${'^'.repeat(marked.length)}`;
  return [
    says,
    at(printable(placeText(excerpt))),
    ...api,
    `           ${paint.dim(`${number} |`)} ${shown}`,
    ...(marks === ''
      ? []
      : [`           ${paint.dim(`${' '.repeat(number.length)} |`)} ${paint.red(marks)}`]),
  ];
}

function suppressedLines(suppressed: Report['suppressed'][number]): readonly string[] {
  const { check, title, by } = suppressed;
  return [
    `  ${printable(check)} ${printable(title)}`,
    `    ${printable(suppressionText(by))} (${printable(by.path)}:${by.line})`,
  ];
}

function unknownLines(unknown: ReportedUnknown): readonly string[] {
  const { place } = unknown;
  const where = place === undefined ? '' : ` (${placeText(place)})`;
  const missing = unknown.missing === undefined ? '' : `; needs ${printable(unknown.missing)}`;
  return [
    `  ${printable(unknown.check)}  ${printable(unknown.subject)}: ${printable(unknown.reason)}${where}${missing}`,
    `    to know  ${printable(unknown.remedy)}`,
  ];
}
