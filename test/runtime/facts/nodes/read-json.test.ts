import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { child, type Node } from '../../../../runtime/src/facts/nodes/node.js';
import { readJson } from '../../../../runtime/src/facts/nodes/read-json.js';

function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plain);
  const result: Record<string, unknown> = {};
  for (const { key, value } of node.entries) {
    Object.defineProperty(result, key, {
      value: plain(value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}

describe('reading JSON', () => {
  it('agrees with JSON.parse on any value, however it is laid out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 4 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const read = readJson(text);
        expect('node' in read && plain(read.node)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with JSON.parse on what is no JSON', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      'a',
      '"a"',
      '1',
      '-',
      '.5',
      'e3',
      '01',
      'true',
      'nul',
      'null',
      ' ',
      '\n',
      '\\',
      '\\u12',
      '\u0001',
      "'",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        const read = readJson(text);
        const twice = 'malformed' in read && read.malformed.reason.includes('twice');
        expect('node' in read || twice).toBe(valid);
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps offsets', () => {
    const read = readJson('{"a": [10, "x"]}');
    expect('node' in read && child(read.node, 'a')).toEqual({
      kind: 'sequence',
      start: 6,
      end: 15,
      items: [
        { kind: 'scalar', value: 10, source: '10', start: 7, end: 9 },
        { kind: 'scalar', value: 'x', source: '"x"', start: 11, end: 14 },
      ],
    });
  });

  it.each([
    ['a key that stands twice', '{"a": 1, "a": 2}', 9, 'the key "a" stands twice'],
    ['text after the value', '{} x', 3, 'text after the end of the value'],
    ['a comma at the end', '[1,]', 3, 'a value is expected'],
    ['nothing', '', 0, 'a value is expected'],
    ['a key without quotes', '{a: 1}', 1, 'a key in double quotes is expected'],
    ['a string without end', '"abc', 0, 'the string is not closed or not valid'],
    ['no colon', '{"a" 1}', 5, '`:` is expected'],
    ['no comma', '[1 2]', 3, '`,` or `]` is expected'],
    ['brackets without end', '['.repeat(100_000), 65, 'more than 64 levels'],
  ])('says where %s is', (_, text, offset, reason) => {
    expect(readJson(text)).toEqual({ malformed: { code: 'json-malformed', offset, reason } });
  });

  it('reads a string of a megabyte', () => {
    const read = readJson(JSON.stringify('x\\"'.repeat(300_000)));
    expect('node' in read).toBe(true);
  });
});
