import { SEVERITIES, type Severity } from '../rules/finding.js';
import { counted } from './headline.js';
import { visible } from './printable.js';
import type { Report, ReportedFinding } from './report.js';

/** GitHub shows ten annotations of a kind and step, and drops the others without a word. */
const SHOWN = 10;

/**
 * Annotations of GitHub Actions, as workflow commands: the worst ten, and how many more there are. A
 * message is one line to the runner; its line breaks are encoded.
 */
export function renderAnnotations({ findings }: Report): string {
  // Findings of a report are sorted worst first; an unverified file may be otherwise.
  const rank = ({ severity }: ReportedFinding): number => SEVERITIES.indexOf(severity);
  const worst = [...findings].sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
  const more = findings.length - worst.length;
  const lines = worst.map(annotation);
  if (more > 0) {
    lines.push(
      `::notice title=Phase Mirror::${data(`${counted(more, 'more finding')}: see the summary of this run`)}`,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

const COMMANDS: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  info: 'notice',
};

function annotation(finding: ReportedFinding): string {
  const { check, severity, title, claim, reality, fix, place } = finding;
  const properties = {
    file: place.path,
    line: String(place.line),
    ...(place.column === undefined ? {} : { col: String(place.column) }),
    ...(place.endColumn === undefined ? {} : { endColumn: String(place.endColumn) }),
    title: `${check} ${severity}: ${title}`,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  const message = [`claim: ${claim.says}`, `reality: ${reality.says}`, `fix: ${fix}`];
  return `::${COMMANDS[severity]} ${list.join(',')}::${data(message.map(visible).join('\n'))}`;
}

/** As `@actions/core` encodes the data of a command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** As `@actions/core` encodes a property of a command. */
function property(text: string): string {
  return data(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
