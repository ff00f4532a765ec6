import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matcherOf } from '../../../../runtime/src/facts/codeowners/matcher.js';
import { patternProblem } from '../../../../runtime/src/facts/codeowners/pattern.js';
import { naivelyMatches } from './naive.js';

const matches = (pattern: string, path: string): boolean => matcherOf([pattern]).last(path) === 0;

describe('a pattern of CODEOWNERS', () => {
  it.each([
    ['src', ['src', 'src/a', 'lib/src', 'lib/src/a/b'], ['src.ts', 'Src', 'xsrc', 'lib/a']],
    ['/src', ['src', 'src/a/b'], ['lib/src', 'srcs']],
    ['src/', ['src/a', 'src/a/b', 'lib/src/a'], ['src', 'lib/src']],
    ['/src/', ['src/a', 'src/a/b'], ['src', 'lib/src/a']],
    ['src/api', ['src/api', 'src/api/a'], ['lib/src/api', 'src/apis']],
    ['*', ['a', 'a/b', 'a/b/c'], []],
    ['**', ['a', 'a/b', 'a/b/c'], []],
    ['/*', ['a', 'b.ts'], ['a/b']],
    ['docs/*', ['docs/a'], ['docs', 'docs/a/b', 'x/docs/a']],
    ['docs/**', ['docs/a', 'docs/a/b'], ['docs', 'x/docs/a']],
    ['/*/', ['a/b', 'a/b/c'], ['a']],
    ['*.js', ['a.js', 'b/a.js', 'b.js/c'], ['a.jsx', 'a.ts']],
    ['f*', ['foo', 'a/foo', 'foo/a'], ['xfoo']],
    ['/f*', ['foo', 'foo/a'], ['a/foo']],
    ['a*b*c', ['abc', 'axbxc', 'd/abbc'], ['ab', 'acb', 'abcd']],
    ['f?o', ['foo', 'f-o/x'], ['fo', 'fooo', 'f/o']],
    ['docs/*.md', ['docs/a.md', 'docs/a.md/b'], ['docs/a/b.md']],
    ['src/*/api', ['src/a/api', 'src/a/api/b'], ['src/api', 'src/a/b/api']],
    ['**/api/v1', ['api/v1', 'a/api/v1', 'a/b/api/v1/c'], ['api/a/v1']],
    ['src/**/api', ['src/api', 'src/a/api', 'src/a/b/api/c'], ['a/src/api']],
    ['src/**/a*', ['src/a', 'src/b/ab', 'src/b/c/a/d'], ['src/b']],
    ['f\\*o', ['f*o'], ['foo']],
    ['my\\ file', ['my file', 'a/my file/b'], ['my', 'my\\ file']],
    ['[ab].ts', ['[ab].ts'], ['a.ts', 'b.ts']],
    ['/', [], ['a', 'a/b']],
    ['a//b', [], ['a/b', 'a']],
  ])('%s', (pattern, yes, no) => {
    expect(yes.filter((path) => !matches(pattern, path))).toEqual([]);
    expect(no.filter((path) => matches(pattern, path))).toEqual([]);
  });

  it.each([
    ['!src', '`!` does not negate in CODEOWNERS'],
    ['\\#a', 'a pattern cannot begin with an escaped `#`'],
    ['a/***', 'it has three `*` in a row'],
    ['a/**', undefined],
  ])('%s: %s', (pattern, problem) => {
    expect(patternProblem(pattern)).toBe(problem);
  });
});

describe('the matcher', () => {
  const part = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'ab', 'a.b') },
    { weight: 1, arbitrary: fc.constantFrom('*', '**') },
    { weight: 2, arbitrary: fc.stringMatching(/^[ab*?.]{1,4}$/).filter((s) => !s.includes('***')) },
    { weight: 1, arbitrary: fc.constantFrom('\\*', 'a\\?', '[a]') },
  );
  const pattern = fc
    .tuple(fc.boolean(), fc.array(part, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([rooted, parts, folder]) => `${rooted ? '/' : ''}${parts.join('/')}${folder ? '/' : ''}`);
  const path = fc
    .array(fc.stringMatching(/^[ab.*]{1,3}$/), { minLength: 1, maxLength: 5 })
    .map((levels) => levels.join('/'));

  it('agrees with the naive reference: last match, and who matched at all', () => {
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 8 }),
        fc.array(path, { minLength: 1, maxLength: 8 }),
        (patterns, paths) => {
          const matcher = matcherOf(patterns);
          const reference = paths.map((p) => patterns.findLastIndex((q) => naivelyMatches(q, p)));
          expect(paths.map((p) => matcher.last(p))).toEqual(reference);
          const all = paths.map((p) =>
            patterns.flatMap((q, i) => (naivelyMatches(q, p) ? [i] : [])),
          );
          expect(paths.map((p) => matcher.all(p))).toEqual(all);
          const matched = patterns.flatMap((q, i) =>
            paths.some((p) => naivelyMatches(q, p)) ? [i] : [],
          );
          expect([...matcher.matched()].sort((a, b) => a - b)).toEqual(matched);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('ends with an error where hostile patterns would take minutes', () => {
    const hostile = Array.from({ length: 20_000 }, (_, i) => `a*${i}*b*c`);
    const matcher = matcherOf(hostile);
    expect(() => {
      for (let i = 0; i < 10_000; i += 1) matcher.last(`a${i}`);
    }).toThrow();
  });
});
