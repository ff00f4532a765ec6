import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from '@jest/globals';
import type { Deployment } from '../../../stacks/environments.js';
import { eachFailsItsPromise, type Broken } from './each-fails-its-promise.js';
import { healthyWidgets } from './healthy-signals.js';
import { verifiedAfter } from './verified.js';
import { EVERYBODY, policyText, type World } from './world.js';

const alarm = (world: World, { names }: Deployment): MetricAlarm =>
  world.alarms.find((a) => a.AlarmName === names.alarms.runtime('block-rate')) as MetricAlarm;
const topic = (world: World, { names }: Deployment): Record<string, string> =>
  Object.entries(world.topics).find(([arn]) => arn.endsWith(names.topics.critical))?.[1] ?? {};
const group = (world: World): World['logGroups'][number] =>
  world.logGroups[0] as World['logGroups'][number];
const filter = (world: World): World['filters'][number] =>
  world.filters[0] as World['filters'][number];

/** Adds a widget to a dashboard that is otherwise whole. */
const widget =
  (properties: object): Broken[1] =>
  (world, deployment) => {
    const widgets = [...healthyWidgets(deployment), { properties }];
    world.dashboards[deployment.names.dashboard] = JSON.stringify({ widgets });
  };

const ALARMS: readonly Broken[] = [
  ['actions disabled', (w, d) => (alarm(w, d).ActionsEnabled = false), 'block-rate', /disabled/],
  ['nobody told', (w, d) => (alarm(w, d).AlarmActions = []), 'block-rate', /tells nobody/],
  [
    'somebody else told',
    (w, d) => (alarm(w, d).AlarmActions = ['arn:aws:sns:eu-central-1:123456789012:other']),
    'block-rate',
    /tells arn:.*:other/,
  ],
  [
    'no runbook linked',
    (w, d) => (alarm(w, d).AlarmDescription = 'good luck'),
    'block-rate',
    /no runbook/,
  ],
  [
    'the runbook of another alarm linked',
    (w, d) =>
      (alarm(w, d).AlarmDescription = `Runbook: ${d.settings.runbookUrl}/alarms.md#throttles`),
    'block-rate',
    /links the runbook of throttles/,
  ],
  [
    'no heading linked',
    (w, d) => (alarm(w, d).AlarmDescription = `Runbook: ${d.settings.runbookUrl}/alarms.md#`),
    'block-rate',
    /links the runbook of no alarm/,
  ],
  [
    'a metric that nobody sends',
    (w, d) => (alarm(w, d).MetricName = 'Bloks'),
    'block-rate',
    /nothing sends PhaseMirror Bloks$/,
  ],
  [
    'a metric of all environments',
    (w, d) => (alarm(w, d).Dimensions = []),
    'block-rate',
    /PhaseMirror Blocks without dimensions/,
  ],
  [
    'the metric of another environment',
    (w, d) => (alarm(w, d).Dimensions = [{ Name: 'Environment', Value: 'staging' }]),
    'block-rate',
    /Blocks is that of staging/,
  ],
  [
    'a unit that its data do not have',
    (w, d) => (alarm(w, d).Unit = 'Milliseconds'),
    'block-rate',
    /in Milliseconds, which is sent in Count/,
  ],
  [
    'a unit that does not exist',
    (w, d) => Object.assign(alarm(w, d), { Unit: 'Requests' }),
    'block-rate',
    /no unit is called Requests/,
  ],
  [
    'math over a metric that AWS sends by operation only',
    (w, d) => {
      delete alarm(w, d).MetricName;
      alarm(w, d).Metrics = [
        { Id: 'sum', Expression: 'm0' },
        {
          Id: 'm0',
          MetricStat: {
            Stat: 'Sum',
            Period: 60,
            Metric: {
              Namespace: 'AWS/DynamoDB',
              MetricName: 'SystemErrors',
              Dimensions: [{ Name: 'TableName', Value: 't' }],
            },
          },
        },
      ];
    },
    'block-rate',
    /SystemErrors by TableName$/,
  ],
  [
    'no metric at all',
    (w, d) => {
      delete alarm(w, d).MetricName;
    },
    'block-rate',
    /watches no metric/,
  ],
  [
    'a composite over an alarm that is gone',
    (w) => Object.assign(w.composites[0] ?? {}, { AlarmRule: 'ALARM("gone") OR ALARM("lost")' }),
    'oracle-unhealthy',
    /watches gone, lost, which/,
  ],
  [
    'a composite over nothing',
    (w) => Object.assign(w.composites[0] ?? {}, { AlarmRule: 'FALSE' }),
    'oracle-unhealthy',
    /watches no alarm/,
  ],
];

const TOPICS: readonly Broken[] = [
  ['no key', (w, d) => delete topic(w, d)['KmsMasterKeyId'], 'critical.encryption', /no key/],
  [
    'anybody may publish',
    (w, d) =>
      Object.assign(topic(w, d), {
        Policy: policyText({ Effect: 'Allow', Principal: EVERYBODY, Action: 'sns:Publish' }),
      }),
    'critical.private',
    /everybody sns:Publish/,
  ],
];

const LOGS: readonly Broken[] = [
  ['another retention', (w) => (group(w).retentionInDays = 1), 'retention', /keeps 1$/],
  ['no retention', (w) => delete group(w).retentionInDays, 'retention', /for ever/],
  ['no key', (w) => delete group(w).kmsKeyId, 'encryption', /service's own key/],
  ['a filter gone', (w) => w.filters.shift(), 'EvaluationFailures', /no metric filter/],
  [
    'a filter that selects something else',
    (w) => (filter(w).filterPattern = 'ERROR'),
    'EvaluationFailures',
    /selects ERROR/,
  ],
  [
    'two filters for one metric',
    (w) => w.filters.push(filter(w)),
    'EvaluationFailures',
    /counts twice/,
  ],
  [
    'a filter that mixes environments',
    (w) => delete filter(w).metricTransformations?.[0]?.dimensions,
    'EvaluationFailures',
    /not count them by Environment/,
  ],
];

const DASHBOARD: readonly Broken[] = [
  [
    'an alarm that is gone',
    widget({ annotations: { alarms: ['arn:aws:cloudwatch:r:a:alarm:gone'] } }),
    'dashboard.alarms',
    /there is no gone/,
  ],
  [
    'a metric under a name of its own',
    widget({ metrics: [['PhaseMirror', 'Bloks', 'Environment', 'local', { stat: 'Sum' }]] }),
    'dashboard.metrics',
    /nothing sends PhaseMirror Bloks/,
  ],
  [
    'a row that repeats the one above, but for a name that nobody sends',
    widget({
      metrics: [
        ['AWS/DynamoDB', 'ThrottledRequests', 'TableName', 't', 'Operation', 'Query'],
        ['...', 'PutItem'],
        ['.', 'SystemErrors', '.', '.', '.', 'PutItem'],
        ['.', 'Errors', '.', '.', '.', 'PutItem'],
        [{ expression: 'm1 + m2' }],
      ],
    }),
    'dashboard.metrics',
    /^nothing sends AWS\/DynamoDB Errors$/,
  ],
  [
    "another environment's log",
    widget({ query: "SOURCE '/phase-mirror/staging/runtime' | fields @message" }),
    'dashboard.logs',
    /reads \/phase-mirror\/staging\/runtime/,
  ],
];

describe('an alarm after', () => eachFailsItsPromise(ALARMS));
describe('a topic after', () => eachFailsItsPromise(TOPICS));
describe('the log after', () => eachFailsItsPromise(LOGS));
describe('a dashboard that names', () => eachFailsItsPromise(DASHBOARD));

describe('an empty dashboard', () => {
  it('fails each promise that it cannot keep', async () => {
    const { bad } = await verifiedAfter((w, d) => {
      w.dashboards[d.names.dashboard] = '{}';
    });
    expect(bad.map((row) => row.id)).toEqual([
      'dashboard.exists',
      'dashboard.metrics',
      'dashboard.alarms',
    ]);
  });

  it('cannot be judged when it is no JSON', async () => {
    const { bad } = await verifiedAfter((w, d) => {
      w.dashboards[d.names.dashboard] = '{';
    });
    expect(bad.map((row) => row.outcome)).toEqual(Array(4).fill('could-not-run'));
  });
});

describe('an address that alarms must reach', () => {
  const settings = { PHASE_MIRROR_LOCAL_EMAILS_CRITICAL: 'oncall@example.org' };
  const TopicArn = 'arn:aws:sns:eu-central-1:123456789012:phase-mirror-local-critical';
  const Endpoint = 'oncall@example.org';
  it.each([
    ['not subscribed', undefined, /not subscribed/],
    ['subscribed, not confirmed', 'PendingConfirmation', /has not confirmed/],
    ['confirmed', `${TopicArn}:1`, undefined],
  ])('is %s', async (_, SubscriptionArn, says) => {
    const { bad } = await verifiedAfter(
      (w) => {
        if (SubscriptionArn !== undefined)
          w.subscriptions.push({ TopicArn, Endpoint, SubscriptionArn });
      },
      { settings },
    );
    expect(bad.map((row) => row.id)).toEqual(
      says === undefined ? [] : ['topics.phase-mirror-local-critical.subscriber'],
    );
    if (says !== undefined) {
      expect(bad[0]?.evidence).toMatch(says);
      expect(bad[0]?.remedy).toContain('oncall@example.org');
    }
  });
});
