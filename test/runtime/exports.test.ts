import { describe, expect, it } from '@jest/globals';
import * as runtime from '../../runtime/src/index.js';

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
