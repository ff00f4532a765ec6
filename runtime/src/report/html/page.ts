import { SEVERITIES } from '../../rules/finding.js';
import { placeText } from '../excerpt.js';
import { counted, MODE_TEXTS, severityCounts } from '../headline.js';
import { suppressionText, type Report, type ReportedUnknown } from '../report.js';
import { ruleMeta } from '../rule-page.js';
import { htmlDocument, partsNav, section } from './document.js';
import { code, html, prose } from './escape.js';
import { findingCard, ruleLink } from './finding.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';
import { windowChart, type RuleWindow } from './window-chart.js';

export interface HtmlOptions {
  /** What became of earlier findings, by rule. */
  readonly windows?: readonly RuleWindow[];
}

/** Short enough to stand on one line of a phone. */
const RULE_ID = /^MD-\d{1,4}(?:\.\d{1,3})?$/;

const VERDICTS = { allow: 'Allowed', warn: 'Warning', block: 'Blocked' } as const;

/**
 * The report as one page that needs nothing else: readable without JavaScript, by keyboard and screen
 * reader, on a phone and on paper, light and dark. Pure: equal reports have equal bytes.
 */
export function renderHtml(report: Report, { windows = [] }: HtmlOptions = {}): string {
  const { decision, change, findings, unknowns } = report;
  const title = `${VERDICTS[decision.outcome]}: ${change.repository}`;
  const parts = [
    ['findings', 'Findings', findings.length],
    ['unknowns', 'Not known', unknowns.length],
    ['rules', 'Rules', report.rules.length],
    ['provenance', 'Provenance', undefined],
  ] as const;
  const body = `<a class="skip" href="#findings">Skip to the findings</a>
${header(report)}
${partsNav('Parts of this report', parts)}
<main class="width">
${findingsPart(report)}
${unknownsPart(unknowns)}
${markedPart(report)}
${suppressedPart(report)}
${degradedPart(report)}
${rulesPart(report, windows)}
${provenancePart(report)}
</main>
<footer class="foot"><p class="width quiet">Written by phase-mirror ${html(report.provenance.version)}. This page loads nothing and sends nothing.</p></footer>`;
  return htmlDocument({ title, style: STYLE, script: SCRIPT, body });
}

function header({ decision, change }: Report): string {
  const { outcome, reasons } = decision;
  const base = change.base === null ? '' : `${change.base.slice(0, 8)}..`;
  const into = change.branch === null ? '' : ` into ${code(change.branch)}`;
  const size = [
    ...(change.commits === null ? [] : [counted(change.commits, 'commit')]),
    ...(change.files === null ? [] : [counted(change.files, 'file')]),
  ];
  const sizes = size.length === 0 ? '' : ` (${size.join(', ')})`;
  return `<header class="top width">
<p class="brand">Phase Mirror</p>
<h1><span class="verdict ${outcome}">${VERDICTS[outcome]}</span> ${html(change.repository)}</h1>
<p class="change">${code(`${base}${change.head.slice(0, 8)}`)}${into}, judged as ${MODE_TEXTS[change.mode]}${sizes}</p>
<ul class="reasons">${reasons.map((reason) => `<li class="${reason.outcome}">${prose(reason.text)}</li>`).join('')}</ul>
</header>`;
}

function findingsPart(report: Report): string {
  const { findings } = report;
  const judged = report.rules.reduce((sum, rule) => sum + rule.judged, 0);
  if (findings.length === 0) {
    return `<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
<p class="lead">None. ${counted(report.rules.length, 'check')} judged ${counted(judged, 'subject')}.</p></section>`;
  }
  const groups = SEVERITIES.map((severity) => ({
    severity,
    own: findings
      .map((finding, i) => ({ finding, number: i + 1 }))
      .filter((f) => f.finding.severity === severity),
  })).filter(({ own }) => own.length > 0);
  return `<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
<p class="lead">Where what the repository claims and what is there contradict each other, worst first.</p>
${filterForm(report)}
<p class="none" id="nothing" hidden>No finding fits this filter.</p>
${groups
  .map(
    ({ severity, own }) => `<section class="group" aria-labelledby="group-${severity}">
<h3 id="group-${severity}"><span class="severity ${severity}">${severity[0]?.toUpperCase()}${severity.slice(1)}</span> <span class="count">${own.length}</span></h3>
${own.map(({ finding, number }) => findingCard(finding, number)).join('\n')}
</section>`,
  )
  .join('\n')}
</section>`;
}

function filterForm(report: Report): string {
  const checks = [...new Set(report.findings.map(({ check }) => check))].sort();
  const some = report.findings.filter(({ introduced }) => introduced).length;
  const severities = severityCounts(report).map(
    ([severity, n]) =>
      `<label><input type="checkbox" name="severity" value="${severity}" checked> <span class="severity ${severity}">${severity}</span> <span class="soft">${n}</span></label>`,
  );
  const introduced =
    some === 0 || some === report.findings.length
      ? ''
      : `<label><input type="checkbox" name="introduced" value="true"> only brought by this change</label>`;
  const options = checks.map((check) => {
    const meta = ruleMeta(check);
    const name = meta === undefined ? check : `${check} ${meta.title}`;
    return `<option value="${html(check)}">${html(name)}</option>`;
  });
  return `<form class="filter" id="filter" role="search" aria-label="Filter the findings" autocomplete="off" hidden>
<div><label for="words">Search</label><input type="search" id="words" name="words" spellcheck="false"></div>
<div><label for="check">Rule</label><select id="check" name="check"><option value="">all</option>${options.join('')}</select></div>
<fieldset class="wide"><legend>Severity</legend><div class="choices">${severities.join('')}${introduced}</div></fieldset>
<div class="row wide"><p class="quiet" id="shown" role="status"></p><button type="reset">Show all</button></div>
</form>`;
}

function unknownsPart(unknowns: readonly ReportedUnknown[]): string {
  const items = unknowns.map(({ check, subject, reason, remedy, place, missing }) => {
    const where = place === undefined ? '' : ` (${code(placeText(place))})`;
    const needs = missing === undefined ? '' : `<dt>Needs</dt><dd>${code(missing)}</dd>`;
    return `<li class="card"><p class="facts"><span>${ruleLink(check)}</span></p><p>${html(subject)}: ${prose(reason)}${where}</p><dl class="advice">${needs}<dt>To know</dt><dd>${prose(remedy)}</dd></dl></li>`;
  });
  const list = items.length === 0 ? '' : `<ul>${items.join('\n')}</ul>`;
  const lead =
    items.length === 0
      ? 'Every question was answered.'
      : 'Questions without an answer. What is hidden is not absent, so none of them passed.';
  return section('unknowns', 'Not known', lead, list);
}

function markedPart({ falsePositives }: Report): string {
  if (falsePositives.length === 0) return '';
  const items = falsePositives.map(
    ({ check, title, severity, place }) =>
      `<li class="card"><p>${prose(title)}</p><p class="facts"><span>${ruleLink(check)}</span><span class="severity ${severity}">${severity}</span><span>${code(placeText(place))}</span></p></li>`,
  );
  const lead = 'A person marked these findings as false positives; they count for nothing.';
  return section('marked', 'Marked as false positive', lead, `<ul>${items.join('\n')}</ul>`);
}

function suppressedPart({ suppressed }: Report): string {
  if (suppressed.length === 0) return '';
  const items = suppressed.map(
    ({ check, title, severity, by }) =>
      `<li class="card"><p>${prose(title)}</p><p class="facts"><span>${ruleLink(check)}</span><span class="severity ${severity}">${severity}</span><span>${code(`${by.path}:${by.line}`)}</span></p><p>${prose(suppressionText(by))}</p></li>`,
  );
  const lead = 'Somebody answers for these findings; they count for nothing while they do.';
  return section('suppressed', 'Suppressed', lead, `<ul>${items.join('\n')}</ul>`);
}

function degradedPart({ degraded }: Report): string {
  if (degraded.length === 0) return '';
  const items = degraded.map((why) => `<li class="card">${prose(why)}</li>`);
  const lead = 'What worked worse than it should while this was decided.';
  return section('degraded', 'Degraded', lead, `<ul>${items.join('\n')}</ul>`);
}

function rulesPart({ rules, findings }: Report, windows: readonly RuleWindow[]): string {
  const rows = rules.map(({ check, judged }) => {
    const found = findings.filter((finding) => finding.check === check).length;
    return `<tr><th scope="row"${RULE_ID.test(check) ? ' class="id"' : ''}>${ruleLink(check)}</th><td>${html(ruleMeta(check)?.title ?? '')}</td><td class="n">${judged}</td><td class="n">${found}</td></tr>`;
  });
  const table = `<table><caption>What each check looked at</caption><thead><tr><th scope="col">Check</th><th scope="col">Question</th><th scope="col" class="n">Judged</th><th scope="col" class="n">Found</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const charts =
    windows.length === 0
      ? ''
      : `<p class="lead">What became of earlier findings: tall bars are false positives, half bars confirmed, low hollow ones not reviewed; the newest is at the right.</p><div class="windows">${windows.map(windowChart).join('\n')}</div>`;
  return section('rules', 'Rules', undefined, `${charts}${table}`);
}

function provenancePart({ change, provenance, seal, schema }: Report): string {
  const { limits, policy } = provenance;
  const policyOf = policy.commit === null ? '' : ` at ${code(policy.commit)}`;
  const pairs: readonly (readonly [string, string])[] = [
    ['Head', code(change.head)],
    ['Base', change.base === null ? 'none: the state was judged, not a change' : code(change.base)],
    ['Facts', `sha256 ${code(provenance.factsDigest)}`],
    [
      'Limits',
      `${provenance.strictness}: ${limits.critical} critical, ${limits.high} high, ${limits.medium} medium`,
    ],
    ['Policy', `${policy.from}${policyOf}; strictness by ${html(policy.strictness)}`],
    ['Tool', `phase-mirror ${html(provenance.version)}, ${code(schema)}`],
    ['Seal', `nonce version ${seal.nonceVersion}, ${code(seal.mac)}`],
  ];
  const list = `<dl class="pairs card">${pairs.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>`;
  const lead =
    'The seal is over the JSON report that this page was made from; `phase-mirror report` checks it there.';
  return section('provenance', 'Provenance', lead, list);
}
