import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  METRICS,
  TABLES,
  type MetricId,
  type Names,
} from '../../runtime/src/names/index.js';
import type { Deployment } from '../../stacks/environments.js';
import { readAlarms, type Alarm } from '../alarms/alarm.js';
import type { AwsClients } from '../aws/clients.js';
import { opsError } from '../errors.js';

/** What the metrics of the last hour say; undefined where nobody sent anything. */
export interface Figures {
  readonly evaluations: number;
  readonly failures: number;
  /** Failures of all evaluations begun, 0..1; undefined when none was. */
  readonly errorRate: number | undefined;
  /** p99 of an evaluation in its slowest five minutes, milliseconds. */
  readonly p99Ms: number | undefined;
  readonly throttles: number;
  readonly nonceAgeDays: number | undefined;
  readonly blocksPerHour: number;
}

/** The environment at one moment. */
export interface Sample {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly ringing: readonly Pick<Alarm, 'name' | 'since' | 'reason'>[];
  readonly missing: readonly string[];
  /** Whether the composite alarm says that the oracle can judge; undefined when there is none. */
  readonly healthy: boolean | undefined;
  readonly figures: Figures;
}

const WINDOW_MS = 3_600_000;
/** CloudWatch keeps five minutes exactly; sums of the hour are sums of these. */
const PERIOD_SECONDS = 300;

/** Reads alarms and metrics side by side: two round trips. Throws what AWS throws. */
export async function takeSample(
  clients: Pick<AwsClients, 'cloudwatch'>,
  { names, environment }: Pick<Deployment, 'names' | 'environment'>,
  now: number,
): Promise<Sample> {
  const [roll, figures] = await Promise.all([
    readAlarms(clients, names),
    readFigures(clients, names, environment, now),
  ]);
  const composite = roll.alarms.find(({ name }) => name === names.alarms.unhealthy);
  return {
    at: new Date(now).toISOString(),
    ringing: roll.alarms
      .filter(({ state }) => state === 'ALARM')
      .map(({ name, since, reason }) => ({ name, since, reason })),
    missing: roll.missing,
    healthy: composite === undefined ? undefined : composite.state !== 'ALARM',
    figures,
  };
}

/** Which time the figures are of. */
export interface FigureWindow {
  /** Milliseconds back from now; default an hour. */
  readonly windowMs: number;
  /** Seconds over which a percentile is taken; default five minutes. */
  readonly periodSeconds: number;
}

/** Throws what AWS throws, and PM-6012 where it answers one of the queries with an error. */
export async function readFigures(
  { cloudwatch }: Pick<AwsClients, 'cloudwatch'>,
  names: Names,
  environment: string,
  now: number,
  { windowMs, periodSeconds }: FigureWindow = {
    windowMs: WINDOW_MS,
    periodSeconds: PERIOD_SECONDS,
  },
): Promise<Figures> {
  const queries = [
    ours('evaluations', 'Evaluations', 'Sum', environment),
    ours('failures', 'EvaluationFailures', 'Sum', environment),
    ours('p99', 'EvaluationDuration', 'p99', environment),
    ours('nonce', 'NonceAgeDays', 'Maximum', environment),
    ours('blocks', 'Blocks', 'Sum', environment),
    ...throttles(names),
  ].map((query) => withPeriod(query, periodSeconds));
  const values = new Map<string, number[]>();
  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(now - windowMs),
        // A value of this second is in the window.
        EndTime: new Date(now + 1000),
        ScanBy: 'TimestampAscending',
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    for (const { Id = '', Values = [], StatusCode, Messages } of page.MetricDataResults ?? []) {
      // Such an answer has no values, as a metric has that nobody sent: it must not be read as zero.
      if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
        const why = Messages?.map(({ Value }) => Value).join('; ') || StatusCode;
        throw opsError('PM-6012', { what: `cloudwatch:GetMetricData ${Id}`, why });
      }
      const id = Id.replace(/_\d+$/, '');
      values.set(id, [...(values.get(id) ?? []), ...Values]);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return figuresOf((id) => values.get(id) ?? []);
}

const withPeriod = (query: MetricDataQuery, Period: number): MetricDataQuery => ({
  ...query,
  ...(query.MetricStat === undefined ? {} : { MetricStat: { ...query.MetricStat, Period } }),
});

function figuresOf(values: (id: string) => readonly number[]): Figures {
  const sum = (id: string): number => values(id).reduce((total, value) => total + value, 0);
  const most = (id: string): number | undefined =>
    values(id).length === 0 ? undefined : Math.max(...values(id));
  const [evaluations, failures] = [sum('evaluations'), sum('failures')];
  // An evaluation that fails is no completed one: it is in the second count only.
  const begun = evaluations + failures;
  return {
    evaluations,
    failures,
    errorRate: begun === 0 ? undefined : failures / begun,
    p99Ms: most('p99'),
    throttles: sum('throttles'),
    nonceAgeDays: most('nonce'),
    blocksPerHour: sum('blocks'),
  };
}

function ours(Id: string, id: MetricId, Stat: string, environment: string): MetricDataQuery {
  return {
    Id,
    MetricStat: {
      Stat,
      Period: PERIOD_SECONDS,
      Unit: METRICS[id].unit,
      Metric: {
        Namespace: METRIC_NAMESPACE,
        MetricName: id,
        Dimensions: [{ Name: METRIC_DIMENSION, Value: environment }],
      },
    },
  };
}

function throttles({ tables }: Names): readonly MetricDataQuery[] {
  const owners = TABLES.flatMap((id) => {
    const { name, indexes } = tables[id];
    const table = { Name: 'TableName', Value: name };
    return [
      [table],
      ...indexes.map((index) => [table, { Name: 'GlobalSecondaryIndexName', Value: index.name }]),
    ];
  });
  return owners
    .flatMap((Dimensions) =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((MetricName) => ({
        Namespace: 'AWS/DynamoDB',
        MetricName,
        Dimensions,
      })),
    )
    .map((Metric, i) => ({
      Id: `throttles_${i}`,
      MetricStat: { Stat: 'Sum', Period: PERIOD_SECONDS, Unit: 'Count', Metric },
    }));
}
