import { counted } from '../report/headline.js';
import { section } from '../report/html/document.js';
import { html } from '../report/html/escape.js';
import { barChart, type Bar } from './charts.js';
import type { Blocks, DecidedDay, EvaluatedDay, Mission } from './mission.js';
import { answer, shortDay, table } from './words.js';

/** Counters that are drawn; the rest is counted. */
const MOST_COUNTERS = 8;

export function decisionsPart({ decided, evaluated }: Mission): string {
  return section(
    'decisions',
    'Decisions a day',
    undefined,
    `<div class="pair">${answer(decided, 'Decisions', decidedChart)}${answer(evaluated, 'All evaluations', evaluatedChart)}</div>${decided.known && !isQuiet(decided.value) ? decidedTable(decided.value) : ''}`,
  );
}

const isQuiet = (days: readonly DecidedDay[]): boolean =>
  days.every(({ block, warn, allow, partial }) => block + warn + allow === 0 && !partial);

/** In place of a drawing of nothing. */
const quiet = (heading: string, text: string, note: string): string =>
  `<figure class="card"><h3>${heading}</h3><p class="empty">${text}</p><figcaption>${note}</figcaption></figure>`;

function decidedChart(days: readonly DecidedDay[]): string {
  const sum = (kind: 'block' | 'warn' | 'allow'): number =>
    days.reduce((all, day) => all + day[kind], 0);
  const says = `changes with findings in ${days.length} days: ${sum('block')} blocked, ${sum('warn')} warned, ${sum('allow')} allowed`;
  const bars = days.map((day): Bar => ({
    label: `${day.day}: ${wordsOf(day)}`,
    parts: (['allow', 'warn', 'block'] as const).map((kind) => ({ kind, n: day[kind] })),
    partial: day.partial,
  }));
  const open = days.some(({ partial }) => partial)
    ? ' Dashed days may hold more: the newest 5,000 events of a rule are read.'
    : '';
  const unseen = 'A change without findings leaves no event, so it is not here.';
  if (isQuiet(days))
    return quiet('Changes with findings', `None in the last ${days.length} days.`, unseen);
  return `<figure class="card"><h3>Changes with findings</h3>${barChart({ says, bars, ends: endsOf(days) })}
<p class="key"><span class="block">${sum('block')} blocked</span><span class="warn">${sum('warn')} warned</span><span class="allow">${sum('allow')} allowed</span></p>
<figcaption>${unseen}${open}</figcaption></figure>`;
}

const wordsOf = ({ block, warn, allow, partial }: DecidedDay): string =>
  `${block} blocked, ${warn} warned, ${allow} allowed${partial ? ', perhaps more' : ''}`;

function evaluatedChart(days: readonly EvaluatedDay[]): string {
  const sum = (kind: 'evaluations' | 'blocks' | 'failures'): number =>
    days.reduce((all, day) => all + day[kind], 0);
  const failures = sum('failures');
  if (sum('evaluations') + failures === 0)
    return quiet('All evaluations', `None in the last ${days.length} days.`, 'From CloudWatch.');
  const says = `${counted(sum('evaluations'), 'evaluation')} in ${days.length} days, ${sum('blocks')} of them blocked; ${failures} ended without a decision`;
  const bars = days.map(({ day, evaluations, blocks, failures: failed }): Bar => ({
    label: `${day}: ${counted(evaluations, 'evaluation')}, ${blocks} blocked, ${failed} failed`,
    parts: [
      { kind: 'all', n: Math.max(0, evaluations - blocks) },
      { kind: 'block', n: blocks },
    ],
  }));
  return `<figure class="card"><h3>All evaluations</h3>${barChart({ says, bars, ends: endsOf(days) })}
<p class="key"><span class="block">${sum('blocks')} blocked</span><span class="all">${sum('evaluations')} in all</span></p>
<figcaption>${failures === 0 ? 'Every one ended with a decision.' : `${counted(failures, 'evaluation')} ended without a decision.`} From CloudWatch.</figcaption></figure>`;
}

const endsOf = (days: readonly { readonly day: string }[]): readonly [string, string] => [
  shortDay(days[0]?.day ?? ''),
  `today, ${shortDay(days.at(-1)?.day ?? '')}`,
];

function decidedTable(days: readonly DecidedDay[]): string {
  const rows = [...days]
    .reverse()
    .map((day) => [
      day.day,
      String(day.block),
      String(day.warn),
      `${day.allow}${day.partial ? ' or more' : ''}`,
    ]);
  return `<details><summary>The same in numbers</summary>${table('Decisions about changes with findings', ['Day (UTC)', 'Blocked', 'Warned', 'Allowed'], rows)}</details>`;
}

export function blocksPart({ blocks }: Mission): string {
  const lead =
    'Above its threshold, the breaker of a rule lets its blocks pass as warnings in that repository until the hour is over.';
  return section('blocks', 'Blocks an hour', lead, answer(blocks, 'Blocks', blocksCharts));
}

function blocksCharts({ counters, hours, threshold, strictThreshold }: Blocks): string {
  const limit = `The threshold is ${threshold} an hour, ${strictThreshold} where a repository is judged strictly`;
  if (counters.length === 0) {
    return `<p class="note">No rule blocked anything in the last ${hours.length} hours. ${limit}.</p>`;
  }
  const charts = counters.slice(0, MOST_COUNTERS).map((counter) => {
    const most = Math.max(...counter.counts);
    const current = counter.counts.at(-1) ?? 0;
    const words = `${current} this hour, at most ${most} in one of the last ${hours.length} hours`;
    const name = `${counter.rule} in ${counter.repository}`;
    const bars = counter.counts.map((n, i): Bar => ({
      label: `${String(hours[i])}:00 UTC: ${counted(n, 'block')}`,
      parts: [{ kind: n > threshold ? 'over' : 'fits', n }],
    }));
    const ends = [`${hours.length} hours ago`, 'now'] as const;
    return `<figure class="card"><h3><span>${html(name)}</span> ${STATES[counter.state]}</h3>${barChart({ says: `${name}: ${words}`, bars, ends, limit: threshold })}<figcaption>${words}</figcaption></figure>`;
  });
  const more = counters.length - charts.length;
  const rest = more === 0 ? '' : ` ${counted(more, 'counter')} with fewer blocks not drawn.`;
  return `<div class="pair">${charts.join('')}</div><p class="note">${limit}; the dashed line is the first.${rest}</p>`;
}

const STATES = {
  closed: '<span class="tag good">breaker closed</span>',
  degraded: '<span class="tag urgent">breaker open</span>',
  recovered: '<span class="tag watch">closed again this hour</span>',
} as const;
