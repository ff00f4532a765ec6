/**
 * Runs the tests of a module for Stryker: tests and mutated sources become one file, which this process
 * imports anew for every mutant. Jest takes seconds for what takes milliseconds so.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { collect, run } from './harness.js';
import { MODULES, mutatedModule } from './modules.js';

const HARNESS = new URL('harness.js', import.meta.url).href;

/** Stryker's TestRunner; its process stands in the folder of the mutated sources. */
class BundleRunner {
  /** What the mutated sources read: which mutant is active, which test runs, what it reached. */
  #stryker = (globalThis.__stryker__ ??= {});
  #bundle = join(process.cwd(), `tests-${process.pid}.mjs`);
  #loads = 0;
  /** Milliseconds that each test took here last. */
  #took = new Map();

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const { tests } = MODULES[mutatedModule];
    await build({
      stdin: {
        contents: tests.map((file) => `import './${file}';`).join('\n'),
        resolveDir: process.cwd(),
      },
      outfile: this.#bundle,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      logLevel: 'warning',
      plugins: [
        {
          name: 'harness',
          setup({ onResolve }) {
            onResolve({ filter: /^@jest\/globals$/ }, () => ({ path: HARNESS, external: true }));
          },
        },
      ],
    });
  }

  /** Without a mutant: every test passes, or Stryker ends here; and which test reaches which mutant. */
  async dryRun() {
    delete this.#stryker.activeMutant;
    delete this.#stryker.mutantCoverage;
    const tests = await this.#load();
    const results = await run(tests, {
      starts: (id) => {
        this.#stryker.currentTestId = id;
      },
    });
    delete this.#stryker.currentTestId;
    for (const { id, timeSpentMs } of results) this.#took.set(id, timeSpentMs);
    return {
      status: 'complete',
      mutantCoverage: this.#stryker.mutantCoverage,
      tests: results.map(({ error, ...test }) =>
        error === undefined
          ? { ...test, status: 0 }
          : { ...test, status: 1, failureMessage: words(error) },
      ),
    };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit, disableBail }) {
    const stryker = this.#stryker;
    stryker.hitLimit = hitLimit;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    stryker.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    try {
      const tests = await this.#load();
      stryker.activeMutant = activeMutant.id;
      const chosen = tests
        .filter(({ id }) => testFilter?.includes(id) ?? true)
        // The first that fails ends the run, so the quick ones come first.
        .sort((a, b) => this.#lastTime(a) - this.#lastTime(b));
      if (chosen.length < (testFilter?.length ?? 0)) {
        return { status: 'error', errorMessage: 'a test that reaches the mutant is gone' };
      }
      const results = await run(chosen, { bail: !disableBail });
      for (const { id, timeSpentMs } of results) this.#took.set(id, timeSpentMs);
      if (hitLimit !== undefined && stryker.hitCount > hitLimit) {
        return { status: 'timeout', reason: `reached ${hitLimit} times` };
      }
      const failed = results.filter(({ error }) => error !== undefined);
      const nrOfTests = results.length;
      return failed.length === 0
        ? { status: 'survived', nrOfTests }
        : {
            status: 'killed',
            nrOfTests,
            killedBy: failed.map(({ id }) => id),
            failureMessage: words(failed[0].error),
          };
    } catch (error) {
      return { status: 'error', errorMessage: words(error) };
    } finally {
      delete stryker.activeMutant;
    }
  }

  #lastTime({ id }) {
    return this.#took.get(id) ?? 0;
  }

  /** A new world for every mutant: what one left in a module's variables is not the next one's. */
  #load() {
    this.#loads += 1;
    return collect(() => import(`${pathToFileURL(this.#bundle).href}?${this.#loads}`));
  }
}

const words = (error) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'bundle', injectableClass: BundleRunner },
];
