import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baselineKey } from '../../../runtime/src/names/index.js';

describe('the key of a baseline', () => {
  it.each([
    ['acme/shop', 'main', 'acme/shop/main.json'],
    ['acme/shop', 'release/1.x', 'acme/shop/release!2f1.x.json'],
    ['local/my repo', 'ü', 'local/my!20repo/!c3!bc.json'],
    ['local/..', '.', 'local/!2e!2e/!2e.json'],
    ['acme/shop', 'a!2fb', 'acme/shop/a!212fb.json'],
  ])('of %s %s is %s', (repository, branch, key) => {
    expect(baselineKey({ repository, branch })).toBe(key);
  });

  it('is another one for every other branch, and needs no quoting', () => {
    const text = fc.oneof(
      fc.string({ minLength: 1, unit: fc.constantFrom('a', '/', '.', '!', '2', 'f', 'ä', ' ') }),
      fc.string({ minLength: 1, unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(text, text, text, text, (repository, branch, otherRepository, otherBranch) => {
        const key = baselineKey({ repository, branch });
        expect(key).toMatch(/^[A-Za-z0-9._!/-]+\.json$/);
        if (repository === otherRepository && branch === otherBranch) return;
        const other = baselineKey({ repository: otherRepository, branch: otherBranch });
        expect(key).not.toBe(other);
      }),
      { numRuns: 1000 },
    );
  });
});
