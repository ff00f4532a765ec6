import { excerptOf, placeText } from './excerpt.js';
import { changeText, counted, MODE_TEXTS, severityCounts } from './headline.js';
import { visible } from './printable.js';
import {
  suppressionText,
  type Report,
  type ReportedEvidence,
  type ReportedFinding,
  type ReportedUnknown,
} from './report.js';
import { ruleMeta, rulePage } from './rule-page.js';

/** GitHub refuses a step summary over 1 MiB; a step before this one may have written some of it. */
const MOST_BYTES = 900 * 1024;

const VERDICTS = { allow: 'Allowed', warn: 'Allowed with warnings', block: 'Blocked' } as const;

/**
 * GitHub-flavoured Markdown for the summary of a step: worst findings first, what is not known, where
 * it comes from. Bounded: entries that do not fit are counted in its last paragraph but one.
 */
export function renderMarkdown(report: Report): string {
  const { decision, findings, unknowns, falsePositives, suppressed, degraded } = report;
  const head = `## ${VERDICTS[decision.outcome]}: ${escape(changeText(report))}`;
  const entries = [
    ...decision.reasons.map(({ text }) => `- ${escape(text)}`),
    ...countsTable(report),
    ...findings.map(findingEntry),
    ...section('Not known', unknowns.map(unknownEntry)),
    ...section('Marked as false positive', falsePositives.map(markedEntry)),
    ...section('Suppressed', suppressed.map(suppressedEntry)),
    ...section(
      'Degraded',
      degraded.map((why) => `- ${escape(why)}`),
    ),
  ];
  const foot = footer(report);
  let room = MOST_BYTES - bytes(head) - bytes(foot);
  const shown: string[] = [];
  for (const entry of entries) {
    room -= bytes(entry);
    if (room < 0) break;
    shown.push(entry);
  }
  const left = entries.length - shown.length;
  const cut =
    left === 0
      ? []
      : [
          `**${left} more** do not fit into a summary; the JSON and the HTML report hold everything.`,
        ];
  return `${[head, ...shown, ...cut, foot].join('\n\n')}\n`;
}

/** With the empty line that follows. */
const bytes = (text: string): number => Buffer.byteLength(text) + 2;

/** The heading stands with the first entry, so that it never stands alone. */
function section(title: string, entries: readonly string[]): readonly string[] {
  return entries.map((entry, i) => (i === 0 ? `### ${title}\n\n${entry}` : entry));
}

function countsTable(report: Report): readonly string[] {
  const counts = severityCounts(report);
  if (counts.length === 0) return [];
  return [
    [
      `|${counts.map(([severity]) => ` ${severity} |`).join('')}`,
      `|${counts.map(() => '--:|').join('')}`,
      `|${counts.map(([, n]) => ` ${n} |`).join('')}`,
    ].join('\n'),
  ];
}

function findingEntry(finding: ReportedFinding): string {
  const { severity, check, title, introduced, claim, reality, why, fix } = finding;
  return [
    `### ${severity}: ${escape(title)}`,
    `${ruleLink(check)}${introduced ? ' · brought by this change' : ''}`,
    ...evidenceLines('Claim', claim),
    ...evidenceLines('Reality', reality),
    `**Why**: ${escape(why)}`,
    `**Fix**: ${escape(fix)}`,
  ].join('\n\n');
}

function evidenceLines(side: string, evidence: ReportedEvidence): readonly string[] {
  const { says, place, api } = evidence;
  const where = [
    place === undefined ? '' : code(placeText(place)),
    api === undefined ? '' : code(api),
  ]
    .filter((part) => part !== '')
    .map((part) => ` · ${part}`);
  const excerpt = excerptOf(evidence);
  const said = `**${side}**: ${escape(says)}${where.join('')}`;
  if (excerpt === undefined) return [said];
  const { line, before, marked, after } = excerpt;
  const mark = marked === '' ? '' : `<b>${html(marked)}</b>`;
  return [said, `<pre>${line} | ${html(before)}${mark}${html(after)}</pre>`];
}

function unknownEntry({ check, subject, reason, remedy, place, missing }: ReportedUnknown): string {
  const where = place === undefined ? '' : ` (${code(placeText(place))})`;
  const needs = missing === undefined ? '' : `; needs ${code(missing)}`;
  return `- ${ruleLink(check)} ${escape(subject)}: ${escape(reason)}${where}${needs}. ${escape(remedy)}`;
}

function markedEntry({ check, title, place }: Report['falsePositives'][number]): string {
  return `- ${ruleLink(check)} ${escape(title)} (${code(placeText(place))})`;
}

function suppressedEntry(suppressed: Report['suppressed'][number]): string {
  const { check, title, by } = suppressed;
  const where = code(`${by.path}:${by.line}`);
  return `- ${ruleLink(check)} ${escape(title)}: ${escape(suppressionText(by))} (${where})`;
}

function footer({ rules, change, provenance, seal }: Report): string {
  const judged = rules.reduce((sum, rule) => sum + rule.judged, 0);
  const facts = provenance.factsDigest.slice(0, 12);
  return `<sub>${[
    `${counted(rules.length, 'check')} judged ${counted(judged, 'subject')}`,
    `as ${MODE_TEXTS[change.mode]}, ${provenance.strictness}`,
    `facts ${facts}`,
    `sealed under nonce v${seal.nonceVersion}`,
    `phase-mirror ${escape(provenance.version)}`,
  ].join(' · ')}</sub>`;
}

function ruleLink(check: string): string {
  const meta = ruleMeta(check);
  return meta === undefined ? escape(check) : `[${escape(check)}](${rulePage(meta)})`;
}

const code = (text: string): string => `<code>${escape(text)}</code>`;

/** Text that is only text to GitHub: no markup, no link, no mention, no formula. */
function escape(text: string): string {
  return html(visible(text)).replace(/[\\`*_{}[\]()|~#!@$:]|(?<=www)\./gi, '\\$&');
}

function html(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character as keyof typeof ENTITIES]);
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' } as const;
