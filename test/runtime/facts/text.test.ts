import { describe, expect, it } from '@jest/globals';
import { QUOTE_LENGTH } from '../../../runtime/src/facts/place.js';
import { decodeUtf8, textFile } from '../../../runtime/src/facts/text.js';

describe('a text file', () => {
  it('counts lines and columns from 1, whatever ends a line', () => {
    const file = textFile('a', 'one\r\ntwo\nthree');
    expect(file.place(0, 3)).toEqual({ path: 'a', line: 1, column: 1, endColumn: 4 });
    expect(file.place(5, 8)).toEqual({ path: 'a', line: 2, column: 1, endColumn: 4 });
    expect(file.place(11)).toEqual({ path: 'a', line: 3, column: 3 });
    expect(file.quote(file.place(5)).quote).toBe('two');
    expect(file.quote(file.place(0)).quote).toBe('one');
  });

  it('ends a place that spans lines at the end of its first line', () => {
    expect(textFile('a', 'ab\ncd').place(1, 5)).toEqual({
      path: 'a',
      line: 1,
      column: 2,
      endColumn: 3,
    });
  });

  it('cuts a long line around the place and says so', () => {
    const file = textFile('a', `${'x'.repeat(500)}MARK${'y'.repeat(500)}`);
    const { quote } = file.quote(file.place(500, 504));
    expect(quote.length).toBeLessThanOrEqual(QUOTE_LENGTH);
    expect(quote).toContain('MARK');
    expect(quote).toMatch(/^….*…$/);
  });

  it('decodes UTF-8 only, and drops a byte order mark', () => {
    expect(decodeUtf8(Buffer.from('\ufeffon: push'))).toBe('on: push');
    expect(decodeUtf8(Buffer.from([0xff, 0xfe, 0x6f, 0x00]))).toBeUndefined();
    expect(decodeUtf8(Buffer.from([0xc3, 0x28]))).toBeUndefined();
  });
});
