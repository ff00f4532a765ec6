import { describe, expect, it } from '@jest/globals';
import { redactor } from '../../../runtime/src/privacy/index.js';
import { testRing } from './keys.js';

/** The redacted text with tokens short: `<email>`. */
export function short(text: string): string {
  return redactor(testRing())
    .text(text)
    .replaceAll(/\[redacted:([a-z0-9-]+):v1:[0-9a-f]{12}\]/g, '<$1>');
}

type Row = readonly [text: string, expected: string];

/** Texts that stay as they are. */
export function keeps(...texts: readonly string[]): readonly Row[] {
  return texts.map((text) => [text, text]);
}

/** Texts and what becomes of them. */
export function table(name: string, ...rows: readonly Row[]): void {
  describe(name, () => {
    it.each(rows)('%j → %j', (text, expected) => {
      expect(short(text)).toBe(expected);
    });
  });
}
