import { describe, expect, it } from '@jest/globals';
import { customDetectors, redactor, type CustomRule } from '../../../runtime/src/privacy/index.js';
import { redacting, TOKEN } from './custom-redacting.js';
import { testRing } from './keys.js';

const ring = testRing();

describe('rules of the organisation', () => {
  it.each<readonly [string, string, string, string]>([
    [
      'EMP-\\d{5}',
      '',
      'by EMP-12345, EMP-1234 and emp-12345',
      'by <custom>, EMP-1234 and emp-12345',
    ],
    ['emp-\\d{5}', 'i', 'by EMP-12345', 'by <custom>'],
    ['^case .*$', '', 'a case x\ncase 7\r\ncase 8', 'a case x\n<custom>\r\n<custom>'],
    ['\\Aid\\d\\z', '', 'id1\nid2 \nid3', '<custom>\nid2 \n<custom>'],
    ['(?-m)^id\\d', '', 'x\nid1', 'x\n<custom>'],
    ['[^\\x00-\\x7f]+', '', 'ab 😀é c', 'ab <custom> c'],
    ['proj-[a-z]+', '', 'proj-a, mail a@b.co', '<custom>, mail <email>'],
    ['customer .*', '', 'customer Ada a@b.co', '<custom>'],
  ])('%s /%s: %s', async (pattern, flags, text, expected) => {
    const { short } = await redacting({ name: 'own', pattern, flags });
    expect(short(text)).toBe(expected);
  });

  it('come on top of the table, each after the other, and give equal tokens for equal secrets', async () => {
    const { redact, short } = await redacting('EMP-\\d+', 'blue \\w+');
    expect(short('EMP-1 likes blue whales, a@b.co')).toBe('<custom> likes <custom>, <email>');
    const [first, second] = redact('EMP-1 EMP-1').split(' ');
    expect(first).toBe(second);
  });

  it('leave tokens as they are, and nothing of a match beside them', async () => {
    const { redact, short } = await redacting(
      'customer .*',
      '[0-9a-f]{12}',
      'redacted|custom',
      ':v1',
    );
    const [mail = ''] = redactor(ring).text('a@b.co').match(TOKEN) ?? [];
    expect(short(`customer Ada ${mail}, Bob`)).toBe('<custom><email><custom>');
    expect(redact(`x ${mail} y`)).toBe(`x ${mail} y`);
  });

  it('make one token of a text that never comes to rest', async () => {
    const { short } = await redacting('\\bX');
    expect(short('XX a')).toBe('<custom><custom> a');
    expect(short(`${'X'.repeat(40)} a`)).toBe('<custom>');
  });

  it('are none by default, and cost nothing then', async () => {
    expect(await customDetectors([])).toEqual([]);
  });
});

describe('a rule that cannot be used is PM-4004', () => {
  const rule = (change: object): CustomRule => ({ name: 'own', pattern: 'x', ...change });
  it.each<readonly [string, readonly CustomRule[], RegExp]>([
    ['a bracket too many', [rule({ pattern: '(abc' })], /rule own: .*missing closing \)/],
    ['a look-ahead', [rule({ pattern: 'a(?=b)' })], /rule own: .*\(\?=/],
    ['a back-reference', [rule({ pattern: '(a)\\1' })], /rule own: .*\\1/],
    ['an empty pattern', [rule({ pattern: '' })], /1–500 characters/],
    ['a pattern that is no text', [rule({ pattern: 7 })], /1–500 characters/],
    ['a long pattern', [rule({ pattern: 'x'.repeat(501) })], /1–500 characters/],
    [
      'a large program',
      [rule({ pattern: '(?:\\w{1,1000}){1}\\w{1,1000}' })],
      /too large: \d+ instr/,
    ],
    ['what matches nothing', [rule({ pattern: 'x*' })], /matches the empty text/],
    ['an anchor alone', [rule({ pattern: '$' })], /matches the empty text/],
    ['a boundary alone', [rule({ pattern: 'q|\\b' })], /matches the empty text/],
    ['a flag that is none', [rule({ flags: 'g' })], /flags may be `i`/],
    ['a flag twice', [rule({ flags: 'ii' })], /flags may be `i`/],
    ['no name', [rule({ name: '' })], /rule number 1: its name/],
    ['a name with a blank', [rule({}), rule({ name: 'a b' })], /rule number 2: its name/],
    ['a name that is no text', [rule({ name: undefined })], /rule number 1: its name/],
    ['a long name', [rule({ name: 'n'.repeat(41) })], /its name/],
    ['a name twice', [rule({}), rule({})], /rule own: there are two/],
    [
      'too many rules',
      Array.from({ length: 51 }, (_, i) => rule({ name: `n${i}` })),
      /there are 51, at most 50/,
    ],
  ])('%s', async (_, rules, message) => {
    await expect(customDetectors(rules)).rejects.toMatchObject({
      code: 'PM-4004',
      exit: 2,
      message: expect.stringMatching(message),
    });
  });

  it.each([
    [{ name: 'n'.repeat(40) }],
    [{ pattern: 'x'.repeat(500) }],
    [{ flags: undefined }],
    [{ name: '7' }],
  ])('and at the limit it can: %j', async (change) => {
    expect(await customDetectors([rule(change)])).toHaveLength(1);
  });

  it('fifty are not too many', async () => {
    const fifty = Array.from({ length: 50 }, (_, i) => rule({ name: `n${i}` }));
    expect(await customDetectors(fifty)).toHaveLength(50);
  });
});
