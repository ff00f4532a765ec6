import {
  ENVIRONMENT_FIELD,
  filterPattern,
  METRIC_DIMENSION,
  METRIC_NAMESPACE,
  METRICS,
  type LogEvent,
  type MetricId,
} from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { fail, judged, type Check } from '../check.js';
import { redeploy } from '../remedies.js';
import { isKey } from '../same-key.js';

/** The application log, and the filters that count its events. */
export function logChecks(deployment: Deployment): readonly Check[] {
  const { names, settings } = deployment;
  const { logGroup: name } = names;
  const check = (promise: string, says: string, run: Check['run']): Check => ({
    id: `logs.${promise}`,
    group: 'logs',
    promise: says,
    remedy: redeploy(deployment),
    run,
  });
  return [
    check(
      'retention',
      `log group ${name} keeps ${settings.retention.logDays} days`,
      async (live) => {
        const days = (await live.logGroup(name)).retentionInDays;
        return judged(
          [days !== settings.retention.logDays && `it keeps ${days ?? 'for ever'}`],
          `${days ?? ''} days`,
        );
      },
    ),
    check(
      'encryption',
      `log group ${name} is encrypted with ${names.observabilityKeyAlias}`,
      async (live) => {
        const [group, key] = await Promise.all([
          live.logGroup(name),
          live.key(names.observabilityKeyAlias),
        ]);
        const named = group.kmsKeyId;
        return judged(
          [
            !isKey(named, key, names.observabilityKeyAlias) &&
              `it is encrypted with ${named ?? "the service's own key"}`,
          ],
          names.observabilityKeyAlias,
        );
      },
    ),
    ...logMetrics().map(({ metric, event }) =>
      check(`filter.${metric}`, `log events ${event} are counted as ${metric}`, async (live) => {
        const filters = (await live.metricFilters(name)).filter((f) =>
          f.metricTransformations?.some(
            (t) => t.metricNamespace === METRIC_NAMESPACE && t.metricName === metric,
          ),
        );
        if (filters.length === 0) return fail('no metric filter counts them');
        const patterns = filters.map((f) => f.filterPattern ?? '');
        const wrong = patterns.filter((pattern) => pattern !== filterPattern(event));
        const by = filters.flatMap(
          (f) => f.metricTransformations?.map((t) => t.dimensions?.[METRIC_DIMENSION]) ?? [],
        );
        return judged(
          [
            wrong.length > 0 && `the filter selects ${wrong.join(' and ')}`,
            filters.length > 1 && `${filters.length} filters count them, so each counts twice`,
            // Without it the counts of all environments of an account are one metric.
            by.some((field) => field !== `$.${ENVIRONMENT_FIELD}`) &&
              `the filter does not count them by ${METRIC_DIMENSION}`,
          ],
          filterPattern(event),
        );
      }),
    ),
  ];
}

function logMetrics(): readonly { readonly metric: MetricId; readonly event: LogEvent }[] {
  return (Object.keys(METRICS) as MetricId[]).flatMap((metric) => {
    const spec = METRICS[metric];
    return spec.origin === 'log' ? [{ metric, event: spec.event }] : [];
  });
}
