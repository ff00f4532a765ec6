import type { Environment } from '../../runtime/src/names/index.js';
import type { Row, Verification } from './verify.js';

/** The table that a person reads: a line a group, and under it what does not hold and what to type. */
export function renderVerification(
  environment: Environment,
  verification: Verification,
  options: { readonly all: boolean },
): string {
  const { rows, passed, failed, couldNotRun, ms } = verification;
  const groups = [...new Set(rows.map((row) => row.group))].map(
    (group) => [group, rows.filter((row) => row.group === group)] as const,
  );
  const width = Math.max(...groups.map(([group]) => group.length));
  const lines = groups.flatMap(([group, members]) => [
    `${headline(members).padEnd(4)}  ${group.padEnd(width)}  ${tally(members)}`,
    ...(options.all ? [...members.map(line), ...remedies(members.filter(isBad))] : faults(members)),
  ]);
  const summary = [
    `${environment}: ${passed} of ${rows.length} promises hold`,
    ...(failed > 0 ? [`${failed} do not`] : []),
    ...(couldNotRun > 0 ? [`${couldNotRun} could not be checked`] : []),
  ].join(', ');
  return `${[...lines, `${summary} (${(ms / 1000).toFixed(1)}s)`].join('\n')}\n`;
}

function headline(rows: readonly Row[]): string {
  if (rows.some((row) => row.outcome === 'fail')) return 'FAIL';
  return rows.some((row) => row.outcome === 'could-not-run') ? '??' : 'ok';
}

function tally(rows: readonly Row[]): string {
  const held = rows.filter((row) => row.outcome === 'pass').length;
  return held === rows.length ? `${held}` : `${held} of ${rows.length}`;
}

const isBad = (row: Row): boolean => row.outcome !== 'pass';

const INDENT = '      ';
const MARKS = { pass: 'holds', fail: 'broken', 'could-not-run': 'unknown' } as const;

const line = ({ outcome, missing, promise, evidence }: Row): string =>
  `${INDENT}${(missing === undefined ? MARKS[outcome] : 'missing').padEnd(7)}  ${promise}: ${evidence}`;

/** What does not hold: one line a promise, but one line only for a resource that does not exist. */
function faults(rows: readonly Row[]): readonly string[] {
  const bad = rows.filter(isBad);
  const said = bad.flatMap((row, i) => {
    if (row.missing === undefined) return [line(row)];
    const same = bad.filter((other) => other.missing === row.missing);
    if (same[0] !== bad[i]) return [];
    const count = same.length > 1 ? ` (${same.length} promises)` : '';
    return [`${INDENT}missing  ${row.evidence}${count}`];
  });
  return [...said, ...remedies(bad)];
}

const remedies = (bad: readonly Row[]): readonly string[] =>
  [...new Set(bad.map((row) => row.remedy ?? ''))].map((remedy) => `${INDENT}fix: ${remedy}`);
