/**
 * What `@jest/globals` is in a bundle of tests: as much of Jest as tests of pure modules use, with Jest's
 * own `expect`, and no world of its own for each file, so that a run takes milliseconds.
 */
import { createRequire } from 'node:module';
import { format } from 'node:util';

const { resolve } = createRequire(import.meta.url);
/** `expect` is a dependency of `@jest/globals`, not ours. */
export const { jestExpect: expect } = createRequire(resolve('@jest/globals'))('@jest/expect');

const HOOKS = ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'];
const suiteOf = (name, parent) => ({
  name,
  parent,
  ...Object.fromEntries(HOOKS.map((hook) => [hook, []])),
});

let tests = [];
let open = suiteOf('', undefined);

export function describe(name, body) {
  const suite = suiteOf(`${open.name}${name} `, open);
  open = suite;
  try {
    body();
  } finally {
    open = suite.parent;
  }
}

export function it(name, body) {
  const full = `${open.name}${name}`;
  const namesakes = tests.filter((test) => test.name === full).length;
  const id = namesakes === 0 ? full : `${full} #${namesakes + 1}`;
  tests.push({ id, name: full, suite: open, body });
}

/** A row is the arguments, or the one argument. */
const each = (declare) => (rows) => (name, body) => {
  rows.forEach((row) => {
    const values = Array.isArray(row) ? row : [row];
    const places = name.replaceAll('%%', '').match(/%[a-z]/g)?.length ?? 0;
    declare(format(name, ...values.slice(0, places)), () => body(...values));
  });
};
describe.each = each(describe);
it.each = each(it);
export const test = it;

const hook = (kind) => (body) => {
  open[kind].push(body);
};
export const [beforeAll, beforeEach, afterEach, afterAll] = HOOKS.map(hook);

/** The tests that `load` declares, in their order. */
export async function collect(load) {
  tests = [];
  open = suiteOf('', undefined);
  await load();
  return tests;
}

/** A suite and what it is in, outermost first. */
const lineage = (suite) => (suite === undefined ? [] : [...lineage(suite.parent), suite]);

const call = async (suites, kind) => {
  for (const suite of suites) for (const body of suite[kind]) await body();
};

/**
 * Runs tests one after the other. `starts` is told the id of each; with `bail` the first that fails is the
 * last that runs. Answers of each: id, name, milliseconds, and its error if it failed.
 */
export async function run(chosen, { bail = false, starts = () => undefined } = {}) {
  const results = [];
  const begun = new Set();
  for (const [i, { id, name, suite, body }] of chosen.entries()) {
    const suites = lineage(suite);
    const since = performance.now();
    let error;
    const attempt = async (work) => {
      try {
        await work();
      } catch (thrown) {
        error ??= thrown ?? new Error('something empty was thrown');
      }
    };
    starts(id);
    expect.setState({
      assertionCalls: 0,
      expectedAssertionsNumber: null,
      isExpectingAssertions: false,
    });
    await attempt(async () => {
      const fresh = suites.filter((each) => !begun.has(each));
      for (const each of fresh) begun.add(each);
      await call(fresh, 'beforeAll');
      await call(suites, 'beforeEach');
      await body();
      const [unmet] = expect.extractExpectedAssertionsErrors();
      if (unmet !== undefined) throw unmet.error;
    });
    await attempt(() => call(suites.toReversed(), 'afterEach'));
    const last = bail && error !== undefined;
    const later = last ? [] : chosen.slice(i + 1).flatMap((each) => lineage(each.suite));
    const ended = suites.filter((each) => !later.includes(each));
    await attempt(() => call(ended.toReversed(), 'afterAll'));
    results.push({ id, name, timeSpentMs: performance.now() - since, error });
    if (last) break;
  }
  return results;
}
