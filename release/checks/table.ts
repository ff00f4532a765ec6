import { CATEGORIES, type Check } from './check.js';
import { MARKS, type Outcome, type Verdict } from './runner.js';

/** The summary that a person reads: a row a check, then what to do about each one that is not well. */
export function renderVerdicts(verdicts: readonly Verdict[]): string {
  const width = Math.max(0, ...verdicts.map(({ id }) => id.length));
  const rows = verdicts.map(
    ({ id, outcome, why }) =>
      `  ${MARKS[outcome].padEnd(6)}  ${id.padEnd(width)}  ${oneLine(why)}\n`,
  );
  const open = verdicts.filter(({ outcome }) => outcome === 'fail' || outcome === 'could-not-run');
  const todo = open.map(
    ({ id, outcome, question, remedy }) =>
      `  ${MARKS[outcome].padEnd(6)}  ${id}: ${question}\n          ${remedy}\n`,
  );
  return [
    ...rows,
    ...(todo.length === 0 ? [] : ['\nTo do\n', ...todo]),
    `\n${sum(verdicts)}\n`,
  ].join('');
}

/** `24 checks: 20 pass, 1 fail, 3 could not run`. */
function sum(verdicts: readonly Verdict[]): string {
  const parts = Object.entries(countsOf(verdicts)).map(
    ([outcome, count]) => `${count} ${outcome.replaceAll('-', ' ')}`,
  );
  return `${verdicts.length} checks: ${parts.join(', ')}`;
}

/** How many had each outcome; those that none had are left out. */
export function countsOf(
  verdicts: readonly Pick<Verdict, 'outcome'>[],
): Readonly<Partial<Record<Outcome, number>>> {
  const outcomes = Object.keys(MARKS) as Outcome[];
  return Object.fromEntries(
    outcomes.flatMap((outcome) => {
      const count = verdicts.filter((one) => one.outcome === outcome).length;
      return count === 0 ? [] : [[outcome, count]];
    }),
  );
}

/** Every check with its question, by category. */
export function renderChecks(checks: readonly Check[]): string {
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  return CATEGORIES.flatMap((category) =>
    checks
      .filter((check) => check.category === category)
      .map(({ id, question }) => `  ${id.padEnd(width)}  ${question}\n`),
  ).join('');
}

const LINE = 160;
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LINE ? line : `${line.slice(0, LINE - 1)}…`;
}
