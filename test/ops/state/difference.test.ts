import { describe, expect, it } from '@jest/globals';
import { differenceOf, isEmpty } from '../../../ops/state/difference.js';
import { renderDifference, renderVersions } from '../../../ops/state/render.js';
import { sameButSerial, withSerial } from '../../../ops/state/serial.js';

const SECRET = 'c0ffee'.repeat(4);
const resource = (name: string, attributes: object, more: object = {}) => ({
  mode: 'managed',
  type: 'aws_thing',
  name,
  instances: [{ attributes, ...more }],
});
const state = (resources: readonly object[], outputs: object = {}): string =>
  JSON.stringify(
    { version: 4, terraform_version: '1.11.4', serial: 7, lineage: 'l', outputs, resources },
    undefined,
    2,
  );

describe('the difference of two states', () => {
  it('is nothing when only the order of keys differs', () => {
    const difference = differenceOf(
      state([resource('a', { x: 1, y: { b: 1, c: [1] } })]),
      state([resource('a', { y: { c: [1], b: 1 }, x: 1 })]),
    );
    expect(isEmpty(difference)).toBe(true);
    expect(renderDifference(difference)).toEqual(['nothing differs']);
  });

  it('names addresses and attributes, and no value', () => {
    const sensitive = { sensitive_attributes: [[{ type: 'get_attr', value: 'password' }]] };
    const difference = differenceOf(
      state(
        [
          resource('gone', {}),
          resource('a', { size: 1, password: 'old', same: true }, sensitive),
          resource('tainted', { x: 1 }),
        ],
        { left: { value: 1 }, url: { value: 'x' } },
      ),
      state(
        [
          { ...resource('new', {}), module: 'module.m', instances: [{ index_key: 'k' }] },
          { ...resource('seen', {}), mode: 'data', instances: [{ index_key: 0 }] },
          resource('a', { size: 2, password: SECRET, same: true }, sensitive),
          resource('tainted', { x: 1 }, { status: 'tainted' }),
        ],
        { url: { value: SECRET }, more: { value: 1 } },
      ),
    );
    expect(renderDifference(difference)).toEqual([
      '+ data.aws_thing.seen[0]',
      '+ module.m.aws_thing.new["k"]',
      '- aws_thing.gone',
      '~ aws_thing.a: password (sensitive), size',
      '~ aws_thing.tainted: (not an attribute)',
      '- output left',
      '+ output more',
      '~ output url',
    ]);
    expect(JSON.stringify(difference)).not.toContain(SECRET);
  });
});

describe('the serial of a state', () => {
  it('is replaced, and nothing else', () => {
    const text = state([resource('a', { text: '"serial": 7,' })]);
    const next = withSerial(text, 12, 'x');
    expect(next).toBe(text.replace('"serial": 7', '"serial": 12'));
    expect(sameButSerial(text, next)).toBe(true);
    expect(sameButSerial(text, state([]))).toBe(false);
  });

  it.each(['{}', '{"version": 3, "serial": 1}', '[]'])('is not looked for in %s', (text) => {
    expect(() => withSerial(text, 1, 'x')).toThrow(expect.objectContaining({ code: 'PM-6031' }));
    expect(sameButSerial(text, text)).toBe(false);
  });
});

it('lists what each version holds', () => {
  const one = { version: 'v', at: '2026-11-22T06:00:00.000Z', bytes: 3, deletion: false };
  const text = renderVersions([
    { stack: 'access', versions: [] },
    {
      stack: 'data',
      versions: [
        { ...one, current: true, state: undefined },
        { ...one, current: false, state: undefined, deletion: true },
      ],
    },
  ]);
  expect(text.split('\n')).toEqual([
    'access: no state',
    'data',
    '  v  2026-11-22T06:00:00.000Z  no state (3 bytes)  (present)',
    '  v  2026-11-22T06:00:00.000Z  deleted',
    '',
  ]);
});
