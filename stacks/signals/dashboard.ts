import { TABLES, type MetricId } from '../../runtime/src/names/index.js';
import type { Metric } from '../constructs/alarm.js';
import type { Deployment } from '../environments.js';
import {
  accountUserErrors,
  backupJobs,
  byOperation,
  refusals,
  runtimeMetric,
  throttles,
} from './metrics.js';

/** The dashboard's grid is 24 columns wide. */
const COLUMNS = 24;
const HEADING_HEIGHT = 2;
const CHART_HEIGHT = 6;

/** Seconds. */
const HOUR = 3600;
const DAY = 24 * HOUR;

interface Widget {
  readonly type: 'text' | 'metric' | 'alarm' | 'log';
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Question {
  readonly asks: string;
  readonly hint: string;
  readonly answers: readonly Widget[];
}

/** The dashboard: an operator's questions, in the order in which they come up. */
export function dashboardBody(deployment: Deployment): string {
  const questions = questionsOf(deployment);
  const widgets: unknown[] = [];
  let y = 0;
  questions.forEach(({ asks, hint, answers }, i) => {
    const heading = { markdown: `## ${i + 1}. ${asks}\n${hint}` };
    widgets.push({
      ...{ type: 'text', x: 0, y, width: COLUMNS, height: HEADING_HEIGHT },
      properties: heading,
    });
    y += HEADING_HEIGHT;
    const width = COLUMNS / answers.length;
    answers.forEach((answer, column) => {
      widgets.push({ ...answer, x: column * width, y, width, height: CHART_HEIGHT });
    });
    y += CHART_HEIGHT;
  });
  return JSON.stringify({ start: '-PT6H', periodOverride: 'inherit', widgets });
}

function questionsOf(deployment: Deployment): Question[] {
  const { names, settings, environment, scope } = deployment;
  const { thresholds } = settings;
  const of = (id: MetricId, stat: string): Metric => runtimeMetric(id, environment, stat);
  const sums = (...ids: MetricId[]): Metric[] => ids.map((id) => of(id, 'Sum'));
  const chart = (
    title: string,
    metrics: readonly Metric[],
    limit?: number,
    over: { readonly period?: number; readonly start?: string } = {},
  ): Widget => ({
    type: 'metric',
    properties: {
      title,
      region: scope.region,
      view: 'timeSeries',
      stacked: false,
      period: 300,
      metrics: metrics.map(row),
      ...over,
      ...(limit !== undefined && {
        annotations: { horizontal: [{ label: 'alarm', value: limit }] },
      }),
    },
  });
  const tables = TABLES.map((id) => names.tables[id]);
  return [
    {
      asks: 'Is the oracle healthy now?',
      hint: `Every alarm links its runbook below ${settings.runbookUrl}.`,
      answers: [alarmWidget(deployment)],
    },
    {
      asks: 'Is it judging changes, and how?',
      hint: 'Failures hold changes up; an opened breaker lets blocks pass as warnings.',
      answers: [
        chart('Evaluations and blocks', sums('Evaluations', 'Blocks')),
        chart('Decisions a day', sums('Evaluations', 'Blocks'), undefined, {
          period: DAY,
          start: '-P14D',
        }),
        chart('Blocks an hour', sums('Blocks'), thresholds.blocksPerHour, {
          period: HOUR,
          start: '-P2D',
        }),
        chart(
          'Failed, degraded, breaker opened',
          sums('EvaluationFailures', 'DegradedEvaluations', 'BreakerOpened'),
        ),
      ],
    },
    {
      asks: 'Is it fast enough?',
      hint: 'The store is asked at most twice before a decision.',
      answers: [
        chart(
          'Evaluation, ms',
          [of('EvaluationDuration', 'p50'), of('EvaluationDuration', 'p99')],
          thresholds.evaluationP99Ms,
        ),
        chart('Store as the runtime sees it, ms', [
          of('StoreLatency', 'p50'),
          of('StoreLatency', 'p99'),
        ]),
      ],
    },
    {
      asks: 'Can it read its secrets and consents, and are they fresh?',
      hint: `A nonce older than ${thresholds.nonceMaxAgeDays} days is due for rotation.`,
      answers: [
        chart(
          'Age of the newest nonce, days',
          [of('NonceAgeDays', 'Maximum')],
          thresholds.nonceMaxAgeDays,
        ),
        chart(
          'Load failures',
          sums('NonceLoadFailures', 'SaltLoadFailures', 'ConsentCheckFailures'),
        ),
      ],
    },
    {
      asks: 'Is the store well?',
      hint: 'Rejected requests are counted for the whole account and region.',
      answers: [
        chart(
          'p99 of each operation, ms',
          tables.flatMap((table) => byOperation('SuccessfulRequestLatency', table, 'p99')),
          thresholds.latencyP99Ms,
        ),
        chart('Throttled', tables.flatMap(throttles)),
        chart(
          'DynamoDB’s own errors',
          tables.flatMap((table) => byOperation('SystemErrors', table, 'Sum')),
        ),
        chart('Refused and rejected', [...tables.flatMap(refusals), accountUserErrors()]),
      ],
    },
    {
      asks: 'Do repositories drift from what they claim?',
      hint: 'Magnitude 0..1; above the line L0 refuses.',
      answers: [
        chart('Largest drift', [of('DriftMagnitude', 'Maximum')], thresholds.driftMagnitude),
      ],
    },
    {
      asks: 'Could we restore?',
      hint: 'Daily, weekly and monthly backups; point-in-time recovery covers the last 35 days.',
      answers: [
        chart(
          'Backup jobs',
          (
            [
              'NumberOfBackupJobsCompleted',
              'NumberOfBackupJobsFailed',
              'NumberOfBackupJobsExpired',
              'NumberOfBackupJobsAborted',
            ] as const
          ).map((name) => backupJobs(name, names.backup.vault)),
        ),
      ],
    },
    {
      asks: 'What happened last?',
      hint: `The newest log lines of evaluations that did not simply complete. False positives by rule, blocks by repository, open drift, ages of salts, the last deployment and release: \`phase-mirror dashboard --store aws --environment ${environment}\`.`,
      answers: [logWidget(deployment)],
    },
  ];
}

/** `[namespace, name, dimension, value, …, options]`, as CloudWatch reads a metric of a widget. */
function row(metric: Metric): unknown[] {
  return [
    metric.namespace,
    metric.name,
    ...Object.entries(metric.dimensions).flat(),
    { stat: metric.stat },
  ];
}

function alarmWidget(deployment: Deployment): Widget {
  const { names, scope } = deployment;
  const arn = (name: string): string =>
    `arn:aws:cloudwatch:${scope.region}:${scope.account}:alarm:${name}`;
  return {
    type: 'alarm',
    properties: {
      title: 'Alarms',
      alarms: [names.alarms.unhealthy, ...names.alarms.all.slice(0, -1)].map(arn),
    },
  };
}

function logWidget({ names, scope }: Deployment): Widget {
  return {
    type: 'log',
    properties: {
      title: 'Log',
      region: scope.region,
      view: 'table',
      query: `SOURCE '${names.logGroup}' | fields @timestamp, event, @message | filter event != "evaluation.completed" | sort @timestamp desc | limit 50`,
    },
  };
}
