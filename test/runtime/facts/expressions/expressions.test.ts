import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  evaluate,
  render,
  valueOfTemplate,
  type Scope,
} from '../../../../runtime/src/facts/expressions/evaluate.js';
import {
  NotAnExpression,
  parseExpression,
} from '../../../../runtime/src/facts/expressions/parse.js';
import { parseTemplate } from '../../../../runtime/src/facts/expressions/template.js';
import {
  formatNumber,
  PartialMap,
  toNumber,
  truthOf,
  Unknown,
  UNKNOWN,
  type Value,
} from '../../../../runtime/src/facts/expressions/value.js';

const SCOPE: Scope = {
  names: new Map<string, Value>([
    [
      'github',
      new PartialMap([
        ['event_name', 'push'],
        ['empty', ''],
      ]),
    ],
    [
      'matrix',
      new Map<string, Value>([
        ['os', 'Linux'],
        ['list', ['a', 'B', 3]],
        ['deep', new Map([['x', 1]])],
        ['none', null],
      ]),
    ],
    ['vars', UNKNOWN],
  ]),
};
const value = (text: string): unknown => {
  const result = evaluate(parseExpression(text), SCOPE);
  return result instanceof Unknown
    ? `unknown${result.truthy === undefined ? '' : ` but ${result.truthy}`}`
    : result;
};

describe('an expression', () => {
  it.each([
    ["'it''s'", "it's"],
    ['0xff', 255],
    ['-1.5e2', -150],
    ['.5', 0.5],
    ['Infinity', Infinity],
    ['null', null],
    ['matrix.os', 'Linux'],
    ['MATRIX.OS', 'Linux'],
    ["matrix['os']", 'Linux'],
    ['matrix.list[1]', 'B'],
    ["matrix.list['1']", 'B'],
    ['matrix.list[9]', null],
    ['matrix.list[-1]', null],
    ['matrix.deep.x', 1],
    ['matrix.os.length', null],
    ['matrix.absent', null],
    ['matrix.none', null],
    ['github.event_name', 'push'],
    ['github.sha', 'unknown'],
    ['vars.X', 'unknown'],
    ['matrix[vars.X]', 'unknown'],
    ['matrix[matrix.list]', null],
    ['matrix.*', 'unknown'],
    ['nothing', 'unknown'],
    ['!vars.X', 'unknown'],
    ['!github.empty', true],
    ["matrix.os == 'LINUX'", true],
    ["matrix.os != 'mac'", true],
    ["'1' == 1", true],
    ["'' == 0", true],
    ['null == 0', true],
    ['true == 1', true],
    ["'abc' == 0", false],
    ['NaN == NaN', false],
    ['matrix.deep == matrix.deep', true],
    ["matrix.list == 'Array'", false],
    ['vars.X == 1', 'unknown'],
    ["'b' > 'A'", true],
    ['2 <= 2', true],
    ["'10' < 9", false],
    ['matrix.list < 1', false],
    ['vars.X < 1', 'unknown'],
    ["'' || 'fallback'", 'fallback'],
    ["'first' && 'second'", 'second'],
    ["'' && vars.X", ''],
    ['vars.X || true', 'unknown but true'],
    ['vars.X && false', 'unknown but false'],
    ['vars.X || false', 'unknown'],
    ['1 == 1 && 2 == 3 || true', true],
    ["contains('Hello', 'ELL')", true],
    ["contains(matrix.list, 'b')", true],
    ["contains(matrix.list, 'c')", false],
    ['contains(matrix.list, vars.X)', 'unknown'],
    ['contains(vars.X, 1)', 'unknown'],
    ["contains('a', vars.X)", 'unknown'],
    ['contains(matrix.deep, 1)', false],
    ["startsWith('Hello', 'he')", true],
    ["endsWith('Hello', 'LO')", true],
    ["startsWith(matrix.list, 'a')", false],
    ["startsWith(vars.X, 'a')", 'unknown'],
    ["format('{0}-{1} {{x}}', 'a', 2)", 'a-2 {x}'],
    ["format('{0}', vars.X)", 'unknown'],
    ["format('{1}', 'a')", 'unknown'],
    ["format('{', 'a')", 'unknown'],
    ["join(matrix.list, '-')", 'a-B-3'],
    ['join(matrix.list)', 'a,B,3'],
    ["join('one')", 'one'],
    ['join(matrix.deep)', ''],
    ['join(vars.X)', 'unknown'],
    ["join(fromJSON('[1, true, null]'), '')", '1true'],
    ['fromJSON(\'{"a": [1]}\').a[0]', 1],
    ["fromJSON('{')", 'unknown'],
    ['fromJSON(vars.X)', 'unknown'],
    ['fromJSON(matrix.list)', 'unknown'],
    ['toJSON(matrix)', 'unknown'],
    ['success()', 'unknown'],
  ])('%s is %j', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it.each([
    '',
    'a b',
    '(a',
    'a)',
    'a.',
    'a..b',
    "'open",
    'a[1',
    'f(1',
    'f(1,)',
    '== 1',
    'a ?',
    '1a',
    '`x`',
    '!',
    'a.5',
    `${'('.repeat(60)}a${')'.repeat(60)}`,
    'x'.repeat(22_000),
  ])('%j is none', (text) => {
    expect(() => parseExpression(text)).toThrow(NotAnExpression);
  });

  it('never fails in another way, whatever the text is', () => {
    const piece = fc.constantFrom(
      'a',
      '.',
      '[',
      ']',
      '(',
      ')',
      "'x'",
      '1',
      '!',
      '==',
      '&&',
      '||',
      '<',
      ',',
      '*',
      ' ',
      '-',
      "'",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          evaluate(parseExpression(pieces.join('')), SCOPE);
        } catch (error) {
          expect(error).toBeInstanceOf(NotAnExpression);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a template', () => {
  it.each([
    ['plain', ['plain']],
    ['a ${{ matrix.os }} b', ['a Linux b']],
    ['${{ matrix.list }}${{ matrix.deep }}${{ matrix.none }}', ['ArrayObject']],
    ['${{ vars.X }}-${{ vars.Y }}', [undefined, '-', undefined]],
    ['${{ vars.X }}${{ vars.Y }}', [undefined]],
    ["${{ '}}' }}!", ['}}!']],
    ['', ['']],
  ])('%j', (text, parts) => {
    expect(render(parseTemplate(text), SCOPE)).toEqual(parts);
  });

  it('is the value of its only expression, else a text', () => {
    expect(valueOfTemplate(parseTemplate('${{ matrix.list }}'), SCOPE)).toEqual(['a', 'B', 3]);
    expect(valueOfTemplate(parseTemplate('v${{ 3.10 }}'), SCOPE)).toBe('v3.1');
    expect(truthOf(valueOfTemplate(parseTemplate('v${{ vars.X }}'), SCOPE))).toBe(true);
    expect(
      truthOf(valueOfTemplate(parseTemplate('${{ vars.X }}${{ vars.Y }}'), SCOPE)),
    ).toBeUndefined();
  });

  it('must close its expressions', () => {
    expect(() => parseTemplate('a ${{ b }')).toThrow(NotAnExpression);
    expect(() => parseTemplate("${{ 'open }}")).toThrow(NotAnExpression);
  });
});

describe('a number', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [3.1, '3.1'],
    [1e14, '100000000000000'],
    [1e15, '1E+15'],
    [0.0001, '0.0001'],
    [0.00001, '1E-05'],
    [1.5e-7, '1.5E-07'],
    [0.1 + 0.2, '0.3'],
    [123456789.12345678, '123456789.123457'],
    [-1e100, '-1E+100'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ])('%d is written %s', (number, text) => {
    expect(formatNumber(number)).toBe(text);
  });

  it('is read back from what is written, to 15 digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(formatNumber(number)) + 0).toBe(Number(number.toPrecision(15)) + 0);
      }),
    );
  });

  it.each([
    [' 12 ', 12],
    ['', 0],
    ['0x1F', 31],
    ['0o17', 15],
    ['1e3', 1000],
    ['-Infinity', -Infinity],
    ['Infinity', Infinity],
    ['12px', NaN],
    ['1_000', NaN],
  ])('of the text %j is %d', (text, number) => {
    expect(toNumber(text)).toBe(number);
  });
});
