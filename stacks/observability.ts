import { CloudwatchCompositeAlarm } from '@cdktf/provider-aws/lib/cloudwatch-composite-alarm/index.js';
import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js';
import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js';
import type { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import type { Construct } from 'constructs';
import {
  ENVIRONMENT_FIELD,
  filterPattern,
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  METRICS,
  type MetricId,
} from '../runtime/src/names/index.js';
import { metricAlarm } from './constructs/alarm.js';
import { EnvironmentStack } from './constructs/environment-stack.js';
import { NotificationTopic } from './constructs/notification-topic.js';
import type { Statement } from './constructs/policy.js';
import { publisher, ServiceKey } from './constructs/service-key.js';
import type { Deployment } from './environments.js';
import { arnsOf } from './policies/arns.js';
import { alarmSpecs, unhealthyWhen } from './signals/alarms.js';
import { dashboardBody } from './signals/dashboard.js';

type Topics = Readonly<Record<'critical' | 'warning', string>>;

/** What an operator sees and is told: logs, metrics made of them, alarms, topics, the dashboard. */
export class ObservabilityStack extends EnvironmentStack {
  constructor(app: Construct, deployment: Deployment) {
    super(app, 'observability', deployment);
    const { names, scope } = deployment;
    const key = new ServiceKey(this, 'observability', {
      scope,
      alias: names.observabilityKeyAlias,
      description: `Alarm topics and logs of Phase Mirror ${scope.environment}`,
      through: ['sns'],
      services: [
        publisher('AlarmsNotify', 'cloudwatch.amazonaws.com', scope.account),
        logsUseKey(deployment),
      ],
      isProtected: this.isProtected,
    });
    const topics = {
      critical: this.topic('critical', key.arn),
      warning: this.topic('warning', key.arn),
    };
    const logGroup = this.logs(key.arn);
    this.alarms(topics);
    const dashboard = new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: names.dashboard,
      dashboardBody: dashboardBody(deployment),
    });
    this.output('critical_topic_arn', topics.critical, 'Topic of alarms that hold changes up');
    this.output('warning_topic_arn', topics.warning, 'Topic of alarms that can wait for the day');
    this.output('log_group', logGroup, 'Log group of the runtime');
    this.output('unhealthy_alarm', names.alarms.unhealthy, 'Composite alarm: oracle unhealthy');
    this.output('dashboard', dashboard.dashboardName, 'CloudWatch dashboard');
    this.output(
      'dashboard_url',
      `https://${scope.region}.console.aws.amazon.com/cloudwatch/home?region=${scope.region}#dashboards:name=${names.dashboard}`,
      'Address of the dashboard',
    );
  }

  private topic(severity: keyof Topics, keyArn: string): string {
    const { names, scope, settings } = this.deployment;
    return new NotificationTopic(this, severity, {
      name: names.topics[severity],
      scope,
      keyArn,
      publisher: 'cloudwatch.amazonaws.com',
      email: settings.emails[severity],
    }).arn;
  }

  /** The log group, and one counter for each metric whose origin is a log line. */
  private logs(keyArn: string): string {
    const { names, settings } = this.deployment;
    const group = new CloudwatchLogGroup(this, 'runtime', {
      name: names.logGroup,
      retentionInDays: settings.retention.logDays,
      kmsKeyId: keyArn,
    });
    for (const id of Object.keys(METRICS) as MetricId[]) {
      const metric = METRICS[id];
      if (metric.origin !== 'log') continue;
      new CloudwatchLogMetricFilter(this, `filter_${metric.event.replace(/\W/g, '_')}`, {
        name: `${names.prefix}-${metric.event}`,
        logGroupName: group.name,
        pattern: filterPattern(metric.event),
        metricTransformation: {
          name: id,
          namespace: METRIC_NAMESPACE,
          value: '1',
          unit: metric.unit,
          // A filter with a dimension has no default value: alarms treat missing data as fine.
          dimensions: { [METRIC_DIMENSION]: `$.${ENVIRONMENT_FIELD}` },
        },
      });
    }
    return group.name;
  }

  private alarms(topics: Topics): void {
    const { names, settings } = this.deployment;
    const runbook = (kind: string): string => `${settings.runbookUrl}/alarms.md#${kind}`;
    const made = new Map<string, CloudwatchMetricAlarm>();
    for (const spec of alarmSpecs(this.deployment)) {
      const actions = { topicArn: topics[spec.severity], runbook: runbook(spec.kind) };
      made.set(spec.name, metricAlarm(this, spec, actions));
    }
    const children = unhealthyWhen(this.deployment);
    new CloudwatchCompositeAlarm(this, 'oracle_unhealthy', {
      alarmName: names.alarms.unhealthy,
      alarmDescription: `The oracle cannot judge changes as it should. Runbook: ${runbook('oracle-unhealthy')}`,
      alarmRule: children.map((name) => `ALARM("${name}")`).join(' OR '),
      alarmActions: [topics.critical],
      okActions: [topics.critical],
      // CloudWatch refuses a rule that names an alarm that is not there.
      dependsOn: children.flatMap((name) => made.get(name) ?? []),
    });
  }
}

/** CloudWatch Logs names the log group in the encryption context, and so its account. */
function logsUseKey(deployment: Deployment): Statement {
  return {
    Sid: 'LogsEncrypt',
    Effect: 'Allow',
    Principal: { Service: `logs.${deployment.scope.region}.amazonaws.com` },
    Action: [
      'kms:Decrypt*',
      'kms:Describe*',
      'kms:Encrypt*',
      'kms:GenerateDataKey*',
      'kms:ReEncrypt*',
    ],
    Resource: '*',
    Condition: {
      ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arnsOf(deployment).logGroup },
    },
  };
}
