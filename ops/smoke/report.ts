import { join } from 'node:path';
import { writeWhole } from '../frame/whole-file.js';
import type { Environment } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import type { Latency } from './latency.js';
import type { PerformanceRow } from './performance.js';
import type { ScenarioResult } from './scenario.js';

/** What a smoke has found: the JSON file, and what the Markdown and the terminal show. */
export interface SmokeReport {
  readonly schema: 'phase-mirror/smoke@1';
  readonly runbook: 'smoke' | 'e2e';
  readonly environment: Environment;
  readonly run: string;
  /** ISO 8601 UTC of its beginning. */
  readonly at: string;
  /** Wall time, milliseconds. */
  readonly ms: number;
  readonly endpoint: string;
  readonly scenarios: readonly ScenarioResult[];
  readonly performance: readonly PerformanceRow[];
  /** Items of its own that are still there: none, or it failed. */
  readonly left: readonly string[];
}

/** Writes `<runbook>.json` and `<runbook>.md`, each whole or not at all; answers the files. */
export function keepReport(folder: string, report: SmokeReport): readonly string[] {
  const contents = {
    [`${report.runbook}.json`]: `${JSON.stringify(report, null, 2)}\n`,
    [`${report.runbook}.md`]: markdown(report),
  };
  const files: string[] = [];
  for (const [name, content] of Object.entries(contents)) {
    const file = join(folder, name);
    writeWhole(file, content);
    files.push(file);
  }
  return files;
}

const ms = (value: number): string => (value < 100 ? value.toPrecision(2) : value.toFixed(0));
const p50 = (latency: Latency | undefined): string =>
  latency === undefined ? '' : ms(latency.p50);
const p99 = (latency: Latency | undefined): string =>
  latency === undefined ? '' : ms(latency.p99);
const MARKS = { pass: 'pass', fail: 'FAIL', 'could-not-run': '??', reported: '' } as const;

const SCENARIO_HEAD = ['', 'scenario', 'kind', 'p50 ms', 'p99 ms', 'seen'];
const scenarioRows = ({ scenarios }: SmokeReport): readonly (readonly string[])[] =>
  scenarios.map(({ id, kind, outcome, latency, seen }) => [
    MARKS[outcome],
    id,
    kind,
    p50(latency),
    p99(latency),
    seen,
  ]);

const PERFORMANCE_HEAD = [
  '',
  'operation',
  'store',
  'n',
  'p50 ms',
  'p99 ms',
  'below',
  'SDK p50',
  'SDK p99',
];
const performanceRows = ({ performance }: SmokeReport): readonly (readonly string[])[] =>
  performance.map(({ operation, store, ours, raw, below, outcome }) => [
    MARKS[outcome],
    operation,
    store,
    String(ours.samples),
    p50(ours),
    p99(ours),
    below === undefined ? '' : String(below),
    p50(raw),
    p99(raw),
  ]);

function conclusion({ environment, scenarios, performance, left, ms: wall }: SmokeReport): string {
  const judged = [...scenarios, ...performance].filter(({ outcome }) => outcome !== 'reported');
  const passed = judged.filter(({ outcome }) => outcome === 'pass').length;
  const remains = left.length === 0 ? 'nothing is left behind' : `${left.length} ITEMS ARE LEFT`;
  return `${environment}: ${passed} of ${judged.length} pass, ${remains} (${(wall / 1000).toFixed(1)}s)`;
}

/** What a person reads in the terminal. */
export function renderSmoke(report: SmokeReport): string {
  return [
    ...columns(SCENARIO_HEAD, scenarioRows(report)),
    '',
    ...columns(PERFORMANCE_HEAD, performanceRows(report)),
    '',
    conclusion(report),
    '',
  ].join('\n');
}

function columns(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function markdown(report: SmokeReport): string {
  const { runbook, environment, run, at, endpoint, scenarios } = report;
  const injected = scenarios.filter((one) => one.injected !== undefined);
  return [
    `# ${runbook} of ${environment}`,
    '',
    conclusion(report),
    '',
    `Run ${run}, ${at}, against ${endpoint}.`,
    '',
    '## Scenarios',
    '',
    ...table(
      ['outcome', 'scenario', 'kind', 'what holds', 'p50 ms', 'p99 ms', 'seen'],
      [
        ...scenarios.map(({ id, kind, title, outcome, latency, seen }) => [
          MARKS[outcome],
          id,
          kind,
          title,
          p50(latency),
          p99(latency),
          seen,
        ]),
      ],
    ),
    '',
    'Injected, so not the environment:',
    '',
    ...injected.map(({ id, injected: what = '' }) => `- ${id}: ${what}`),
    '',
    '## Performance',
    '',
    'Judged with the embedded store, by the best of up to three batches. With the environment’s store the same calls of the bare SDK stand',
    'beside it: what is above them is the runtime’s own share. Of fewer than 100 samples p99 is the slowest.',
    '',
    ...performanceTable(report),
    '',
  ].join('\n');
}

/** Every operation with every store, as a Markdown table. */
export const performanceTable = (report: SmokeReport): readonly string[] =>
  table(['outcome', ...PERFORMANCE_HEAD.slice(1)], performanceRows(report));

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** Why a smoke is not all well; undefined when it is. */
export function verdictOn(report: SmokeReport): ReturnType<typeof opsError> | undefined {
  const { environment, scenarios, performance, left } = report;
  const failed = [
    ...scenarios.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id),
    ...performance
      .filter(({ outcome }) => outcome === 'fail')
      .map(({ operation, store }) => `${operation} (${store})`),
    ...(left.length === 0 ? [] : [`${left.length} items left behind`]),
  ];
  const unknown = scenarios.filter(({ outcome }) => outcome === 'could-not-run');
  if (failed.length > 0) {
    return opsError('PM-6040', { what: environment, why: failed.join(', ') });
  }
  if (unknown.length === 0) return undefined;
  return opsError('PM-6041', {
    what: environment,
    why: unknown.map(({ id, seen }) => `${id}: ${seen}`).join('; '),
  });
}
