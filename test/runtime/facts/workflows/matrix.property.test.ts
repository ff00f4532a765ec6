import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { names } from './names.js';

type Leaf = string | number | boolean;
type Combination = Readonly<Record<string, Leaf>>;
interface Matrix {
  readonly vectors: Readonly<Record<string, readonly Leaf[]>>;
  readonly include: readonly Combination[];
  readonly exclude: readonly Combination[];
}

/** GitHub compares text without case, and a number with a text as numbers. */
function same(a: Leaf, b: Leaf): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  return Number(a) === Number(b);
}

/**
 * The documentation's own words, one sentence after the other: include entries are added to every
 * combination "if none of the key:value pairs overwrite any of the original matrix values"; one that
 * "cannot be added to any of the matrix combinations" becomes "a new matrix combination".
 */
function reference({ vectors, include, exclude }: Matrix): readonly string[] {
  const keys = Object.keys(vectors);
  const product = (rest: readonly string[]): readonly Combination[] => {
    const [key, ...others] = rest;
    if (key === undefined) return [{}];
    return (vectors[key] ?? []).flatMap((value) =>
      product(others).map((c) => ({ [key]: value, ...c })),
    );
  };
  const combinations = (keys.length === 0 ? [] : product(keys)).filter(
    (c) =>
      !exclude.some((e) => Object.entries(e).every(([key, value]) => same(c[key] as Leaf, value))),
  );
  const added = include.filter(
    (entry) =>
      !combinations.some((original) =>
        Object.entries(entry).every(
          ([key, value]) => !(key in original) || same(original[key] as Leaf, value),
        ),
      ),
  );
  const label = (values: readonly Leaf[]): string => {
    const texts = values.map(String).filter((text) => text !== '');
    return texts.length === 0 ? 'build' : `build (${texts.join(', ')})`;
  };
  const inOrder = (entry: Combination): readonly Leaf[] => [
    ...Object.entries(entry)
      .filter(([key]) => keys.includes(key))
      .map(([, v]) => v),
    ...Object.entries(entry)
      .filter(([key]) => !keys.includes(key))
      .map(([, v]) => v),
  ];
  return [
    ...combinations.map((c) => label(keys.map((key) => c[key] as Leaf))),
    ...added.map((entry) => label(inOrder(entry))),
  ];
}

const leaf = fc.oneof(
  fc.constantFrom('a', 'A', 'b', '', '1', 'true'),
  fc.integer({ min: 0, max: 2 }),
  fc.boolean(),
);
const KEYS = ['os', 'node', 'arch'] as const;
const vectors = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.array(leaf, { minLength: 1, maxLength: 3 }),
  { maxKeys: 3, noNullPrototype: true },
);
const entry = (keys: readonly string[]): fc.Arbitrary<Combination> =>
  fc.dictionary(fc.constantFrom(...keys), leaf, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
const matrix: fc.Arbitrary<Matrix> = vectors.chain((v) =>
  fc.record({
    vectors: fc.constant(v),
    include: fc.array(entry([...KEYS, 'extra', 'more']), {
      minLength: Object.keys(v).length === 0 ? 1 : 0,
      maxLength: 4,
    }),
    exclude:
      Object.keys(v).length === 0
        ? fc.constant([])
        : fc.array(entry(Object.keys(v)), { maxLength: 3 }),
  }),
);

function workflow({ vectors: v, include, exclude }: Matrix): string {
  const value = {
    ...v,
    ...(include.length === 0 ? {} : { include }),
    ...(exclude.length === 0 ? {} : { exclude }),
  };
  return `on: push\njobs: {"build": {"runs-on": "x", "strategy": {"matrix": ${JSON.stringify(value)}}}}\n`;
}

describe('expanding a matrix', () => {
  it('gives the names that the documentation describes, for any matrix', () => {
    fc.assert(
      fc.property(matrix, (m) => {
        const expected = reference(m);
        // Everything excluded and nothing included: no job of the matrix is left to compare.
        fc.pre(expected.length > 0);
        expect(names(workflow(m))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
