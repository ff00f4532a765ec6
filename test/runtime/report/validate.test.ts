import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { reportSchema } from '../../../runtime/src/report/report-schema.js';
import { misfit } from '../../../runtime/src/report/validate.js';
import { fullReport, report } from './sample.js';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const reference = ajv.compile(reportSchema);

/** Paths of every value inside a JSON value. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, item]) => pathsOf(item, [...path, name]))];
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function changed(value: unknown, path: readonly string[], to: unknown): unknown {
  const copy = plain(value) as Record<string, unknown>;
  const last = path.at(-1);
  if (last === undefined) return to;
  let at = copy;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  if (to === undefined) delete at[last];
  else at[last] = to;
  // A hole in a list becomes null, as in a file.
  return plain(copy);
}

describe('the check of a report file against its schema', () => {
  it.each([
    ['full', fullReport()],
    ['empty', report({})],
  ])('accepts what the oracle writes (%s)', (_, value) => {
    expect(misfit(reportSchema, plain(value))).toBeUndefined();
    expect(reference(plain(value))).toBe(true);
  });

  it.each([
    [['schema'], 'x', '/schema: it is not "phase-mirror/report@1"'],
    [['seal', 'mac'], 'x', '/seal/mac: it does not match ^[0-9a-f]{64}$'],
    [['findings', '0', 'place', 'line'], 0, '/findings/0/place/line: it is below 1'],
    [
      ['findings', '1', 'severity'],
      'x',
      '/findings/1/severity: it is none of critical, high, medium, low, info',
    ],
    [['change', 'base'], 1, '/change/base: it is no string'],
    [['rules', '0', 'judged'], undefined, '/rules/0: it has no judged'],
    [['more'], 1, '/: "more" is not known'],
    [[], null, '/: it is no object'],
  ])('says where %j is wrong', (path, to, why) => {
    expect(misfit(reportSchema, changed(fullReport(), path, to))).toBe(why);
  });

  it('agrees with another implementation about any change of any value', () => {
    const paths = pathsOf(plain(fullReport()));
    const values = fc.oneof(
      fc.constantFrom(undefined, null, '', 'block', -1, 0, 1.5, true, [], {}, [{}], { x: 1 }),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), values, (path, to) => {
        const value = changed(fullReport(), path, to);
        expect(misfit(reportSchema, value) === undefined).toBe(reference(value));
      }),
      { numRuns: 300 },
    );
  });

  it('passes over no keyword', () => {
    expect(() => misfit({ format: 'uri' }, 'x')).toThrow('keyword format is not known');
  });
});
