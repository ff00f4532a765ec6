/** What holds of rules and any text; seconds, so not for every mutant. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redacting } from './custom-redacting.js';

describe('a rule that matches too often', () => {
  it('takes the rest of the line', async () => {
    const { short } = await redacting('x.*y|x');
    const line = 'x'.repeat(40_000);
    const out = short(`before\n${line}`);
    expect(out).toMatch(/^before\n(<custom>)+$/);
    expect(out.match(/<custom>/g)).toHaveLength(64 + Math.floor(2 ** 20 / 40_001) + 1);
  });
});

describe('redaction with rules, for any text', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...['X', 'XX', 'EMP-12345', 'a@b.co', '10.0.0.1', 'password=hunter2', 'deadbeefcafe'],
      ...[
        '[redacted:email:v1:0123456789ab]',
        '[redacted:custom:v2:0123456789ab]',
        '[redacted:',
        ']',
      ],
      ...[' ', '\n', '\r\n', ':', '-', '.', 'v1', 'key ', 'é', '😀', '\ud800'],
    ),
    fc.string({ maxLength: 3 }),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const SETS: readonly (readonly string[])[] = [
    ['EMP-\\d+'],
    ['\\bX', '^\\S', '\\S$'],
    ['[0-9a-f]{4,12}', 'redacted', ':v\\d'],
    ['key .*', '.+@', '\\]X+'],
    ['.'],
    ['[^a]+', 'a'],
  ];

  it.each(SETS.map((set) => [set]))('by %j, changes nothing the second time', async (set) => {
    const { redact } = await redacting(...set);
    fc.assert(
      fc.property(text, (given) => {
        const once = redact(given);
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 700 },
    );
  });

  it('lets nothing through that a rule names', async () => {
    const { redact } = await redacting('EMP-\\d{5}', 'key \\w+');
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(redact(`${before} EMP-98765 ${after}`)).not.toContain('EMP-98765');
      }),
      { numRuns: 500 },
    );
  });
});
