import {
  ENVIRONMENT_FIELD,
  filterPattern,
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  METRICS,
  type MetricId,
} from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { keyArn } from './healthy-store.js';
import { EVERYBODY, policyText, type SignalWorld } from './world.js';

export function healthySignals(deployment: Deployment): SignalWorld {
  const { names, scope, settings, environment } = deployment;
  const { region, account } = scope;
  const topicArn = (name: string): string => `arn:aws:sns:${region}:${account}:${name}`;
  const signalKey = keyArn(scope, names.observabilityKeyAlias);
  const topic = (KmsMasterKeyId: string): Record<string, string> => ({
    KmsMasterKeyId,
    Policy: policyText({ Effect: 'Deny', Principal: EVERYBODY, Action: 'sns:Publish' }),
  });
  const alarm = (AlarmName: string) => ({
    AlarmName,
    ActionsEnabled: true,
    AlarmActions: [topicArn(names.topics.critical)],
    AlarmDescription: `Something. Runbook: ${settings.runbookUrl}/alarms.md#${AlarmName.split('-').at(-1) ?? ''}`,
    StateValue: 'OK' as const,
  });
  return {
    topics: {
      [topicArn(names.topics.critical)]: topic(signalKey),
      [topicArn(names.topics.warning)]: topic(signalKey),
      [topicArn(names.topics.backup)]: topic(keyArn(scope, names.keyAlias)),
    },
    subscriptions: [],
    alarms: names.alarms.all
      .filter((name) => name !== names.alarms.unhealthy)
      .map((name) => ({
        ...alarm(name),
        Namespace: METRIC_NAMESPACE,
        MetricName: 'Blocks',
        Unit: 'Count' as const,
        Dimensions: [{ Name: METRIC_DIMENSION, Value: environment }],
      })),
    composites: [
      {
        ...alarm(names.alarms.unhealthy),
        AlarmRule: `ALARM("${names.alarms.runtime('evaluation-failures')}")`,
      },
    ],
    dashboards: { [names.dashboard]: JSON.stringify({ widgets: healthyWidgets(deployment) }) },
    logGroups: [
      {
        logGroupName: names.logGroup,
        retentionInDays: settings.retention.logDays,
        kmsKeyId: signalKey,
      },
    ],
    filters: (Object.keys(METRICS) as MetricId[]).flatMap((metricName) => {
      const spec = METRICS[metricName];
      if (spec.origin !== 'log') return [];
      const transformation = {
        metricName,
        metricNamespace: METRIC_NAMESPACE,
        metricValue: '1',
        dimensions: { [METRIC_DIMENSION]: `$.${ENVIRONMENT_FIELD}` },
      };
      return [
        { filterPattern: filterPattern(spec.event), metricTransformations: [transformation] },
      ];
    }),
  };
}

export function healthyWidgets({ names, scope, environment }: Deployment): readonly object[] {
  const { region, account } = scope;
  const arn = `arn:aws:cloudwatch:${region}:${account}:alarm:${names.alarms.unhealthy}`;
  return [
    { properties: { metrics: [[METRIC_NAMESPACE, 'Blocks', METRIC_DIMENSION, environment]] } },
    { properties: { alarms: [arn] } },
    { properties: { query: `SOURCE '${names.logGroup}' | fields @message` } },
  ];
}
