import { describe, expect, it } from '@jest/globals';
import { isAbout, matchesRef } from '../../../../runtime/src/facts/claims/ref-pattern.js';

describe('a ref pattern', () => {
  it.each([
    ['refs/heads/main', 'refs/heads/main', true],
    ['refs/heads/main', 'refs/heads/Main', false],
    ['refs/heads/*', 'refs/heads/main', true],
    ['refs/heads/*', 'refs/heads/release/1', false],
    ['refs/heads/**/*', 'refs/heads/main', true],
    ['refs/heads/**/*', 'refs/heads/release/1.x', true],
    ['refs/heads/**', 'refs/heads/main', true],
    ['refs/heads/**', 'refs/heads/a/b', false],
    ['refs/heads/release/**/hot', 'refs/heads/release/hot', true],
    ['refs/heads/release/**/hot', 'refs/heads/release/a/b/hot', true],
    ['refs/heads/v?.x', 'refs/heads/v1.x', true],
    ['refs/heads/v[0-9]', 'refs/heads/v7', true],
    ['refs/heads/v[^0-9]', 'refs/heads/v7', false],
    ['refs/heads/a\\*b', 'refs/heads/a*b', true],
    ['refs/heads/a\\*b', 'refs/heads/axb', false],
    ['refs/heads/rel*-*x', 'refs/heads/release-1-fix', true],
    ['refs/heads/rel*-*x', 'refs/heads/release-1', false],
    ['refs/heads/[ab', 'refs/heads/[ab', true],
  ])('%s, %s: %s', (pattern, ref, expected) => {
    expect(matchesRef(pattern, ref)).toBe(expected);
  });

  it('ends whatever the pattern is: one that tried every way would not, in years', () => {
    expect(matchesRef(`refs/heads/${'*a'.repeat(2_000)}b`, `refs/heads/${'a'.repeat(2_000)}`)).toBe(
      false,
    );
    expect(matchesRef(`${'**/'.repeat(500)}x`, 'a/'.repeat(500))).toBe(false);
  });
});

describe('which branch a claim is about', () => {
  const target = (include: readonly string[], exclude: readonly string[] = []) => ({
    include,
    exclude,
  });
  it.each([
    [target(['~DEFAULT_BRANCH']), 'main', true],
    [target(['~DEFAULT_BRANCH']), 'dev', false],
    [target(['~ALL']), 'dev', true],
    [target(['~ALL'], ['refs/heads/dev']), 'dev', false],
    [target(['refs/heads/main', 'refs/heads/dev']), 'dev', true],
    [target([]), 'main', false],
  ])('%j, %s: %s', (given, branch, expected) => {
    expect(isAbout(given, branch, { defaultBranch: 'main' })).toBe(expected);
  });

  it('is not known while the default branch is not', () => {
    expect(isAbout(target(['~DEFAULT_BRANCH']), 'main', {})).toBeUndefined();
    expect(isAbout(target(['~ALL'], ['~DEFAULT_BRANCH']), 'main', {})).toBeUndefined();
    expect(isAbout(target(['~DEFAULT_BRANCH', '~ALL']), 'main', {})).toBe(true);
  });
});
