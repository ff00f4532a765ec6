// The public surface of @phase-mirror/runtime. test/runtime/exports.test.ts pins it.
export { systemClock, type Clock } from './clock.js';
export {
  EXIT,
  PhaseMirrorError,
  renderError,
  RUNTIME_ERRORS,
  type ExitCode,
} from './errors/index.js';
export {
  collectFacts,
  gitCommand,
  withAccepted,
  type Facts,
  type FactsRequest,
  type Git,
  type LoadBaseline,
} from './facts/index.js';
export { evaluate, type OracleParts, type OracleSettings } from './oracle.js';
export { nonceCache, type SecretCache } from './privacy/index.js';
export { FORMATS, renderReport, type Format, type RenderOptions } from './report/formats.js';
export { reportSchema } from './report/report-schema.js';
export type { Report } from './report/report.js';
export type { Finding, Severity, Unknown } from './rules/finding.js';
export type { Rule, RuleMeta } from './rules/rule.js';
export { RULES } from './rules/rules.js';
export { openStores, type Stores } from './stores/index.js';
export { silentTelemetry, telemetry, type Telemetry } from './telemetry/index.js';
export { packageVersion } from './version.js';
