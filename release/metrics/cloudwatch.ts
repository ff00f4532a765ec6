import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { readFigures } from '../../ops/monitor/sample.js';
import type { Site } from '../../ops/aws/site.js';
import { said } from '../../ops/aws/failure.js';
import { measured, notMeasured, TARGETS, type Measured } from './measure.js';
import { stateChanges, timesIn } from './uptime.js';

const DAY_MS = 86_400_000;
/** Share of the day of which nothing may be known before the uptime is no figure any more. */
const UNKNOWN_SHARE = 0.01;

/** Share of the last 24 hours in which the composite alarm did not ring. */
export async function uptime(site: Site): Promise<Measured> {
  const { clients, deployment, context } = site;
  const target = TARGETS.uptime;
  const name = deployment.names.alarms.unhealthy;
  const until = context.io.now();
  const since = until - DAY_MS;
  try {
    const alarm = await alarmNamed(site, name);
    if (alarm === undefined) return notMeasured(target, `there is no alarm ${name}`);
    const changes = await stateChanges(clients.cloudwatch, name, since, until);
    const times = timesIn(changes, { since, until, ...alarm });
    const known = times.up + times.down;
    if (times.unknown > DAY_MS * UNKNOWN_SHARE) {
      const hours = (times.unknown / 3_600_000).toFixed(1);
      const rest = known === 0 ? '' : `; of the rest it was up ${target.show(times.up / known)}`;
      return notMeasured(target, `the state of ${name} is unknown for ${hours} of 24 h${rest}`);
    }
    return measured(target, times.up / known, `state of ${name} over 24 h`);
  } catch (error) {
    return notMeasured(target, `CloudWatch did not answer: ${said(error)}`);
  }
}

async function alarmNamed(
  { clients }: Site,
  name: string,
): Promise<{ readonly now: string; readonly existsSince: number } | undefined> {
  const pages = paginateDescribeAlarms(
    { client: clients.cloudwatch },
    { AlarmNames: [name], AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] },
  );
  for await (const { CompositeAlarms = [] } of pages) {
    const [found] = CompositeAlarms;
    if (found === undefined) continue;
    const changed = found.AlarmConfigurationUpdatedTimestamp?.getTime() ?? 0;
    return { now: found.StateValue ?? 'INSUFFICIENT_DATA', existsSince: changed };
  }
  return undefined;
}

/** Error rate and p99 of the evaluations of the last 24 hours. */
export async function evaluations(site: Site): Promise<readonly [Measured, Measured]> {
  const { clients, deployment, context } = site;
  const { names, environment } = deployment;
  const { errors, p99 } = TARGETS;
  try {
    const figures = await readFigures(clients, names, environment, context.io.now(), {
      windowMs: DAY_MS,
      // One percentile of the whole day: that of its worst five minutes is what alarms are for.
      periodSeconds: DAY_MS / 1000,
    });
    const begun = figures.evaluations + figures.failures;
    return [
      figures.errorRate === undefined
        ? notMeasured(errors, 'no evaluation in 24 h')
        : measured(
            errors,
            figures.errorRate,
            `${figures.failures} of ${begun} evaluations in 24 h`,
          ),
      figures.p99Ms === undefined
        ? notMeasured(p99, 'no evaluation sent its duration in 24 h')
        : measured(p99, figures.p99Ms, `${figures.evaluations} evaluations in 24 h`),
    ];
  } catch (error) {
    const why = `CloudWatch did not answer: ${said(error)}`;
    return [notMeasured(errors, why), notMeasured(p99, why)];
  }
}
