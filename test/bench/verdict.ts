import type { Measurement, Statistic, Target } from './bench.js';

export interface JudgedTarget extends Target {
  readonly bench: string;
  /** What was measured; absent when the case or its statistic was not measured at all. */
  readonly measured?: number;
  /** How much longer than the baseline it took, ms, where the target speaks of that. */
  readonly more?: number;
  readonly met: boolean;
}

export interface BenchResult {
  readonly bench: string;
  readonly measurements: readonly Measurement[];
  readonly targets: readonly JudgedTarget[];
  /** Why the bench could not run; its targets are then missed. */
  readonly error?: string;
  /** Why it was not run here; it has no targets then. */
  readonly skipped?: string;
}

export function judge(
  bench: string,
  targets: readonly Target[],
  measurements: readonly Measurement[],
): readonly JudgedTarget[] {
  return targets.map((target) => {
    const found = measurements.find((m) => m.case === target.case);
    const measured = found?.[target.statistic];
    const more = target.orMore === undefined ? undefined : found?.more;
    return {
      bench,
      ...target,
      ...(measured === undefined ? {} : { measured }),
      ...(more === undefined ? {} : { more }),
      met:
        (measured !== undefined && measured <= target.atMost) ||
        (more !== undefined && more <= (target.orMore ?? 0)),
    };
  });
}

/** A duration with three digits that matter, in the unit that a person would say it in. */
function duration(ms: number): string {
  if (ms < 0) return `-${duration(-ms)}`;
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`;
  if (ms >= 1) return `${ms.toPrecision(3)} ms`;
  if (ms >= 0.001) return `${(ms * 1000).toPrecision(3)} us`;
  return `${(ms * 1_000_000).toPrecision(3)} ns`;
}

const shown = (value: number | undefined, statistic: Statistic): string => {
  if (value === undefined) return 'not measured';
  return statistic === 'ratio' ? `${value.toFixed(2)}x` : duration(value);
};

/** `1.05x`, or `1.05x or 50.0 us more`. */
const limit = ({ statistic, atMost, orMore }: Target): string =>
  shown(atMost, statistic) + (orMore === undefined ? '' : ` or ${duration(orMore)} more`);

/** What a person reads: every case, each target that is missed, and the sum of it on the last line. */
export function render(results: readonly BenchResult[]): string {
  const targets = results.flatMap((r) => r.targets);
  const said = (target: JudgedTarget): string =>
    `${target.met ? 'ok' : 'MISSED'} ${target.statistic} <= ${limit(target)}${target.more === undefined ? '' : ` (${duration(target.more)})`}`;
  const rows = results.flatMap(({ bench, measurements }) =>
    measurements.map((m) => [
      bench,
      m.case,
      String(m.samples),
      duration(m.median),
      duration(m.p99),
      m.ratio === undefined ? '' : `${m.ratio.toFixed(2)}x`,
      targets
        .filter((t) => t.bench === bench && t.case === m.case)
        .map(said)
        .join(', '),
    ]),
  );
  const lines = [
    ...table(['bench', 'case', 'samples', 'median', 'p99', 'ratio', 'targets'], rows),
    '',
    ...results.flatMap((r) => (r.error === undefined ? [] : [`FAIL ${r.bench}: ${r.error}`])),
    ...results.flatMap((r) => (r.skipped === undefined ? [] : [`SKIP ${r.bench}: ${r.skipped}`])),
    ...targets
      .filter((t) => !t.met)
      .map(
        (t) =>
          `MISSED ${t.bench}: ${t.case}, ${t.statistic} ${shown(t.measured, t.statistic)} (at most ${limit(t)})`,
      ),
    `targets met: ${targets.filter((t) => t.met).length} of ${targets.length}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Columns of words; the others hold figures. */
const TEXT = new Set([0, 1, 6]);

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (TEXT.has(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)];
}
