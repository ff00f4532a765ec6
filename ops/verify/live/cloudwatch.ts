import {
  GetDashboardCommand,
  paginateDescribeAlarms,
  type CompositeAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import {
  paginateDescribeLogGroups,
  paginateDescribeMetricFilters,
  type LogGroup,
  type MetricFilter,
} from '@aws-sdk/client-cloudwatch-logs';
import type { AwsClients } from '../../aws/clients.js';
import { Missing, once, orMissing } from './read.js';

interface Alarms {
  readonly metric: ReadonlyMap<string, MetricAlarm>;
  readonly composite: ReadonlyMap<string, CompositeAlarm>;
}

export interface ObservabilityReads {
  /** Every alarm whose name starts with the prefix, by name. */
  alarms(prefix: string): Promise<Alarms>;
  /** Body of a dashboard, JSON text. */
  dashboard(name: string): Promise<string>;
  logGroup(name: string): Promise<LogGroup>;
  metricFilters(logGroup: string): Promise<readonly MetricFilter[]>;
}

export function observabilityReads({
  cloudwatch,
  logs,
}: Pick<AwsClients, 'cloudwatch' | 'logs'>): ObservabilityReads {
  const logGroup = once(async (name) => {
    const pages = paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix: name });
    for await (const page of pages) {
      const found = page.logGroups?.find((g) => g.logGroupName === name);
      if (found !== undefined) return found;
    }
    throw new Missing(`log group ${name}`);
  });
  return {
    logGroup,
    alarms: once(async (AlarmNamePrefix) => {
      const metric = new Map<string, MetricAlarm>();
      const composite = new Map<string, CompositeAlarm>();
      // Without the types AWS answers metric alarms only.
      const pages = paginateDescribeAlarms(
        { client: cloudwatch },
        { AlarmNamePrefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 },
      );
      for await (const page of pages) {
        for (const alarm of page.MetricAlarms ?? []) metric.set(alarm.AlarmName ?? '', alarm);
        for (const alarm of page.CompositeAlarms ?? []) composite.set(alarm.AlarmName ?? '', alarm);
      }
      return { metric, composite };
    }),
    dashboard: once(async (DashboardName) => {
      const answer = await orMissing(
        `dashboard ${DashboardName}`,
        ['ResourceNotFound', 'DashboardNotFoundError'],
        cloudwatch.send(new GetDashboardCommand({ DashboardName })),
      );
      return answer.DashboardBody ?? '';
    }),
    metricFilters: once(async (logGroupName) => {
      await logGroup(logGroupName);
      const found: MetricFilter[] = [];
      const pages = paginateDescribeMetricFilters({ client: logs }, { logGroupName });
      for await (const page of pages) found.push(...(page.metricFilters ?? []));
      return found;
    }),
  };
}
