import { deploymentFor } from '../../stacks/environments.js';
import type { Io } from '../frame/io.js';
import { shortPath } from '../frame/tool-failure.js';
import { environmentFolder } from '../frame/work-folder.js';
import type { Evaluation, JudgedFinding } from './evaluations.js';
import type { UpResult } from './up.js';

interface Places {
  /** Where Terraform keeps the state. */
  readonly state: string;
  readonly dashboard: string;
  /** The command that prints the dashboard's body; an emulator has no pages. */
  readonly showDashboard: string;
  /** Logs of every Terraform command. */
  readonly logs: string;
}

function placesOf({ endpoint }: UpResult, io: Pick<Io, 'root' | 'env'>): Places {
  const { environment, state, stateScope, names, scope } = deploymentFor('local', io.env);
  return {
    state: `s3://${state.bucket}/${state.workspaceKeyPrefix}/${environment}/ (${stateScope.region})`,
    dashboard: names.dashboard,
    showDashboard: `aws --endpoint-url ${endpoint} --region ${scope.region} cloudwatch get-dashboard --dashboard-name ${names.dashboard}`,
    logs: shortPath(io.root, `${environmentFolder(io, environment)}/logs`),
  };
}

/** What a person reads at the end of `up`: what stands, how the examples were judged, what to try. */
export function renderUp(result: UpResult, io: Pick<Io, 'root' | 'env'>): string {
  const { local, endpoint, verification, evaluations, changed } = result;
  const places = placesOf(result, io);
  const { settings } = deploymentFor('local', io.env);
  const pid = local === undefined ? '' : `, pid ${local.pid}`;
  return [
    changed
      ? 'The environment local stands.'
      : 'The environment local stands already: nothing was changed.',
    `  AWS         ${endpoint}${pid} (account ${settings.account}, ${settings.region})`,
    `  state       ${places.state}`,
    `  promises    ${verification.passed} of ${verification.rows.length} hold`,
    `  dashboard   ${places.dashboard}: ${places.showDashboard}`,
    `  logs        ${places.logs}`,
    '',
    ...evaluations.flatMap((one) => [...evaluationLines(one, io.root), '']),
    'Try next',
    ...TRY_NEXT.map(([command, what]) => `  ${command.padEnd(WIDTH)}  ${what}`),
    '',
  ].join('\n');
}

const TRY_NEXT = [
  ['npx phase-mirror check', 'judge this repository, with Node alone'],
  ['npx phase-mirror check --repo DIR --base REF', 'judge a change of yours'],
  ['npm run ops -- verify --all', 'every promise, with its evidence'],
  ['npm run status', 'what is up'],
  ['npm run down', 'destroy it and stop the local AWS'],
] as const;
const WIDTH = Math.max(...TRY_NEXT.map(([command]) => command.length));

function evaluationLines(
  { example, outcome, findings, report, page, repository }: Evaluation,
  root: string,
): readonly string[] {
  return [
    `${outcome.toUpperCase()} ${example}`,
    ...(findings.length === 0 ? ['  nothing found'] : findings.flatMap(findingLines)),
    `  repository  ${shortPath(root, repository)}`,
    `  report      ${shortPath(root, report)}`,
    `  page        ${shortPath(root, page)} (open it in a browser)`,
  ];
}

const findingLines = ({ check, title, place, reality, fix }: JudgedFinding): readonly string[] => [
  `  ${check}  ${title}`,
  `            ${place}: ${reality}`,
  `            fix: ${fix}`,
];

/** The `--json` document: the same, for programs. */
export function documentOf(
  result: UpResult,
  io: Pick<Io, 'root' | 'env'>,
): Readonly<Record<string, unknown>> {
  const { local, endpoint, bootstrap, deploy, verification, evaluations, changed } = result;
  const { passed, failed, couldNotRun, rows } = verification;
  return {
    changed,
    endpoint,
    local: local ?? null,
    bootstrap: { changed: bootstrap.changed, done: bootstrap.done },
    deploy: {
      outcome: deploy.outcome,
      stacks: deploy.stacks.map(({ stack, outcome }) => ({ stack, outcome })),
    },
    verification: {
      passed,
      failed,
      couldNotRun,
      rows: rows.filter((row) => row.outcome !== 'pass'),
    },
    evaluations,
    places: placesOf(result, io),
  };
}
