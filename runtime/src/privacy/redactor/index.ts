import type { KeyRing } from '../key-ring.js';
import type { Redacted, RedactedValue } from '../redacted.js';
import { meaningOf } from './assignment.js';
import { replaceCustom, type CustomDetector } from './custom.js';
import type { Kind } from './kinds.js';
import { scan } from './scan.js';
import { tokenEnd, tokens } from './token.js';

export { KINDS, type Kind } from './kinds.js';
export type { CustomDetector } from './custom.js';

/** Replaces secrets and personal data by tokens that name the kind and tell equal ones. */
export interface Redactor {
  /** Linear in the length of the text. Redacting redacted text changes nothing. */
  text(text: string): Redacted;
  /** Every string of a JSON-like value, and what stands under a key such as `password` whole. */
  value<T>(value: T): RedactedValue<T>;
  /** How many of each kind were removed so far. */
  counts(): Readonly<Partial<Record<Kind, number>>>;
  /** The nonce version of the tokens. */
  readonly nonceVersion: number;
}

export interface RedactorOptions {
  /** Forms of the organisation's own; see `custom.ts`. */
  readonly custom?: readonly CustomDetector[];
}

/** A redactor whose tokens are made with the nonce version that signs. */
export function redactor(ring: KeyRing, options: RedactorOptions = {}): Redactor {
  const token = tokens(ring);
  const custom = options.custom ?? [];
  const counts: Partial<Record<Kind, number>> = {};
  const replace = (kind: Kind, secret: string): string => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    return token(kind, secret);
  };

  const redactText = (given: string): string => {
    const text = custom.length === 0 ? given : replaceCustom(given, custom, replace);
    let out = '';
    let done = 0;
    scan(text, ({ kind, start, end }) => {
      out += text.slice(done, start) + replace(kind, text.slice(start, end));
      done = end;
    });
    return done === 0 ? text : out + text.slice(done);
  };

  const redactValue = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') {
      const meaning = meaningOf(key);
      if (meaning === undefined || meaning.weak || value === '') return redactText(value);
      return tokenEnd(value, 0) === value.length ? value : replace(meaning.kind, value);
    }
    if (Array.isArray(value)) return value.map((item) => redactValue(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [redactText(name), redactValue(item, name)]),
    );
  };

  return {
    text: (text) => redactText(text) as Redacted,
    value: <T>(value: T) => redactValue(value, '') as RedactedValue<T>,
    counts: () => ({ ...counts }),
    nonceVersion: ring.current.version,
  };
}
