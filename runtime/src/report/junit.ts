import { counted } from './headline.js';
import { placeText } from './excerpt.js';
import { visible } from './printable.js';
import {
  suppressionText,
  type Report,
  type ReportedFinding,
  type ReportedUnknown,
} from './report.js';
import { ruleMeta } from './rule-page.js';

interface Case {
  readonly name: string;
  readonly check: string;
  readonly place?: { readonly path: string; readonly line: number };
  readonly result: 'passed' | 'failed' | 'error' | 'skipped';
  readonly body: string;
}

/**
 * JUnit XML: a suite a sub-check; a failure a finding, an error where the rule itself failed, a skipped
 * case for what is not known, marked or suppressed, and one that passes for a rule that found nothing. A finding of severity
 * `info` asks for nothing, so it passes. No times: equal reports have equal bytes.
 */
export function renderJunit(report: Report): string {
  const cases = [
    ...report.findings.map(findingCase),
    ...report.falsePositives.map((one) => leftOutCase(one, 'marked as a false positive')),
    ...report.suppressed.map((one) => leftOutCase(one, suppressionText(one.by))),
    ...report.unknowns.map(unknownCase),
    ...report.rules
      .filter(({ check }) => report.findings.every((finding) => finding.check !== check))
      .map(passedCase),
  ];
  const checks = [
    ...new Set([...report.rules.map(({ check }) => check), ...cases.map((c) => c.check)]),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="phase-mirror" ${totals(cases)}>`,
    ...checks.flatMap((check) =>
      suite(
        check,
        cases.filter((c) => c.check === check),
      ),
    ),
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(check: string, cases: readonly Case[]): readonly string[] {
  const title = ruleMeta(check)?.title;
  const name = title === undefined ? check : `${check} ${title}`;
  return [
    `  <testsuite name="${xml(name)}" ${totals(cases)}>`,
    ...cases.flatMap((one) => caseLines(one)),
    '  </testsuite>',
  ];
}

function totals(cases: readonly Case[]): string {
  const of = (result: Case['result']): number => cases.filter((c) => c.result === result).length;
  return `tests="${cases.length}" failures="${of('failed')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

const ELEMENTS = { failed: 'failure', error: 'error', skipped: 'skipped' } as const;

function caseLines({ name, check, place, result, body }: Case): readonly string[] {
  const where = place === undefined ? '' : ` file="${xml(place.path)}" line="${place.line}"`;
  const open = `    <testcase classname="${xml(check)}" name="${xml(name)}"${where}>`;
  if (result === 'passed')
    return [open, `      <system-out>${xml(body)}</system-out>`, '    </testcase>'];
  const element = ELEMENTS[result];
  const [message = ''] = body.split('\n');
  return [
    open,
    `      <${element} message="${xml(message)}">${xml(body)}</${element}>`,
    '    </testcase>',
  ];
}

function findingCase(finding: ReportedFinding): Case {
  const { check, subject, place, severity, kind, title, claim, reality } = finding;
  const at = (side: typeof claim): string =>
    side.place === undefined ? '' : ` (${placeText(side.place)})`;
  const body = [
    `${severity}: ${title}`,
    `claim: ${claim.says}${at(claim)}`,
    `reality: ${reality.says}${at(reality)}`,
    `why: ${finding.why}`,
    `fix: ${finding.fix}`,
  ].join('\n');
  const failed = kind === 'evaluation-error' ? 'error' : severity === 'info' ? 'passed' : 'failed';
  return { name: subject, check, place, result: failed, body };
}

function leftOutCase(
  { check, subject, place, title }: Report['falsePositives'][number],
  why: string,
): Case {
  return { name: subject, check, place, result: 'skipped', body: `${why}\n${title}` };
}

function unknownCase(unknown: ReportedUnknown): Case {
  const { check, subject, place, reason, remedy, missing } = unknown;
  const needs = missing === undefined ? '' : `\nneeds: ${missing}`;
  return {
    name: subject,
    check,
    ...(place === undefined ? {} : { place }),
    result: 'skipped',
    body: `not known: ${reason}${needs}\nto know: ${remedy}`,
  };
}

function passedCase({ check, judged }: Report['rules'][number]): Case {
  return {
    name: 'no finding',
    check,
    result: 'passed',
    body: `${counted(judged, 'subject')} judged`,
  };
}

/** Text of an element or an attribute. What XML 1.0 has no character for is written out. */
function xml(text: string): string {
  return text
    .split('\n')
    .map(visible)
    .join('\n')
    .replace(/[&<>"']/g, (character) => ENTITIES[character as keyof typeof ENTITIES]);
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' } as const;
