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
      (m) => JSON.stringify(m),
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

/**
 * Rows are `[namespace, name, dimension, value, …, options?]`; `.` repeats the field above and `...`
 * all fields between; a row whose first field is an object is an expression over others.
 */
function metricsOf(rows: readonly unknown[]): readonly MetricName[] {
  let above: readonly string[] = [];
  return rows.flatMap((row) => {
    if (!Array.isArray(row)) return [];
    const given = row.filter((field): field is string => typeof field === 'string');
    if (given.length === 0) return [];
    const fields = given.flatMap((field, i) => {
      if (field === '...') return above.slice(i, above.length - (given.length - i - 1));
      return field === '.' ? (above[i] ?? '') : field;
    });
    above = fields;
    const [namespace = '', metric = '', ...rest] = fields;
    const dimensions: Record<string, string> = {};
    for (let i = 0; i + 1 < rest.length; i += 2) dimensions[rest[i] ?? ''] = rest[i + 1] ?? '';
    return [{ namespace, metric, dimensions }];
  });
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
