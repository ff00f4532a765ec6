/** Replaces secret values in text before it reaches a stream or a file. */
export interface Masker {
  /** From now on the value is replaced wherever it appears. Values under 8 characters are refused. */
  add(value: string): void;
  apply(text: string): string;
}

const MASK = '********';

export function masker(): Masker {
  const values = new Set<string>();
  return {
    add(value) {
      // A short value would mask ordinary words and so hide what an operator must read.
      if (value.length < 8) throw new RangeError('a value to mask has at least 8 characters');
      values.add(value);
    },
    apply(text) {
      let masked = text;
      for (const value of values) masked = masked.replaceAll(value, MASK);
      return masked;
    },
  };
}
