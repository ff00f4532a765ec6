import type { KeyRing } from '../key-ring.js';
import type { Redacted, RedactedValue } from '../redacted.js';
import { meaningOf } from './assignment.js';
import { APART, is } from './chars.js';
import { replaceCustom, type CustomDetector } from './custom.js';
import type { Kind, Span } from './kinds.js';
import { scan } from './scan.js';
import { tokenEnd, tokens } from './token.js';

export type { Kind } from './kinds.js';
export type { CustomDetector } from './custom.js';
export { customDetectors, type CustomRule } from './custom-rules.js';

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
  /** Forms of the organisation's own, made by `customDetectors`. */
  readonly custom?: readonly CustomDetector[];
  /** What is found and stays, because it is known to be harmless where this redactor is used. */
  readonly keep?: (kind: Kind, text: string) => boolean;
}

/**
 * A rule that looks at what stands beside a match (`\b`, `^`) may match again beside its own token. Text
 * that does not come to rest in so many rounds becomes one token: nothing of it is known to be safe.
 */
const ROUNDS = 8;

interface Line {
  readonly start: number;
  end: number;
  readonly spans: Span[];
  /** Something stands directly beside a span, which may be another thing beside a token. */
  touches: boolean;
}

/** The lines in which something was found, with what; a key block makes several lines one. */
function linesWithSecrets(text: string): readonly Line[] {
  const lines: Line[] = [];
  let last: Line | undefined;
  scan(text, (span) => {
    if (last === undefined || span.start >= last.end) {
      last = { start: text.lastIndexOf('\n', span.start) + 1, end: 0, spans: [], touches: false };
      lines.push(last);
    }
    last.spans.push(span);
    last.touches ||= !apart(text, span.start - 1) || !apart(text, span.end);
    if (span.end > last.end) {
      const end = text.indexOf('\n', span.end);
      last.end = end === -1 ? text.length : end;
    }
  });
  return lines;
}

const apart = (text: string, at: number): boolean =>
  at < 0 || at >= text.length || is(text, at, APART);

/** A redactor whose tokens are made with the nonce version that signs. */
export function redactor(ring: KeyRing, options: RedactorOptions = {}): Redactor {
  const token = tokens(ring);
  const custom = options.custom ?? [];
  const counts: Partial<Record<Kind, number>> = {};
  const replace = (kind: Kind, secret: string): string => {
    if (options.keep?.(kind, secret) === true) return secret;
    counts[kind] = (counts[kind] ?? 0) + 1;
    return token(kind, secret);
  };

  /** The text with its secrets replaced, or the text itself when it holds none. */
  const pass = (text: string): string => {
    let out = '';
    let done = 0;
    scan(text, ({ kind, start, end }) => {
      out += text.slice(done, start) + replace(kind, text.slice(start, end));
      done = end;
    });
    return done === 0 ? text : out + text.slice(done);
  };

  const redactKnown = (text: string): string => {
    let out = '';
    let done = 0;
    for (const { start, end, spans, touches } of linesWithSecrets(text)) {
      let line = '';
      let at = start;
      for (const span of spans) {
        line += text.slice(at, span.start) + replace(span.kind, text.slice(span.start, span.end));
        at = span.end;
      }
      line += text.slice(at, end);
      // A token may end what ran on before: `a@b.co-----BEGIN…` is an address only when the key is
      // gone. One more pass finds that; the bound is for what nobody has thought of.
      for (let passes = 0, before = ''; touches && before !== line && passes < 8; passes += 1) {
        before = line;
        line = pass(line);
      }
      out += text.slice(done, start) + line;
      done = end;
    }
    return done === 0 ? text : out + text.slice(done);
  };

  const redactText = (given: string): string => {
    if (custom.length === 0) return redactKnown(given);
    let text = given;
    for (let rounds = 0; rounds < ROUNDS; rounds += 1) {
      const next = redactKnown(replaceCustom(text, custom, replace));
      if (next === text) return text;
      text = next;
    }
    return replace('custom', given);
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
