export { cloudWatchShipper, type CloudWatchOptions } from './cloudwatch.js';
export {
  silentTelemetry,
  telemetry,
  type ApiMetricId,
  type Batch,
  type Flushed,
  type LogFields,
  type LogLine,
  type MetricValues,
  type Shipper,
  type Telemetry,
  type TelemetryOptions,
} from './telemetry.js';
