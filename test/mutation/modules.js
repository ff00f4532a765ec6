const runtimeTests = (folder, ...names) =>
  names.map((name) => `test/runtime/${folder}/${name}.test.ts`);

/** What is mutated, and the tests that must notice. */
export const MODULES = {
  l0: {
    mutate: ['runtime/src/l0/*.ts'],
    tests: runtimeTests('l0', 'l0', 'l0-edges'),
  },
  breaker: {
    mutate: ['runtime/src/policy/breaker.ts'],
    tests: runtimeTests('breaker', 'breaker', 'breaker-edges'),
  },
  'parameter-cache': {
    mutate: [
      'runtime/src/privacy/secret-cache.ts',
      'runtime/src/privacy/key-ring.ts',
      'runtime/src/privacy/key-versions.ts',
    ],
    tests: runtimeTests(
      'privacy',
      ...['secret-cache', 'secret-cache-edges', 'key-ring', 'key-versions'],
    ),
  },
  // Without redactor-laws: it runs random texts for seconds.
  redactor: {
    mutate: ['runtime/src/privacy/redactor/*.ts', 'runtime/src/privacy/seal.ts'],
    tests: runtimeTests(
      'privacy',
      ...['redactor', 'redactor-addresses', 'redactor-assignments', 'redactor-edges'],
      'redactor-forms',
      ...['custom-rules', 'seal'],
    ),
  },
};

/** The module of this run, by name. */
export const mutatedModule = process.env.MUTATED_MODULE ?? 'l0';
