import type { MetricName } from './metric-names.js';

/** What a dashboard names. */
export interface DashboardContent {
  readonly widgets: number;
  readonly metrics: readonly MetricName[];
  /** Alarm names. */
  readonly alarms: readonly string[];
  readonly logGroups: readonly string[];
}

interface Widget {
  readonly type?: string;
  readonly properties?: {
    readonly metrics?: readonly unknown[];
    readonly alarms?: readonly string[];
    readonly annotations?: { readonly alarms?: readonly string[] };
    readonly query?: string;
  };
}

/** Reads a CloudWatch dashboard body. Throws SyntaxError when it is not JSON. */
export function readDashboard(body: string): DashboardContent {
  const { widgets = [] } = JSON.parse(body) as { readonly widgets?: readonly Widget[] };
  const properties = widgets.map((w) => w.properties ?? {});
  return {
    widgets: widgets.length,
    metrics: unique(
      properties.flatMap((p) => metricsOf(p.metrics ?? [])),
      (m) => `${m.namespace} ${m.metric}`,
    ),
    alarms: unique(
      properties
        .flatMap((p) => [...(p.alarms ?? []), ...(p.annotations?.alarms ?? [])])
        .map((arn) => arn.split(':alarm:').at(-1) ?? arn),
      (name) => name,
    ),
    logGroups: unique(
      properties.flatMap((p) =>
        [...(p.query ?? '').matchAll(/SOURCE '([^']+)'/g)].map(([, group = '']) => group),
      ),
      (group) => group,
    ),
  };
}

/** Rows are `[namespace, name, …]`; `.` and `...` repeat the row above; an object is an expression. */
function metricsOf(rows: readonly unknown[]): readonly MetricName[] {
  const found: MetricName[] = [];
  for (const row of rows) {
    if (!Array.isArray(row) || typeof row[0] !== 'string') continue;
    const above = found.at(-1);
    if (row[0] === '...') continue;
    const [namespace, metric] = row as readonly unknown[];
    found.push({
      namespace: namespace === '.' ? (above?.namespace ?? '') : String(namespace),
      metric: metric === '.' ? (above?.metric ?? '') : String(metric),
    });
  }
  return found;
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
