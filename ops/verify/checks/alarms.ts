import { StandardUnit, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Environment } from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { topicArn } from '../arns.js';
import { judged, type Check, type Verdict } from '../check.js';
import { Missing } from '../live/read.js';
import { unitOf, whyNotSent, type MetricName } from '../metric-names.js';
import { redeploy } from '../remedies.js';

/** Every alarm that `names` names: there, watching something real, and telling somebody. */
export function alarmChecks(deployment: Deployment): readonly Check[] {
  const { names, scope, settings, environment } = deployment;
  const topics = [names.topics.critical, names.topics.warning].map((name) => topicArn(scope, name));
  const prefix = `${names.prefix}-`;
  return names.alarms.all.map((name) => ({
    id: `alarms.${name}`,
    group: 'alarms',
    promise: `alarm ${name} is set and tells a topic`,
    remedy: redeploy(deployment),
    async run(live): Promise<Verdict> {
      const { metric, composite } = await live.alarms(prefix);
      const isComposite = name === names.alarms.unhealthy;
      const alarm = isComposite ? composite.get(name) : metric.get(name);
      if (alarm === undefined) throw new Missing(`alarm ${name}`);
      const actions = alarm.AlarmActions ?? [];
      const children = (composite.get(name)?.AlarmRule ?? '').matchAll(/\("?([^")]+)"?\)/g);
      const watched = [...children].map(([, child = '']) => child.split(':alarm:').at(-1) ?? '');
      const unknown = watched.filter((child) => !metric.has(child) && !composite.has(child));
      return judged(
        [
          alarm.ActionsEnabled !== true && 'its actions are disabled',
          !actions.some((arn) => topics.includes(arn)) &&
            `it tells ${actions.join(', ') || 'nobody'}`,
          linkProblem(name, alarm.AlarmDescription ?? '', settings.runbookUrl),
          ...(isComposite
            ? [
                watched.length === 0 && 'its rule watches no alarm',
                unknown.length > 0 &&
                  `its rule watches ${unknown.join(', ')}, which does not exist`,
              ]
            : metricProblems(alarm, environment)),
        ],
        `${alarm.StateValue ?? '?'}, tells ${actions.map((a) => a.split(':').at(-1)).join(', ')}`,
      );
    },
  }));
}

/** The heading that is linked is the alarm's own: an operator at 3 a.m. lands where the answer is. */
function linkProblem(name: string, description: string, url: string): string | false {
  const link = `${url}/alarms.md#`;
  const at = description.indexOf(link);
  if (at < 0) return 'its description links no runbook';
  const [heading = ''] = /^[\w-]*/.exec(description.slice(at + link.length)) ?? [];
  const own = heading !== '' && name.endsWith(`-${heading}`);
  return !own && `its description links the runbook of ${heading || 'no alarm'}`;
}

interface Watched extends MetricName {
  readonly unit: string | undefined;
}

function metricProblems(
  alarm: MetricAlarm,
  environment: Environment,
): readonly (string | false | undefined)[] {
  const watched = watchedBy(alarm);
  return [
    watched.length === 0 && 'it watches no metric',
    ...watched.map((m) => whyNotSent(m, environment)),
    ...watched.map((m) => m.unit !== undefined && !isUnit(m.unit) && `no unit is called ${m.unit}`),
    // An alarm with another unit than its data never sees a datum, and never says so.
    ...watched.map((m) => {
      const sent = unitOf(m);
      const differs = m.unit !== undefined && sent !== undefined && m.unit !== sent;
      return differs && `it watches ${m.metric} in ${m.unit}, which is sent in ${sent}`;
    }),
  ];
}

function watchedBy(alarm: MetricAlarm): readonly Watched[] {
  const stats =
    alarm.MetricName === undefined
      ? (alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat ?? [])
      : [{ Metric: alarm, Unit: alarm.Unit }];
  return stats.map(({ Metric, Unit }) => ({
    namespace: Metric?.Namespace ?? '',
    metric: Metric?.MetricName ?? '',
    dimensions: Object.fromEntries(
      (Metric?.Dimensions ?? []).map((d) => [d.Name ?? '', d.Value ?? '']),
    ),
    unit: Unit,
  }));
}

const isUnit = (unit: string): boolean => (Object.values(StandardUnit) as string[]).includes(unit);
