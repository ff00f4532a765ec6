import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { replaceOwners } from '../../../ops/codeowners/edit.js';
import { readMapping } from '../../../ops/codeowners/mapping.js';
import { ownerWords } from '../../../runtime/src/facts/codeowners/read-codeowners.js';

const edited = (text: string, ...pairs: string[]): string =>
  replaceOwners(text, readMapping(pairs)).text;

describe('a change of owners', () => {
  it.each<readonly [string, string, string[], string]>([
    ['an owner', '* @old\n', ['@old=@new'], '* @new\n'],
    ['whatever its case', '* @Old\n', ['@oLd=@new'], '* @new\n'],
    ['not one that only begins so', '* @older @old/team\n', ['@old=@new'], '* @older @old/team\n'],
    ['not a pattern', '@old @old\n', ['@old=@new'], '@old @new\n'],
    ['not a comment', '* @old # ask @old\n#@old\n', ['@old=@new'], '* @new # ask @old\n#@old\n'],
    ['an escaped space in a pattern', 'a\\ @old @old\n', ['@old=@new'], 'a\\ @old @new\n'],
    ['without the last line break', '* @old', ['old=new'], '* @new'],
    [
      'tabs, runs of spaces, CRLF and a byte order mark',
      '\ufeff*\t@old  @b \r\n\r\n/x @old\r\n',
      ['@old=@acme/t'],
      '\ufeff*\t@acme/t  @b \r\n\r\n/x @acme/t\r\n',
    ],
    ['two that change places', '* @a @b\n', ['@a=@b', '@b=@a'], '* @b @a\n'],
    ['one that becomes a neighbour once only', '* @a @b @c\n', ['@a=@b'], '* @b @c\n'],
    ['two that become one', '* @a @b x@y.z\n', ['@a=@n', '@b=@n'], '* @n x@y.z\n'],
    ['what is no owner at all', '* @<steward>\n', ['@<steward>=@acme/s'], '* @acme/s\n'],
    ['an e-mail address', '* a@b.example\n', ['a@b.example=@new'], '* @new\n'],
  ])('replaces %s', (_, text, pairs, after) => {
    expect(edited(text, ...pairs)).toBe(after);
  });

  it('says line, pattern and both names, and which names stand nowhere', () => {
    const { replacements, unused } = replaceOwners(
      '\n\n* @a\r\n\r\n/docs/ @b @a\n',
      readMapping(['@a=@x', '@z=@y']),
    );
    expect(replacements).toEqual([
      { line: 3, pattern: '*', from: '@a', to: '@x' },
      { line: 5, pattern: '/docs/', from: '@a', to: '@x' },
    ]);
    expect(unused).toEqual(['@z']);
  });

  it('changes nothing but owners of the mapping, in any text', () => {
    const piece = fc.constantFrom(
      ...[
        '*',
        '/a b',
        ' ',
        '\t',
        '@a',
        '@A',
        '@b',
        '@c/d',
        '#',
        '\\',
        '\n',
        '\r\n',
        '\ufeff',
        'é',
        '😀',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const mapping = readMapping(['@a=@long-name', '@c/d=@e']);
        const after = replaceOwners(text, mapping);
        // A second change finds nothing.
        expect(replaceOwners(after.text, mapping).replacements).toEqual([]);
        if (after.replacements.length === 0) expect(after.text).toBe(text);
        // What is left without owners is equal.
        const bare = (given: string): string =>
          ownerWords(given).reduceRight(
            (rest, { at, text: owner }) =>
              `${rest.slice(0, at).trimEnd()}${rest.slice(at + owner.length)}`,
            given,
          );
        expect(bare(after.text)).toBe(bare(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a mapping', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pm-mapping-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (text: string): string => {
    const path = join(folder, 'mapping');
    writeFileSync(path, text);
    return path;
  };
  const PAIRS = [
    ['@a', '@acme/b'],
    ['@c', 'd@e.example'],
  ];

  it.each([
    ['JSON', '{"@a": "@acme/b", "c": "d@e.example"}'],
    ['lines', '# who\n@a = @acme/b   # the team\r\n\nc=d@e.example\n'],
  ])('is read from a file of %s', (_, text) => {
    const pairs = [...readMapping([], file(text)).values()].map(({ from, to }) => [from, to]);
    expect(pairs).toEqual(PAIRS);
  });

  it.each([
    ['no pair', () => readMapping([]), 'PM-1001', /no handle/],
    ['no =', () => readMapping(['@a']), 'PM-1001', /OLD=NEW/],
    ['a name that no owner can have', () => readMapping(['@a=@b c']), 'PM-1001', /OLD=NEW/],
    ['a name that no owner can have', () => readMapping(['@a=@-b']), 'PM-1002', /no owner/],
    ['two names for one', () => readMapping(['@a=@b', '@A=@c']), 'PM-1002', /already/],
    ['a file that is not there', () => readMapping([], join(folder, 'x')), 'PM-1002', /ENOENT/],
    ['a file of half a JSON', () => readMapping([], file('{"a":')), 'PM-1002', /JSON/],
    ['a number for a name', () => readMapping([], file('{"@a":1}')), 'PM-1002', /no text/],
    ['a line without =', () => readMapping([], file('@a @b')), 'PM-1002', /OLD=NEW/],
  ])('with %s is refused', (_, read, code, why) => {
    expect(read).toThrow(expect.objectContaining({ code, why: expect.stringMatching(why) }));
  });
});
