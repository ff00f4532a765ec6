import type { Environment } from '../../runtime/src/names/index.js';
import type { Sink } from '../frame/io.js';
import type { Limits } from './judge.js';
import type { Figures } from './sample.js';
import type { Look, Watched } from './watch.js';

const UNKNOWN = 'no data';
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const or = (value: number | undefined, say: (value: number) => string): string =>
  value === undefined ? UNKNOWN : say(value);

const ROWS: readonly (readonly [
  string,
  (figures: Figures) => string,
  (limits: Limits) => string,
])[] = [
  ['error rate', (f) => or(f.errorRate, percent), (l) => percent(l.errorRate)],
  ['evaluations', (f) => `${f.evaluations}, ${f.failures} failed`, () => ''],
  ['p99', (f) => or(f.p99Ms, (v) => `${v.toFixed(0)} ms`), (l) => `${l.p99Ms} ms`],
  ['throttles', (f) => String(f.throttles), (l) => String(l.throttles)],
  [
    'nonce age',
    (f) => or(f.nonceAgeDays, (v) => `${v.toFixed(1)} days`),
    (l) => `${l.nonceAgeDays} days`,
  ],
  ['blocks an hour', (f) => String(f.blocksPerHour), (l) => String(l.blocksPerHour)],
];

/** Shows each look: on a terminal a table that is drawn over itself, elsewhere one line. */
export function display(
  sink: Sink,
  environment: Environment,
  limits: Limits,
): (look: Look, soFar: Watched) => void {
  let drawn = 0;
  return (look, soFar) => {
    if (sink.isTTY !== true) return void sink.write(`${lineOf(look, soFar)}\n`);
    const lines = tableOf(environment, look, soFar, limits);
    // Up to the table's first line, and away with what stands there.
    const back = drawn === 0 ? '' : `${ESCAPE}[${drawn}A${ESCAPE}[J`;
    drawn = lines.length;
    sink.write(`${back}${lines.join('\n')}\n`);
  };
}

const ESCAPE = String.fromCharCode(27);

function lineOf(look: Look, { uptime }: Watched): string {
  if (!('sample' in look)) return `${look.at}  UNANSWERED  ${look.unanswered}`;
  const { figures, ringing } = look.sample;
  const mark = look.breaches.length === 0 ? 'ok' : 'BREACH';
  const told = ROWS.map(([name, value]) => `${name} ${value(figures)}`).join(', ');
  const what = look.breaches.map(({ id }) => id).join(', ');
  return `${look.at}  ${mark}  ${ringing.length} alarms ring, ${told}, up ${percent(uptime)}${what === '' ? '' : `  [${what}]`}`;
}

function tableOf(
  environment: Environment,
  look: Look,
  soFar: Watched,
  limits: Limits,
): readonly string[] {
  const head = `${environment}  ${look.at}  up ${percent(soFar.uptime)} of ${soFar.looks} looks`;
  if (!('sample' in look)) return [head, `  UNANSWERED: ${look.unanswered}`];
  const { figures, ringing, healthy } = look.sample;
  return [
    head,
    `  ${'oracle'.padEnd(15)} ${healthy === undefined ? 'unknown' : healthy ? 'healthy' : 'UNHEALTHY'}`,
    `  ${'alarms'.padEnd(15)} ${ringing.length === 0 ? 'none rings' : ringing.map(({ name }) => name).join(', ')}`,
    ...ROWS.map(
      ([name, value, limit]) =>
        `  ${name.padEnd(15)} ${value(figures).padEnd(16)} ${limit(limits) === '' ? '' : `limit ${limit(limits)}`}`,
    ),
    ...look.breaches.map(({ id, says }) => `  BREACH ${id}: ${says}`),
  ].map((line) => line.trimEnd());
}

/** What a person reads at the end. */
export function renderWatched(environment: Environment, watched: Watched): string {
  const { from, to, looks, unanswered, uptime, breaches, endedEarly } = watched;
  const rows = breaches.map(
    ({ id, says, from: first, to: last, looks: often }) =>
      `BREACH  ${id}: ${says} (${often} of ${looks} looks, ${first} to ${last})`,
  );
  const early = endedEarly ? ', ended before its time' : '';
  const silent = unanswered === 0 ? '' : `, ${unanswered} unanswered`;
  const sum = `${environment}: ${looks} looks from ${from} to ${to}${early}${silent}; up ${percent(uptime)}, ${breaches.length === 0 ? 'nothing was breached' : `${breaches.length} breached`}`;
  return `${[...rows, sum].join('\n')}\n`;
}
