import {
  CloudWatchClient,
  GetMetricDataCommand,
  paginateDescribeAlarms,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { caller, malformed, type Target } from '../aws/call.js';
import { clientSettings, type AwsOptions } from '../aws/connection.js';
import { DAY_MS } from '../clock.js';
import {
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  STACKS,
  type MetricId,
  type Names,
} from '../names/index.js';
import type { AlarmRoll } from './mission.js';
import type { Watch } from './watch.js';

const DAY_SECONDS = DAY_MS / 1000;

/** `Watch` in CloudWatch and the state bucket of one environment: three reads, nothing written. */
export function awsWatch(names: Names, options: AwsOptions): Watch {
  const call = caller(options);
  const settings = clientSettings(options);
  const cloudwatch = new CloudWatchClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: options.endpoint !== undefined });

  /** One value a metric and UTC day; a day without data is absent. */
  const daily = async (
    days: readonly string[],
    metrics: readonly (readonly [MetricId, 'Sum' | 'Maximum'])[],
  ): Promise<readonly ReadonlyMap<string, number>[]> => {
    const to = target('GetMetricData', `namespace ${METRIC_NAMESPACE}`);
    const answer = await call(to, (abortSignal) =>
      cloudwatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(`${days[0] ?? ''}T00:00:00.000Z`),
          EndTime: new Date(Date.parse(`${days.at(-1) ?? ''}T00:00:00.000Z`) + DAY_MS),
          MetricDataQueries: metrics.map(([id, stat], i) => queryOf(names, id, stat, `m${i}`)),
        }),
        { abortSignal },
      ),
    );
    const { MetricDataResults: results } = answer;
    if (results === undefined) throw malformed(to, options.region, 'no MetricDataResults');
    return metrics.map(([name], i) => {
      const found = results.find(({ Id }) => Id === `m${i}`) ?? {};
      const { StatusCode: status = 'missing', Timestamps = [], Values = [] } = found;
      // Days that another answer leaves out are not days without data.
      if (status !== 'Complete') throw malformed(to, options.region, `${name} is ${status}`);
      return new Map(
        Timestamps.map((at, j) => [at.toISOString().slice(0, 10), Values[j] ?? Number.NaN]),
      );
    });
  };

  return {
    async evaluated(days) {
      const [evaluations, blocks, failures] = await daily(days, [
        ['Evaluations', 'Sum'],
        ['Blocks', 'Sum'],
        ['EvaluationFailures', 'Sum'],
      ]);
      return days.map((day) => ({
        day,
        evaluations: evaluations?.get(day) ?? 0,
        blocks: blocks?.get(day) ?? 0,
        failures: failures?.get(day) ?? 0,
      }));
    },
    async largestDrift(days) {
      const [drift = new Map<string, number>()] = await daily(days, [
        ['DriftMagnitude', 'Maximum'],
      ]);
      const [largest] = [...drift].sort(([, a], [, b]) => b - a);
      return largest === undefined ? undefined : { day: largest[0], magnitude: largest[1] };
    },
    alarms: () => readAlarms(names, cloudwatch, call),
    async deployments() {
      const { state } = names;
      const { environment } = names.scope;
      const Prefix = `${state.workspaceKeyPrefix}/${environment}/`;
      const to: Target = {
        service: 'S3',
        operation: 'ListObjectsV2',
        resource: `bucket ${state.bucket}`,
      };
      const answer = await call(to, (abortSignal) =>
        s3.send(
          new ListObjectsV2Command({
            Bucket: state.bucket,
            ExpectedBucketOwner: names.scope.account,
            Prefix,
          }),
          { abortSignal },
        ),
      );
      return STACKS.flatMap((stack) => {
        const key = state.objectKey(environment, stack);
        const at = answer.Contents?.find(({ Key }) => Key === key)?.LastModified?.toISOString();
        // The foundation of an account may stand in the workspace of another environment.
        if (at === undefined && stack === 'foundation') return [];
        return [{ stack, ...(at === undefined ? {} : { at }) }];
      });
    },
    close() {
      cloudwatch.destroy();
      s3.destroy();
    },
  };
}

const target = (operation: string, resource: string): Target => ({
  service: 'CloudWatch',
  operation,
  resource,
});

function queryOf(names: Names, id: MetricId, stat: string, name: string): MetricDataQuery {
  const dimensions = [{ Name: METRIC_DIMENSION, Value: names.scope.environment }];
  return {
    Id: name,
    MetricStat: {
      Metric: { Namespace: METRIC_NAMESPACE, MetricName: id, Dimensions: dimensions },
      Period: DAY_SECONDS,
      Stat: stat,
    },
  };
}

async function readAlarms(
  { alarms: { all }, prefix }: Names,
  cloudwatch: CloudWatchClient,
  call: ReturnType<typeof caller>,
): Promise<AlarmRoll> {
  const found = await call(target('DescribeAlarms', `alarms ${prefix}-*`), async () => {
    const pages = paginateDescribeAlarms(
      { client: cloudwatch },
      // Without the types AWS answers metric alarms only.
      { AlarmNamePrefix: `${prefix}-`, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
    );
    const alarms: Found[] = [];
    for await (const page of pages) {
      alarms.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []));
    }
    return alarms;
  });
  const own = found.filter(({ AlarmName }) => all.includes(AlarmName ?? ''));
  const there = new Set(own.map(({ AlarmName }) => AlarmName));
  return {
    ringing: own
      .filter(({ StateValue }) => StateValue === 'ALARM')
      .map(({ AlarmName = '', StateUpdatedTimestamp, AlarmDescription = '' }) => ({
        name: AlarmName,
        since: (StateUpdatedTimestamp ?? new Date(0)).toISOString(),
        says: AlarmDescription,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    quiet: own.filter(({ StateValue }) => StateValue === 'OK').length,
    undecided: own.filter(({ StateValue }) => StateValue === 'INSUFFICIENT_DATA').length,
    missing: all.filter((name) => !there.has(name)),
  };
}

interface Found {
  readonly AlarmName?: string | undefined;
  readonly StateValue?: string | undefined;
  readonly StateUpdatedTimestamp?: Date | undefined;
  readonly AlarmDescription?: string | undefined;
}
