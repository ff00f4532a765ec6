import { MODULES, mutatedModule } from './modules.js';

/**
 * One module; test/mutation/main.js runs this for each, with test/mutation/runner.js in Jest's place
 * unless it is told otherwise.
 */
export default {
  mutate: MODULES[mutatedModule].mutate,
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    configFile: 'test/mutation/jest.config.js',
    enableFindRelatedTests: false,
  },
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  // What a process has imported stays in its memory.
  maxTestRunnerReuse: 100,
  coverageAnalysis: 'perTest',
  ignorePatterns: [
    '**',
    ...['!runtime/src/**', '!test/{runtime,contract,mutation}/**', '!*.json', '!jest.config.js'],
  ],
  tempDirName: '.phase-mirror/mutation',
  concurrency: 2,
  timeoutMS: 4_000,
  timeoutFactor: 1.5,
  warnings: { slow: false },
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `artifacts/mutation/${mutatedModule}.json` },
  thresholds: { high: 90, low: 80, break: 80 },
};
