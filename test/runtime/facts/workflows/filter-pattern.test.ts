import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  matchesPattern,
  passesPatterns,
} from '../../../../runtime/src/facts/workflows/filter-pattern.js';

describe('a filter pattern', () => {
  it.each([
    ['main', 'main', true],
    ['main', 'mains', false],
    ['releases/*', 'releases/1', true],
    ['releases/*', 'releases/1/2', false],
    ['releases/**', 'releases/1/2', true],
    ['*', 'main', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['**/README.md', 'README.md', true],
    ['**/README.md', 'docs/README.md', true],
    ['**/README.md', 'aREADME.md', false],
    ['*.jsx?', 'page.js', true],
    ['*.jsx?', 'page.jsx', true],
    ['v[12].[0-9]+.[0-9]+', 'v1.10.1', true],
    ['v[12].[0-9]+.[0-9]+', 'v3.10.1', false],
    ['feature/[a-c]*', 'feature/beta', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['colou?r', 'color', true],
    ['go+gle', 'gooogle', true],
    ['[unclosed', '[unclosed', true],
    ['gh-readonly-queue/**', `gh-readonly-queue/main/pr-1-${'0'.repeat(40)}`, true],
  ])('%s, %s: %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  it('lets the last match of a list decide', () => {
    expect(passesPatterns(['releases/**', '!releases/**-alpha'], 'releases/10-alpha')).toBe(false);
    expect(
      passesPatterns(
        ['releases/**', '!releases/**-alpha', 'releases/10-alpha'],
        'releases/10-alpha',
      ),
    ).toBe(true);
    expect(passesPatterns(['!main'], 'other')).toBe(false);
    expect(passesPatterns([], 'main')).toBe(false);
  });

  it('agrees with a regular expression on stars and letters', () => {
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '/', '*'), { maxLength: 8 })
      .map((p) => p.join('').replace(/\*{2,}/g, '*'));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        expect(matchesPattern(p, t)).toBe(new RegExp(`^${p.replaceAll('*', '[^/]*')}$`).test(t));
      }),
      { numRuns: 500 },
    );
  });

  it('ends whatever the pattern is: one that tried every way would not, in years', () => {
    expect(matchesPattern('*a'.repeat(400), 'a'.repeat(399))).toBe(false);
    expect(matchesPattern('a?'.repeat(400), 'a'.repeat(400))).toBe(true);
  });
});
