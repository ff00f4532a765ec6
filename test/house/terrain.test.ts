import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differences, sameBytes, VERSION_LINE } from '../terrain/differences.js';

describe('the comparison that `npm run terrain` rests on', () => {
  const stack = { '//': { metadata: { version: '0.21.0' } }, resource: { aws_x: { a: [1, 2] } } };

  it('names the version line, and every other place by its path', () => {
    const other = {
      resource: { aws_x: { a: [1, 3], b: true } },
      '//': { metadata: { version: '0.24.0' } },
    };
    expect(differences(stack, other)).toEqual([
      { path: VERSION_LINE, before: '0.21.0', after: '0.24.0' },
      { path: '$.resource.aws_x.a[1]', before: 2, after: 3 },
      { path: '$.resource.aws_x.b', before: undefined, after: true },
    ]);
  });

  it('sees a list that is shorter, and a value of another kind', () => {
    expect(differences({ a: [1] }, { a: [1, 2] })).toHaveLength(1);
    expect(differences({ a: [] }, { a: {} })).toHaveLength(1);
    expect(differences({ a: null }, { a: {} })).toHaveLength(1);
    expect(differences(stack, undefined)).toHaveLength(1);
  });

  it('calls bytes the same apart from the version line alone, the order of keys included', () => {
    const next = { ...stack, '//': { metadata: { version: '0.24.0' } } };
    expect(sameBytes(stack, next)).toBe(true);
    expect(sameBytes(stack, { resource: stack.resource, '//': stack['//'] })).toBe(false);
    expect(sameBytes(stack, { ...stack, resource: { aws_x: { version: '1', a: [1, 2] } } })).toBe(
      false,
    );
    expect(sameBytes(stack, undefined)).toBe(false);
  });

  it('finds nothing exactly where the JSON is the same, whatever the order of keys', () => {
    const canonical = (value: unknown): string =>
      JSON.stringify(value, (_, inner: unknown) =>
        typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
          : inner,
      );
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (raw, other) => {
        const value = JSON.parse(JSON.stringify(raw)) as unknown;
        expect(differences(value, JSON.parse(canonical(value)))).toEqual([]);
        const before = canonical(value);
        const after = canonical(JSON.parse(JSON.stringify(other)));
        expect(differences(JSON.parse(before), JSON.parse(after)).length === 0).toBe(
          before === after,
        );
      }),
    );
  });
});
