import { describe, expect, it } from '@jest/globals';
import {
  ENVIRONMENTS,
  filterPattern,
  METRIC_NAMESPACE,
  METRICS,
  type MetricId,
} from '../../runtime/src/names/index.js';
import { AWS_METRICS } from '../../stacks/signals/metrics.js';
import {
  deployment,
  resource,
  resourcesOf,
  stackOf,
  synthesised,
  type Properties,
} from './synthesised.js';

/** The units that CloudWatch knows, of those without a rate. */
const UNITS = ['Seconds', 'Microseconds', 'Milliseconds', 'Bytes', 'Percent', 'Count', 'None'];

interface Source {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly string[];
}

/** Metrics that one of our metric alarms looks at. */
function sourcesOf(alarm: Properties): (Source & { unit: unknown; stat: unknown })[] {
  const queries = (alarm['metric_query'] as { metric?: Properties }[] | undefined) ?? [];
  const metrics = alarm['metric_name'] === undefined ? queries.map((q) => q.metric) : [alarm];
  return metrics.flatMap((metric) =>
    metric === undefined
      ? []
      : [
          {
            namespace: metric['namespace'] as string,
            name: metric['metric_name'] as string,
            dimensions: Object.keys((metric['dimensions'] as object | undefined) ?? {}),
            unit: metric['unit'],
            stat: metric['stat'] ?? metric['statistic'] ?? metric['extended_statistic'],
          },
        ],
  );
}

/** Why a metric is none that somebody sends; undefined when it is one. */
function unknown({ namespace, name, dimensions }: Source): string | undefined {
  if (namespace === METRIC_NAMESPACE) {
    if (!(name in METRICS)) return `the runtime sends no ${name}`;
    return String(dimensions) === 'Environment' ? undefined : `dimensions ${String(dimensions)}`;
  }
  const of: Readonly<Record<string, readonly string[]>> =
    AWS_METRICS[namespace as keyof typeof AWS_METRICS] ?? {};
  const documented = of[name];
  if (documented === undefined) return `${namespace} has no ${name}`;
  const own = dimensions.filter((dimension) => dimension !== 'GlobalSecondaryIndexName');
  const same = [...own].sort().join() === [...documented].sort().join();
  return same ? undefined : `${name} has the dimensions ${documented.join()}`;
}

describe.each(ENVIRONMENTS)('the alarms of %s', (environment) => {
  const { names, settings } = deployment(environment);
  const json = stackOf(environment, 'observability');
  const alarms = resourcesOf(json, 'aws_cloudwatch_metric_alarm').map((r) => r.properties);
  const composite = resource(json, 'aws_cloudwatch_composite_alarm', 'oracle_unhealthy');
  const each = [...alarms, composite].map(
    (alarm) => [alarm['alarm_name'] as string, alarm] as const,
  );
  const metricAlarms = alarms.map((alarm) => [alarm['alarm_name'] as string, alarm] as const);

  it('are those of names, each once', () => {
    expect(each.map(([name]) => name).sort()).toEqual([...names.alarms.all].sort());
  });

  it.each(each)('%s tells somebody when it fires and when it is over', (_, alarm) => {
    const topics = ['critical', 'warning'].map((t) => `\${aws_sns_topic_policy.${t}_policy.arn}`);
    expect(topics).toContain(String(alarm['alarm_actions']));
    expect(alarm['ok_actions']).toEqual(alarm['alarm_actions']);
    expect(alarm['actions_enabled'] ?? true).toBe(true);
  });

  it.each(each)('%s says what it means and links its runbook', (_, alarm) => {
    const description = alarm['alarm_description'] as string;
    expect(description).toMatch(/^[A-Z].{20,}\. Runbook: \S+\/alarms\.md#[a-z0-9-]+$/);
    expect(description).toContain(`Runbook: ${settings.runbookUrl}/`);
    expect(description.length).toBeLessThan(1024);
  });

  it.each(metricAlarms)('%s looks at metrics that exist, in units that exist', (_, alarm) => {
    const sources = sourcesOf(alarm);
    expect(sources.length).toBeGreaterThan(0);
    // CloudWatch takes ten metrics in the math of an alarm.
    expect(sources.length).toBeLessThanOrEqual(10);
    for (const source of sources) {
      expect(unknown(source)).toBeUndefined();
      expect(UNITS).toContain(source.unit);
      if (source.namespace === METRIC_NAMESPACE) {
        expect(source.unit).toBe(METRICS[source.name as MetricId].unit);
      }
      expect(source.stat).toMatch(/^(Sum|Maximum|p\d\d)$/);
    }
  });

  it.each(metricAlarms)('%s has one result and whole periods', (_, alarm) => {
    const queries = alarm['metric_query'] as Properties[] | undefined;
    if (queries === undefined) {
      expect(alarm['period']).toBeGreaterThanOrEqual(60);
      return;
    }
    const [result, ...others] = queries;
    expect(result).toMatchObject({ id: 'result', return_data: true });
    expect(others.some((query) => query['return_data'] === true)).toBe(false);
    // Every metric that is asked for is used, and no other one.
    const expression = result?.['expression'] as string;
    const used = expression.includes('METRICS()')
      ? others.map((query) => query['id'])
      : expression.match(/m\d+/g);
    expect(used).toEqual(others.map((query) => query['id']));
    expect(new Set(others.map((q) => (q['metric'] as Properties)['period'])).size).toBe(1);
  });

  it('of the settings use the settings', () => {
    const threshold = (name: string): unknown =>
      alarms.find((alarm) => alarm['alarm_name'] === name)?.['threshold'];
    const { thresholds } = settings;
    expect(threshold(names.alarms.runtime('nonce-age'))).toBe(thresholds.nonceMaxAgeDays);
    expect(threshold(names.alarms.runtime('block-rate'))).toBe(thresholds.blocksPerHour);
    expect(threshold(names.alarms.runtime('drift-magnitude'))).toBe(thresholds.driftMagnitude);
    expect(threshold(names.alarms.runtime('evaluation-p99'))).toBe(thresholds.evaluationP99Ms);
    expect(threshold(names.alarms.table('fpEvents', 'latency-p99'))).toBe(thresholds.latencyP99Ms);
  });

  it('the composite one names alarms that exist, and is made after them', () => {
    const named = [...(composite['alarm_rule'] as string).matchAll(/ALARM\("([^"]+)"\)/g)].map(
      ([, name]) => name as string,
    );
    expect(named.length).toBeGreaterThan(5);
    const made = new Map(
      resourcesOf(json, 'aws_cloudwatch_metric_alarm').map((r) => [
        r.properties['alarm_name'],
        r.address,
      ]),
    );
    expect(composite['depends_on']).toEqual(
      expect.arrayContaining(named.map((name) => made.get(name))),
    );
  });
});

describe.each(ENVIRONMENTS)('the logs of %s', (environment) => {
  const { names, settings } = deployment(environment);
  const json = stackOf(environment, 'observability');

  it('stay for the days set, encrypted', () => {
    expect(resource(json, 'aws_cloudwatch_log_group', 'runtime')).toMatchObject({
      name: names.logGroup,
      retention_in_days: settings.retention.logDays,
      kms_key_id: '${aws_kms_key.observability_key.arn}',
    });
  });

  it('are counted by one filter for each metric whose origin is a log line', () => {
    const filters = resourcesOf(json, 'aws_cloudwatch_log_metric_filter').map((r) => r.properties);
    const made = filters.map((filter) => {
      const { name, unit, value, dimensions } = filter['metric_transformation'] as Properties;
      return { name, unit, value, dimensions, pattern: filter['pattern'] };
    });
    const wanted = (Object.keys(METRICS) as MetricId[]).flatMap((id) => {
      const metric = METRICS[id];
      if (metric.origin !== 'log') return [];
      const pattern = filterPattern(metric.event);
      const dimensions = { Environment: '$.environment' };
      return [{ name: id, unit: metric.unit, value: '1', dimensions, pattern }];
    });
    expect(made.sort(byName)).toEqual(wanted.sort(byName));
  });
});

describe.each(ENVIRONMENTS)('the topics of %s', (environment) => {
  const json = stackOf(environment, 'observability');

  it.each(['critical', 'warning'])('%s is encrypted and takes messages of alarms alone', (id) => {
    expect(resource(json, 'aws_sns_topic', `${id}_topic`)).toMatchObject({
      kms_master_key_id: '${aws_kms_key.observability_key.arn}',
    });
    const policy = resource(json, 'aws_sns_topic_policy', `${id}_policy`)['policy'];
    expect(policy).toContain('"Principal":{"Service":"cloudwatch.amazonaws.com"}');
  });

  it('tell the addresses that are set', () => {
    const prefix = `PHASE_MIRROR_${environment.toUpperCase()}_EMAILS_`;
    const addresses = { critical: 'oncall@example.org', warning: 'team@example.org' };
    const told = synthesised(
      deployment(environment, {
        [`${prefix}CRITICAL`]: addresses.critical,
        [`${prefix}WARNING`]: addresses.warning,
      }),
    );
    const subscription = (stack: 'data' | 'observability', id: string): unknown =>
      resource(told[stack], 'aws_sns_topic_subscription', `${id}_email`)['endpoint'];
    expect(subscription('observability', 'critical')).toBe(addresses.critical);
    expect(subscription('observability', 'warning')).toBe(addresses.warning);
    expect(subscription('data', 'backup_events')).toBe(addresses.warning);
  });

  it('have no subscription without an address', () => {
    expect(resourcesOf(json, 'aws_sns_topic_subscription')).toEqual([]);
  });
});

describe.each(ENVIRONMENTS)('the dashboard of %s', (environment) => {
  const { names, scope } = deployment(environment);
  const json = stackOf(environment, 'observability');
  const body = JSON.parse(
    resource(json, 'aws_cloudwatch_dashboard', 'dashboard')['dashboard_body'] as string,
  ) as { widgets: Widget[] };
  const metrics = body.widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map((row): Source => {
      const [namespace, name, ...rest] = row.slice(0, -1) as string[];
      const dimensions = rest.filter((_, i) => i % 2 === 0);
      return { namespace: namespace as string, name: name as string, dimensions };
    });

  it('shows metrics that exist', () => {
    expect(metrics.length).toBeGreaterThan(50);
    expect(metrics.map(unknown).filter(Boolean)).toEqual([]);
  });

  it('shows every metric of the runtime', () => {
    const shown = new Set(metrics.map(({ name }) => name));
    expect((Object.keys(METRICS) as MetricId[]).filter((id) => !shown.has(id))).toEqual([]);
  });

  it('shows every alarm, the composite one first', () => {
    const arn = (name: string): string =>
      `arn:aws:cloudwatch:${scope.region}:${scope.account}:alarm:${name}`;
    const shown = body.widgets.find(({ type }) => type === 'alarm')?.properties.alarms ?? [];
    expect(shown[0]).toBe(arn(names.alarms.unhealthy));
    expect([...shown].sort()).toEqual(names.alarms.all.map(arn).sort());
  });

  it('asks its questions in order, from health to history', () => {
    const asked = body.widgets
      .filter(({ type }) => type === 'text')
      .map(({ properties }) => /^## (\d)\. (.*)\?$/m.exec(properties.markdown ?? '')?.[2]);
    expect(asked).toEqual([
      'Is the oracle healthy now',
      'Is it judging changes, and how',
      'Is it fast enough',
      'Can it read its secrets and consents, and are they fresh',
      'Is the store well',
      'Do repositories drift from what they claim',
      'Could we restore',
      'What happened last',
    ]);
  });

  it('asks what mission control asks: decisions a day, blocks an hour against the threshold', () => {
    const text = JSON.stringify(body.widgets);
    expect(text).toMatch(/"title":"Decisions a day"[^}]*"period":86400/);
    expect(text).toMatch(/"title":"Blocks an hour"[^}]*"period":3600/);
    expect(text).toContain('phase-mirror dashboard --store aws --environment');
  });

  it('fits the grid without overlaps', () => {
    const cells = body.widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { x, width } of body.widgets) expect(x + width).toBeLessThanOrEqual(24);
  });
});

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly metrics?: readonly (readonly unknown[])[];
    readonly alarms?: readonly string[];
    readonly markdown?: string;
  };
}

const byName = (a: { name: unknown }, b: { name: unknown }): number =>
  String(a.name).localeCompare(String(b.name));
