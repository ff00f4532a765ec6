import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { printable } from '../../../runtime/src/report/printable.js';

describe('printable text', () => {
  it.each([
    ['colours', '\u001b[31mred', '\\u{1b}[31mred'],
    ['line breaks', 'a\nb\r', 'a\\u{a}b\\u{d}'],
    ['C1 controls', '\u009b2J', '\\u{9b}2J'],
    ['reordering', 'a\u202eb', 'a\\u{202e}b'],
    ['isolates', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['zero width', 'pa\u200bth', 'pa\\u{200b}th'],
    ['tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
    ['commands of a log', '##[error]x', '##\\[error]x'],
    ['commands at the start of a line', ' ::error::x', ' \\::error::x'],
    ['half a character', 'a\ud800b', 'a\\u{d800}b'],
    ['noncharacters', '\ufffe', '\\u{fffe}'],
    ['ordinary text', 'Büro — 日本語 🚀', 'Büro — 日本語 🚀'],
  ])('shows %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('holds no control character, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
