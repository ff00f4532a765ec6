import { counted } from '../report/headline.js';
import { section } from '../report/html/document.js';
import { code, html } from '../report/html/escape.js';
import { percent, rateLine } from './charts.js';
import type { Magnitude, Mission, OpenDrift, RuleRate } from './mission.js';
import { answer, instant, shortDay } from './words.js';

export function rulesPart({ rules }: Mission): string {
  const lead =
    'False positives among the findings that people reviewed, with the range that holds the true rate with 95 % certainty. A rule is due to be demoted when the whole range is beyond the line.';
  return section('rules', 'False positives by rule', lead, answer(rules, 'Rates', ratesRows));
}

function ratesRows(rules: readonly RuleRate[]): string {
  const threshold = rules[0]?.threshold ?? 0;
  const highest = Math.max(threshold * 2, ...rules.map(({ interval }) => interval?.high ?? 0));
  // Whole tens, so that the ends of the scale have names.
  const most = Math.min(1, Math.ceil(highest * 10) / 10);
  const rows = rules.map((rule) => {
    const { interval, reviewed, falsePositives, pending, why } = rule;
    const rate =
      interval === undefined ? undefined : { observed: falsePositives / reviewed, ...interval };
    const words =
      rate === undefined
        ? 'nothing reviewed'
        : `${percent(rate.observed)} (${percent(rate.low)} to ${percent(rate.high)})`;
    const counts = [
      ...(reviewed === 0 ? [] : [`${falsePositives} of ${counted(reviewed, 'reviewed finding')}`]),
      ...(pending === 0 ? [] : [`${pending} pending`]),
    ].join(', ');
    const more = `${counts}${counts === '' ? '' : '; '}${why}`.replace(/(?<=\d) %/g, '\u00a0%');
    return `<li${rate === undefined ? ' class="unrated"' : ''}><h3>${html(rule.rule)}</h3>${rateLine(rate, threshold, most)}<p>${words}</p><p class="standing">${standing(rule)}</p><p class="quiet">${html(more)}</p></li>`;
  });
  return `<ul class="rows rates">${rows.join('')}</ul><p class="note">Each line goes from 0 to ${percent(most)}; the dashed mark is the demotion line, ${percent(threshold)}. <code>phase-mirror calibrate</code> demotes and promotes what is due.</p>`;
}

function standing({ enforcement, due }: RuleRate): string {
  const now = enforcement === 'demoted' ? 'warns only' : 'blocks';
  if (due === undefined) return `<span class="tag">${now}</span>`;
  return `<span class="tag watch">${now}; ${due === 'demote' ? 'demotion' : 'promotion'} is due</span>`;
}

export function driftPart({ drift, magnitude }: Mission): string {
  const lead =
    'Drift from an accepted baseline that was seen in the last 7 days and that nobody marked as a false positive. What was mended since stays until it was not seen for 7 days.';
  const body = `${answer(drift, 'Open drift', driftRows)}${answer(magnitude, 'Magnitude', magnitudeText)}`;
  return section('drift', 'Open drift', lead, body);
}

function driftRows(open: readonly OpenDrift[]): string {
  if (open.length === 0) return '<p class="note">None.</p>';
  const rows = open.map(
    ({ check, title, finding, lastSeen, times, confirmed }) =>
      `<li><h3>${html(check)}</h3><p>${html(title)} <span class="tag">${confirmed ? 'confirmed' : 'not reviewed'}</span></p><p>${code(finding.slice(0, 12))}</p><p class="quiet">last seen ${instant(lastSeen)}, ${counted(times, 'time')} in 7 days</p></li>`,
  );
  return `<ul class="rows drifts">${rows.join('')}</ul><p class="note"><code>phase-mirror fp show FINDING</code> tells more of one.</p>`;
}

function magnitudeText({ largest, threshold }: Magnitude): string {
  const limit =
    threshold === undefined ? 'No threshold is stored.' : `L0 refuses above ${threshold}.`;
  const most =
    largest === undefined
      ? 'No drift was measured in the last 14 days.'
      : `The largest of the last 14 days is ${largest.magnitude.toFixed(3)}, on ${shortDay(largest.day)}.`;
  return `<p class="note">${html(`${most} ${limit}`)}</p>`;
}
