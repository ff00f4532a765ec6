import { randomBytes } from 'node:crypto';
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { caller, errorName, type Caller } from '../aws/call.js';
import { clientSettings, type AwsOptions } from '../aws/connection.js';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, type Names } from '../names/index.js';
import type { Batch, LogLine, MetricValues, Shipper } from './telemetry.js';

export interface CloudWatchOptions extends AwsOptions {
  readonly names: Pick<Names, 'logGroup' | 'scope'>;
}

/** Limits of PutMetricData: values of a datum, data of a request. */
const VALUES = 150;
const DATA = 1_000;
/** Limits of PutLogEvents: lines of a request, its bytes, bytes that each line costs besides. */
const LINES = 10_000;
const BYTES = 1_048_576;
const LINE_COST = 26;

/** Ships log lines to the environment's log group and metrics to CloudWatch. */
export function cloudWatchShipper(options: CloudWatchOptions): Shipper {
  const call = caller(options);
  return {
    async ship(batch, signal) {
      // Side by side: a log group that is gone must not cost the metrics.
      const ends = await Promise.allSettled([
        shipLines(options, call, batch, signal),
        shipMetrics(options, call, batch, signal),
      ]);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}

async function shipMetrics(
  options: CloudWatchOptions,
  call: Caller,
  batch: Batch,
  signal: AbortSignal,
): Promise<void> {
  const data = batch.metrics.flatMap((metric) => dataOf(metric, options.names.scope.environment));
  if (data.length === 0) return;
  // Loaded here, after the decision, so that no start waits for it.
  const { CloudWatchClient, PutMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = new CloudWatchClient(clientSettings(options));
  const target = {
    service: 'CloudWatch',
    operation: 'PutMetricData',
    resource: `namespace ${METRIC_NAMESPACE}`,
  };
  try {
    const requests = chunks(data, DATA).map((MetricData) =>
      call(target, (deadline) =>
        client.send(new PutMetricDataCommand({ Namespace: METRIC_NAMESPACE, MetricData }), {
          abortSignal: AbortSignal.any([signal, deadline]),
        }),
      ),
    );
    await Promise.all(requests);
  } finally {
    client.destroy();
  }
}

function dataOf({ id, values }: MetricValues, environment: string): MetricDatum[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return chunks([...counts], VALUES).map((part) => ({
    MetricName: id,
    Unit: METRICS[id].unit,
    Dimensions: [{ Name: METRIC_DIMENSION, Value: environment }],
    Values: part.map(([value]) => value),
    Counts: part.map(([, count]) => count),
  }));
}

async function shipLines(
  options: CloudWatchOptions,
  call: Caller,
  { lines }: Batch,
  signal: AbortSignal,
): Promise<void> {
  if (lines.length === 0) return;
  const { CloudWatchLogsClient: Client, PutLogEventsCommand } =
    await import('@aws-sdk/client-cloudwatch-logs');
  const client = new Client(clientSettings(options));
  const { logGroup: logGroupName } = options.names;
  const target = {
    service: 'CloudWatch Logs',
    operation: 'PutLogEvents',
    resource: `log group ${logGroupName}`,
  };
  try {
    const logStreamName = await openStream(client, call, logGroupName, signal);
    for (const part of requestsOf(lines)) {
      const logEvents = part.map(({ at, text }) => ({ timestamp: at, message: text }));
      await call(target, (deadline) =>
        client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }), {
          abortSignal: AbortSignal.any([signal, deadline]),
        }),
      );
    }
  } finally {
    client.destroy();
  }
}

/** A stream of this batch alone, `2026-11-22/<16 hex>`: nobody else writes to it. */
async function openStream(
  client: CloudWatchLogsClient,
  call: Caller,
  logGroupName: string,
  signal: AbortSignal,
): Promise<string> {
  const { CreateLogStreamCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const day = new Date().toISOString().slice(0, 10);
  const logStreamName = `${day}/${randomBytes(8).toString('hex')}`;
  const target = {
    service: 'CloudWatch Logs',
    operation: 'CreateLogStream',
    resource: `log group ${logGroupName}`,
  };
  try {
    await call(target, (deadline) =>
      client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }), {
        abortSignal: AbortSignal.any([signal, deadline]),
      }),
    );
  } catch (error) {
    // An earlier try made it, and its answer was lost.
    const { cause } = error as { cause?: unknown };
    if (errorName(cause) !== 'ResourceAlreadyExistsException') throw error;
  }
  return logStreamName;
}

/** Lines in order of time, in parts that one request takes. */
function requestsOf(lines: readonly LogLine[]): LogLine[][] {
  const parts: LogLine[][] = [];
  let part: LogLine[] = [];
  let bytes = 0;
  for (const line of [...lines].sort((a, b) => a.at - b.at)) {
    const cost = Buffer.byteLength(line.text) + LINE_COST;
    if (part.length === LINES || (part.length > 0 && bytes + cost > BYTES)) {
      parts.push(part);
      part = [];
      bytes = 0;
    }
    part.push(line);
    bytes += cost;
  }
  return part.length === 0 ? parts : [...parts, part];
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size));
  return parts;
}
