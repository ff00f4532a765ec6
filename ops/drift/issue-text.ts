import { createHash } from 'node:crypto';
import { driftedRows, magnitudeOf, type DriftReport } from './report.js';

/** What an issue about drift must be. */
export interface WantedIssue {
  readonly title: string;
  readonly body: string;
  /** Names of labels of the set. */
  readonly labels: readonly string[];
}

/** Every label that an issue about drift may have from us; the others on it are people's own. */
export const DRIFT_LABELS: readonly string[] = [
  'phase-mirror',
  'drift',
  'drift: repository',
  'drift: infrastructure',
];

/** By which the issue of an environment is found again, whatever title and labels people give it. */
export const markerOf = (environment: string): string =>
  `<!-- phase-mirror:drift environment=${environment} -->`;

/** Of each half. So that the body is never longer than the 65,536 characters that GitHub takes. */
const MOST_ROWS = 40;
const MOST_CHARACTERS = 200;

/** The issue for a report with drift. Without a time, so that equal drift is an equal issue. Pure. */
export function issueFor(report: DriftReport): WantedIssue {
  const { environment, halves } = report;
  const drifted = halves.filter((half) => driftedRows(half).length > 0);
  const rows = drifted.reduce((sum, half) => sum + driftedRows(half).length, 0);
  const magnitude = magnitudeOf(report)?.toFixed(2) ?? 'unknown';
  const lines = halves.flatMap((half) => {
    const own = driftedRows(half);
    const shown = own.slice(0, MOST_ROWS);
    return [
      '',
      `### ${half.half}: magnitude ${half.magnitude?.toFixed(2) ?? 'unknown'}`,
      '',
      code(half.compared),
      '',
      ...(own.length === 0
        ? ['Nothing that is known has drifted.']
        : ['| what | how | |', '|---|---|---|']),
      ...shown.map(
        ({ subject, outcome, says }) => `| ${code(subject)} | ${outcome} | ${code(says)} |`,
      ),
      ...(own.length > shown.length ? ['', `and ${own.length - shown.length} more`] : []),
      ...half.unknown.slice(0, MOST_ROWS).map((why) => `\nNot known: ${code(why)}`),
    ];
  });
  return {
    title: `Drift in ${environment}: ${drifted.map(({ half }) => half).join(' and ')} (${rows}, magnitude ${magnitude})`,
    body: [
      markerOf(environment),
      `What is live in \`${environment}\` is not what was accepted. Magnitude ${magnitude}.`,
      ...lines,
      '',
      `Undo the change, or accept it: a new baseline for the repository (\`npm run ops -- baseline publish --env ${environment}\`), a deploy for the infrastructure (\`npm run ops -- deploy --env ${environment}\`). This issue is kept up to date by \`npm run ops -- drift --env ${environment} --issue OWNER/NAME\`, and closed when the drift is gone.`,
      '',
    ].join('\n'),
    labels: ['phase-mirror', 'drift', ...drifted.map(({ half }) => `drift: ${half}`)],
  };
}

/** The comment that an issue is closed with. Its mark is that of the body: it is not written twice. */
export function goneComment(environment: string, body: string): string {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return `<!-- phase-mirror:drift-gone ${digest} -->\nWhat is live in \`${environment}\` is again what was accepted: nothing differs any more.\n`;
}

/** Text of a repository or of AWS as it is: no Markdown, no mention of a person, no row of a table. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('`', 'ˋ').replaceAll('|', '¦');
  const short = line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
  return `\`${short}\``;
}
