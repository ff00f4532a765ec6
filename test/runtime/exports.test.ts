import { describe, expect, it } from '@jest/globals';
import * as runtime from '../../runtime/src/index.js';
import * as names from '../../runtime/src/names/index.js';

describe('the public surface of @phase-mirror/runtime', () => {
  it('is this and nothing else', () => {
    expect(Object.keys(runtime).sort()).toEqual([
      'EXIT',
      'FORMATS',
      'PhaseMirrorError',
      'RULES',
      'RUNTIME_ERRORS',
      'collectFacts',
      'evaluate',
      'gitCommand',
      'nonceCache',
      'openStores',
      'packageVersion',
      'renderError',
      'renderReport',
      'reportSchema',
      'silentTelemetry',
      'systemClock',
      'telemetry',
      'withAccepted',
    ]);
  });
});

describe('the public surface of @phase-mirror/runtime/names', () => {
  it('is this and nothing else', () => {
    expect(Object.keys(names).sort()).toEqual([
      'BY_FINDING',
      'ENVIRONMENTS',
      'ENVIRONMENT_FIELD',
      'LOG_EVENTS',
      'METRICS',
      'METRIC_DIMENSION',
      'METRIC_NAMESPACE',
      'PROJECT',
      'ROLES',
      'STACKS',
      'TABLES',
      'THRESHOLDS',
      'TTL_ATTRIBUTE',
      'alarmNames',
      'baselineKey',
      'copyName',
      'filterPattern',
      'isEnvironment',
      'namesFor',
      'parameterNames',
      'stateNames',
      'tableSpecs',
    ]);
  });
});
