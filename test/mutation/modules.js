/** What is mutated, and the tests that must notice: quick ones, for each mutant runs them all. */
export const MODULES = {
  l0: {
    mutate: ['runtime/src/l0/*.ts'],
    tests: ['test/runtime/l0/l0*.test.ts'],
  },
  breaker: {
    mutate: ['runtime/src/policy/breaker.ts'],
    tests: ['test/runtime/breaker/*.test.ts'],
  },
  'parameter-cache': {
    mutate: [
      'runtime/src/privacy/secret-cache.ts',
      'runtime/src/privacy/key-ring.ts',
      'runtime/src/privacy/key-versions.ts',
    ],
    tests: ['test/runtime/privacy/{secret-cache*,key-*}.test.ts'],
  },
  // Without redactor-laws: it runs random texts for seconds.
  redactor: {
    mutate: ['runtime/src/privacy/redactor/*.ts', 'runtime/src/privacy/seal.ts'],
    tests: [
      'test/runtime/privacy/redactor.test.ts',
      'test/runtime/privacy/redactor-{addresses,assignments,edges}.test.ts',
      'test/runtime/privacy/custom-rules.test.ts',
      'test/runtime/privacy/seal.test.ts',
    ],
  },
};
