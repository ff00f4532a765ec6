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
    ...(options.all ? members.map(line) : faults(members)),
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
  return rows.some((row) => row.outcome === 'could-not-run') ? '????' : 'ok';
}

function tally(rows: readonly Row[]): string {
  const held = rows.filter((row) => row.outcome === 'pass').length;
  return held === rows.length ? `${held}` : `${held} of ${rows.length}`;
}

const INDENT = '      ';
const MARKS = { pass: 'ok  ', fail: 'FAIL', 'could-not-run': '????' } as const;

const line = (row: Row): string =>
  `${INDENT}${MARKS[row.outcome]} ${row.promise} (${row.evidence})${
    row.remedy === undefined ? '' : `\n${INDENT}     fix: ${row.remedy}`
  }`;

/** What does not hold: one line a promise, but one line only for a resource that does not exist. */
function faults(rows: readonly Row[]): readonly string[] {
  const bad = rows.filter((row) => row.outcome !== 'pass');
  const said = bad.flatMap((row, i) => {
    if (row.missing === undefined) {
      const not = row.outcome === 'fail' ? 'not so' : 'could not be checked';
      return [`${INDENT}${row.promise}: ${not}: ${row.evidence}`];
    }
    if (bad.findIndex((other) => other.missing === row.missing) !== i) return [];
    const count = bad.filter((other) => other.missing === row.missing).length;
    return [`${INDENT}${row.evidence}${count > 1 ? ` (${count} promises)` : ''}`];
  });
  const remedies = new Set(bad.map((row) => row.remedy));
  return [...said, ...[...remedies].map((remedy) => `${INDENT}fix: ${remedy ?? ''}`)];
}
