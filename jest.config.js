/**
 * `unit` needs Node and git (and starts the emulator where there is one); `e2e` needs Terraform and
 * the emulator; `browser` needs Chromium; `soak` needs an environment that is up.
 * ESM: run with NODE_OPTIONS=--experimental-vm-modules (test/run.ts does).
 */
const project = (displayName, testMatch) => ({
  displayName,
  rootDir: import.meta.dirname,
  testMatch,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: [
    '<rootDir>/runtime/dist',
    '<rootDir>/cdktf.out',
    '<rootDir>/.phase-mirror',
  ],
});

const THRESHOLD = { statements: 85, branches: 80, functions: 85, lines: 85 };

export default {
  projects: [
    project('unit', [
      '<rootDir>/test/{runtime,stacks,ops,release,house,contract,fault}/**/*.test.ts',
    ]),
    project('e2e', ['<rootDir>/test/e2e/{environment,faults,up-down}.test.ts']),
    // Too long for CI as well: with those of `e2e`, `npm run test:e2e`.
    project('runbooks', ['<rootDir>/test/e2e/{runbooks/*,unwritten-state}.test.ts']),
    // Releases from end to end; likewise.
    project('release', ['<rootDir>/test/release-e2e/**/*.test.ts']),
    // Needs Chromium.
    project('browser', ['<rootDir>/test/browser/**/*.test.ts']),
    // Too long for CI: `npm run test:soak`.
    project('soak', ['<rootDir>/test/soak/**/*.test.ts']),
  ],
  // babel counts statements: a file of types only has none, where v8 counts its lines as not covered.
  coverageProvider: 'babel',
  // Real servers and processes on a busy machine; what hangs still ends.
  testTimeout: 60_000,
  // Of `it.concurrent`, for tests that mostly wait.
  maxConcurrency: 24,
  coverageReporters: ['text-summary', 'json-summary', 'json', 'lcovonly'],
  collectCoverageFrom: ['runtime/src/**/*.ts', 'stacks/**/*.ts', 'ops/**/*.ts', 'release/**/*.ts'],
  coverageThreshold: { global: THRESHOLD, './runtime/src/': THRESHOLD },
};
