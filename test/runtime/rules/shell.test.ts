import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandsOf, type Command } from '../../../runtime/src/rules/shell/lexer.js';

const words = (script: string): readonly (readonly string[])[] =>
  commandsOf(script).map((command) => command.words);

describe('the commands of a script', () => {
  it.each<readonly [string, readonly (readonly string[])[]]>([
    ['a b; c && d || e | f & g', [['a', 'b'], ['c'], ['d'], ['e'], ['f'], ['g']]],
    ['a \'b; c\' "d | e" f\\ g', [['a', 'b; c', 'd | e', 'f g']]],
    ['a # b\nc', [['a'], ['c']]],
    ['a \\\n b', [['a', 'b']]],
    ['cat <<EOF > f\nb | c\nEOF\nd', [['cat', '', '>', 'f'], ['d']]],
    ["cat <<-'END'\n\tb\n\tEND\nd", [['cat', ''], ['d']]],
    ['a <<< b', [['a', '<<<', 'b']]],
    ["a '${{ x || y }}' ${{ z || 'w' }}", [['a', '${{ x || y }}', "${{ z || 'w' }}"]]],
    ['(a; b)', [['a'], ['b']]],
    ['a > f 2>&1 &> g', [['a', '>', 'f', '2>&1', '&>', 'g']]],
    ['a ${b:-c d} $((1 | 2))', [['a', '${b:-c d}', '$((1 | 2))']]],
    ["a 'b", [['a', 'b']]],
  ])('%j', (script, expected) => {
    expect(words(script)).toEqual(expected);
  });

  it('holds the commands of substitutions', () => {
    const [command] = commandsOf('a "$(b | c)" `d` <(e)');
    expect(command?.words).toEqual(['a', '$()', '$()', '<()']);
    expect(command?.inner.map((one) => one.words)).toEqual([['b'], ['c'], ['d'], ['e']]);
  });

  it('reads any text to its end', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        ' ',
        '\n',
        "'",
        '"',
        '`',
        '$(',
        '${',
        '${{',
        '$((',
        ')',
        '}}',
        '|',
        '&',
        ';',
        '<(',
        '<<E',
        '\\',
        '#',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const count = (list: readonly Command[]): number =>
          list.reduce((sum, { inner }) => sum + 1 + count(inner), 0);
        expect(count(commandsOf(pieces.join('')))).toBeLessThanOrEqual(pieces.length + 1);
      }),
    );
  });
});
