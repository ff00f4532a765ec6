import type { Decision } from '../policy/decision.js';
import { ELLIPSIS } from '../facts/place.js';
import { painter, type Paint } from './paint.js';
import { printable } from './printable.js';
import type { Report } from './report.js';

export interface TerminalOptions {
  readonly colour: boolean;
}

type ShownFinding = Report['findings'][number];
type ShownEvidence = ShownFinding['claim'];
type ShownUnknown = Report['unknowns'][number];

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
          ...report.falsePositives.map((f) => `  ${f.check} ${printable(f.subject)}`),
        ],
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
  const judged = rules.map(({ check, judged: n }) => `${check}: ${n}`).join(', ');
  return paint.dim(
    `judged ${judged} · facts ${provenance.factsDigest.slice(0, 12)} · sealed under nonce v${seal.nonceVersion} · phase-mirror ${printable(provenance.version)}`,
  );
}

function byFile(
  findings: Report['findings'],
): readonly (readonly [string, readonly ShownFinding[]])[] {
  const files = new Map<string, ShownFinding[]>();
  for (const finding of findings) {
    const { path } = finding.place;
    files.set(path, [...(files.get(path) ?? []), finding]);
  }
  return [...files];
}

function findingLines(finding: ShownFinding, paint: Paint): readonly string[] {
  const colour = finding.severity === 'critical' ? paint.red : paint.yellow;
  const since = finding.introduced ? ', brought by this change' : '';
  return [
    `  ${colour(finding.severity)}  ${finding.check}  ${paint.bold(printable(finding.title))}${paint.dim(since)}`,
    ...evidenceLines('claim', finding.claim, paint),
    ...evidenceLines('reality', finding.reality, paint),
    `    why      ${printable(finding.why)}`,
    `    ${paint.green('fix')}      ${printable(finding.fix)}`,
  ];
}

function evidenceLines(side: string, evidence: ShownEvidence, paint: Paint): readonly string[] {
  const says = `    ${side.padEnd(7)}  ${printable(evidence.says)}`;
  const { place, quote } = evidence;
  if (place === undefined || quote === '') return [says];
  const number = String(place.line);
  const gutter = ' '.repeat(number.length);
  const marks = carets(quote, place);
  return [
    says,
    paint.dim(
      `             ${printable(place.path)}:${number}${place.column === undefined ? '' : `:${place.column}`}`,
    ),
    `           ${paint.dim(`${number} |`)} ${printable(quote)}`,
    ...(marks === '' ? [] : [`           ${paint.dim(`${gutter} |`)} ${paint.red(marks)}`]),
  ];
}

/** Marks under the place; none where the quote was cut at its start, so that they never point astray. */
function carets(
  quote: string,
  { column, endColumn }: { readonly column?: number; readonly endColumn?: number },
): string {
  if (column === undefined || quote.startsWith(ELLIPSIS) || column > quote.length) return '';
  const before = printable(quote.slice(0, column - 1));
  const marked = printable(quote.slice(column - 1, (endColumn ?? column + 1) - 1));
  return `${' '.repeat(before.length)}${'^'.repeat(Math.max(1, marked.length))}`;
}

function unknownLines(unknown: ShownUnknown): readonly string[] {
  const { place } = unknown;
  const where = place === undefined ? '' : ` (${printable(place.path)}:${place.line})`;
  const missing = unknown.missing === undefined ? '' : `; needs ${printable(unknown.missing)}`;
  return [
    `  ${unknown.check}  ${printable(unknown.subject)}: ${printable(unknown.reason)}${where}${missing}`,
    `    to know  ${printable(unknown.remedy)}`,
  ];
}
