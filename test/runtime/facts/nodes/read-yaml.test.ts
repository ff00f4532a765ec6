import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { child, type Node } from '../../../../runtime/src/facts/nodes/node.js';
import { readYaml } from '../../../../runtime/src/facts/nodes/read-yaml.js';

function node(text: string): Node {
  const read = readYaml(text);
  if ('malformed' in read) throw new Error(read.malformed.reason);
  return read.node;
}

function refusal(text: string): string {
  const read = readYaml(text);
  return 'malformed' in read ? read.malformed.code : 'read';
}

const scalar = (text: string): unknown => {
  const read = child(node(`v: ${text}\n`), 'v');
  return read?.kind === 'scalar' ? read.value : read?.kind;
};

describe('reading YAML', () => {
  it.each([
    ['3.10', 3.1],
    ['1.0', 1],
    ['0o17', 15],
    ['017', 17],
    ['0x1F', 31],
    ['1_000', '1_000'],
    ['yes', 'yes'],
    ['on', 'on'],
    ['True', true],
    ['~', null],
    ['', null],
    ["'3.10'", '3.10'],
    ['!!str 3.10', '3.10'],
    ['2026-01-02', '2026-01-02'],
    ['.inf', Infinity],
    ['12:30', '12:30'],
  ])('takes %j for %j, as YAML 1.2 core does', (text, expected) => {
    expect(scalar(text)).toEqual(expected);
  });

  it('keeps offsets and what was written', () => {
    const value = child(node('a: 3.10 # x\n'), 'a');
    expect(value).toEqual({ kind: 'scalar', value: 3.1, source: '3.10', start: 3, end: 7 });
  });

  it('expands aliases', () => {
    expect(child(node('a: &x [1, 2]\nb: *x\n'), 'b')).toMatchObject({
      kind: 'sequence',
      items: [{ value: 1 }, { value: 2 }],
    });
  });

  it('does not merge `<<`, which is no key of YAML 1.2', () => {
    expect(child(node('a: &x {k: 1}\nb: {<<: *x}\n'), 'b')).toMatchObject({
      entries: [{ key: '<<' }],
    });
  });

  it.each([
    ['a key that stands twice', 'a: 1\na: 2\n'],
    ['a key that stands twice in another case', 'a: 1\nA: 2\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['an unknown alias', 'a: *x\n'],
    ['a key that is a list', '? [a]\n: 1\n'],
    ['an older version of YAML', '%YAML 1.1\n---\non: yes\n'],
    ['a tab as indentation', 'a:\n\tb: 1\n'],
    ['an open bracket', 'a: [1\n'],
  ])('refuses %s', (_, text) => {
    expect(refusal(text)).toBe('yaml-malformed');
  });

  const bomb = (levels: number): string =>
    [
      'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
      ...Array.from(
        { length: levels },
        (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
      ),
    ].join('\n');

  it.each([
    ['an alias bomb', bomb(9)],
    ['an alias of itself', '&a [*a]'],
    ['brackets without end', '['.repeat(200_000)],
    ['braces without end', '{a: '.repeat(50_000)],
    ['list marks without end', '- '.repeat(100_000)],
    ['question marks without end', '? '.repeat(100_000)],
    ['51 levels', '['.repeat(52) + ']'.repeat(52)],
    ['a million line breaks', '\n'.repeat(1_000_000)],
    ['too many nodes', `[${'1,'.repeat(60_000)}]`],
  ])('ends at a limit for %s', (_, text) => {
    expect(refusal(text)).toBe('yaml-too-deep');
  });

  it('reads what is just inside the limits', () => {
    expect(refusal('['.repeat(50) + ']'.repeat(50))).toBe('read');
  });

  it('never throws, whatever the text is', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '\n',
      '  ',
      '&x ',
      '*x',
      '"',
      "'",
      '#',
      '|',
      '>',
      '!!str ',
      '? ',
      ',',
      '%',
      '---\n',
      '${{ a }}',
      '\t',
      '\u0000',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(['read', 'yaml-malformed', 'yaml-too-deep']).toContain(refusal(pieces.join('')));
      }),
      { numRuns: 2_000 },
    );
  });
});
