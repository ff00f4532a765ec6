import { afterEach } from '@jest/globals';
import { fakeGitHub as fake, type FakeGitHub } from './fake.js';
import type { GivenGitHub } from './state.js';

const made: FakeGitHub[] = [];
const told = new Set<string>();

// What GitHub would not have understood fails the test, even where the code under test has swallowed it.
afterEach(() => {
  const wrong = made.flatMap(({ violations }) => violations).filter((text) => !told.has(text));
  wrong.forEach((text) => told.add(text));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

/** The fake of ./fake.ts, for tests: what is not as GitHub describes it fails the test that asked it. */
export function fakeGitHub(given: GivenGitHub = {}): FakeGitHub {
  const one = fake(given);
  made.push(one);
  return one;
}

export { serve } from './serve.js';
export type { FakeGitHub };
