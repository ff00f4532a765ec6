import type { SmokeReport } from '../../../ops/smoke/report.js';

/** A run of the smoke on staging, without what was run and measured. */
export const EMPTY_REPORT: SmokeReport = {
  schema: 'phase-mirror/smoke@1',
  runbook: 'smoke',
  environment: 'staging',
  run: 'smoke-1',
  at: '2026-11-22T07:00:00.000Z',
  ms: 9_700,
  endpoint: 'AWS',
  scenarios: [],
  performance: [],
  left: [],
};
