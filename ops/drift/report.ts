/** One thing that is not as it was accepted. */
export interface DriftRow {
  /** What it is about: a setting of the repository, or `<stack>/<address>` of a resource. */
  readonly subject: string;
  /** `loosened`, `changed` and `gone` are drift; `tightened` is told, and counts for nothing. */
  readonly outcome: 'loosened' | 'changed' | 'gone' | 'tightened';
  /** What it was and is, in words. Of resources only the names of attributes: values may be secret. */
  readonly says: string;
}

/** One half of what can drift, compared with what was accepted. */
export interface DriftHalf {
  readonly half: 'repository' | 'infrastructure';
  /** What was compared with what. */
  readonly compared: string;
  readonly rows: readonly DriftRow[];
  /** Weighted share of what drifted, 0..1; undefined where nothing could be compared. */
  readonly magnitude: number | undefined;
  /** What could not be told, and why. Not empty: the half is not known to be free of drift. */
  readonly unknown: readonly string[];
}

/** Both halves of an environment. */
export interface DriftReport {
  readonly environment: string;
  readonly halves: readonly DriftHalf[];
}

const counts = ({ outcome }: DriftRow): boolean => outcome !== 'tightened';

export const driftedRows = ({ rows }: DriftHalf): readonly DriftRow[] => rows.filter(counts);

export type DriftVerdict = 'drifted' | 'unknown' | 'as accepted';

/** Drift outweighs what is not known: it is there whatever else is. */
export function verdictOf({ halves }: DriftReport): DriftVerdict {
  if (halves.some((half) => driftedRows(half).length > 0)) return 'drifted';
  return halves.some(({ unknown }) => unknown.length > 0) ? 'unknown' : 'as accepted';
}

/** The greater of the two magnitudes: half of the protection gone is not halved by sound tables. */
export function magnitudeOf({ halves }: DriftReport): number | undefined {
  const known = halves.flatMap(({ magnitude }) => magnitude ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}

const figure = (magnitude: number | undefined): string =>
  magnitude === undefined ? 'magnitude unknown' : `magnitude ${magnitude.toFixed(2)}`;

/** The report as a person reads it. */
export function renderDrift(report: DriftReport): string {
  const halves = report.halves.flatMap((half) => [
    '',
    `${half.half}: ${half.compared}, ${figure(half.magnitude)}`,
    ...half.rows.map(
      (row) => `  ${counts(row) ? 'FAIL' : '-   '}  ${row.subject} ${row.outcome}: ${row.says}`,
    ),
    ...half.unknown.map((why) => `  ??    ${why}`),
    ...(half.rows.length + half.unknown.length === 0 ? ['  ok    as accepted'] : []),
  ]);
  const title = `Drift of ${report.environment}: ${verdictOf(report)}, ${figure(magnitudeOf(report))}`;
  return [title, ...halves].map((line) => `${line}\n`).join('');
}

/** The report in the `--json` document. */
export function driftDocument(report: DriftReport): Readonly<Record<string, unknown>> {
  return {
    verdict: verdictOf(report),
    magnitude: magnitudeOf(report) ?? null,
    halves: report.halves.map((half) => ({ ...half, magnitude: half.magnitude ?? null })),
  };
}
