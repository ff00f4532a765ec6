import { MODULES } from './modules.js';

const name = process.env.MUTATED_MODULE ?? 'l0';

/** One module, one mutant at a time: test/mutation/main.js runs this for each. */
export default {
  mutate: MODULES[name].mutate,
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    configFile: 'test/mutation/jest.config.js',
    enableFindRelatedTests: false,
  },
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  coverageAnalysis: 'perTest',
  // Tables at the top of a module: each of their mutants runs every test.
  ignoreStatic: process.env.MUTATE_TABLES !== 'yes',
  ignorePatterns: ['**', '!runtime/src/**', '!test/**', '!ops/**', '!*.json', '!*.js'],
  tempDirName: '.phase-mirror/mutation',
  concurrency: 1,
  timeoutMS: 1_500,
  timeoutFactor: 1.3,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `artifacts/mutation/${name}.json` },
  thresholds: { high: 90, low: 80, break: 80 },
};
