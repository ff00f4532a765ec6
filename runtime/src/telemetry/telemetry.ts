import { systemClock, type Clock } from '../clock.js';
import type { Environment, LogEvent, MetricId, METRICS } from '../names/index.js';

/** Metrics that the runtime sends; the others are made from its log lines. */
export type ApiMetricId = {
  [K in MetricId]: (typeof METRICS)[K]['origin'] extends 'api' ? K : never;
}[MetricId];

export type LogFields = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

export interface LogLine {
  /** Unix ms. */
  readonly at: number;
  /** One JSON object without a line end: `time`, `event`, `environment` and the fields. */
  readonly text: string;
}

/** Values of one metric, in the order in which they were measured. */
export interface MetricValues {
  readonly id: ApiMetricId;
  readonly values: readonly number[];
}

/** What is shipped at once. */
export interface Batch {
  readonly lines: readonly LogLine[];
  readonly metrics: readonly MetricValues[];
}

/** Sends a batch to where operators look. It may throw and it may be slow: nothing waits for it long. */
export interface Shipper {
  ship(batch: Batch, signal: AbortSignal): Promise<void>;
}

export interface Flushed {
  readonly lines: number;
  readonly values: number;
  /** Why the batch was not shipped; undefined when it was, or when nothing ships. */
  readonly failed: string | undefined;
}

/** Log lines and metrics of one run: collected while it works, shipped after its decision. */
export interface Telemetry {
  /** Writes the line to the sink at once. Never throws. */
  log(event: LogEvent, fields?: LogFields): void;
  /** Keeps a value in the unit that `METRICS` gives. Never throws; NaN and infinities are left out. */
  metric(id: ApiMetricId, value: number): void;
  /** From now on every text of a line goes through this function, for example a redactor's. */
  protect(redact: (text: string) => string): void;
  /** Ships what was collected, within the deadline. Never throws. */
  flush(deadlineMs?: number): Promise<Flushed>;
}

export interface TelemetryOptions {
  readonly environment: Environment;
  /** Gets every line with its line end, for example stderr. */
  readonly sink?: { write(line: string): unknown };
  readonly shipper?: Shipper | undefined;
  readonly clock?: Clock;
}

/** What a run's end may be delayed by, ms. */
const FLUSH_MS = 1_500;

/** Above this a run is mad, and its memory counts for more than its metrics. */
const MOST_KEPT = 10_000;

export function telemetry(options: TelemetryOptions): Telemetry {
  const { environment, sink, shipper } = options;
  const clock = options.clock ?? systemClock;
  let redact = (text: string): string => text;
  let lines: LogLine[] = [];
  let metrics = new Map<ApiMetricId, number[]>();

  return {
    log(event, fields = {}) {
      try {
        const at = clock.now();
        const head = { time: new Date(at).toISOString(), event, environment };
        const text = JSON.stringify({ ...masked(fields, redact), ...head });
        if (shipper !== undefined && lines.length < MOST_KEPT) lines.push({ at, text });
        sink?.write(`${text}\n`);
      } catch {
        // A full disk or a closed pipe must not change a decision.
      }
    },
    metric(id, value) {
      if (shipper === undefined || !Number.isFinite(value)) return;
      const values = metrics.get(id);
      if (values === undefined) metrics.set(id, [value]);
      else if (values.length < MOST_KEPT) values.push(value);
    },
    protect(by) {
      redact = by;
    },
    async flush(deadlineMs = FLUSH_MS) {
      const batch: Batch = {
        lines,
        metrics: [...metrics].map(([id, values]) => ({ id, values })),
      };
      lines = [];
      metrics = new Map();
      const size = {
        lines: batch.lines.length,
        values: batch.metrics.reduce((sum, { values }) => sum + values.length, 0),
      };
      if (shipper === undefined || size.lines + size.values === 0) {
        return { ...size, failed: undefined };
      }
      return { ...size, failed: await shipped(shipper, batch, deadlineMs) };
    },
  };
}

/** Collects nothing: for commands that measure nothing. */
export const silentTelemetry: Telemetry = {
  log: () => undefined,
  metric: () => undefined,
  protect: () => undefined,
  flush: () => Promise.resolve({ lines: 0, values: 0, failed: undefined }),
};

async function shipped(
  shipper: Shipper,
  batch: Batch,
  deadlineMs: number,
): Promise<string | undefined> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      abort.abort();
      resolve(`no answer within ${deadlineMs} ms`);
    }, deadlineMs);
  });
  const sent = Promise.resolve()
    .then(() => shipper.ship(batch, abort.signal))
    .then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  const failed = await Promise.race([sent, late]);
  clearTimeout(timer);
  return failed;
}

function masked(fields: LogFields, redact: (text: string) => string): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, LogFields[string]] => {
      if (typeof value === 'string') return [name, redact(value)];
      return [name, typeof value === 'object' ? value.map(redact) : value];
    }),
  );
}
