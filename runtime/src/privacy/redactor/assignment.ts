import { BARE_END, BLANK, CLOSING, codeAt, is, NAME, skipBack, YAML_END } from './chars.js';
import type { Kind, Span } from './kinds.js';
import { tokenEnd } from './token.js';
import { vendorAt } from './vendor.js';

/** What the name of a key says of its value. */
interface Meaning {
  readonly kind: Kind;
  /** The name is also used for what is no secret: the value must look like one. */
  readonly weak: boolean;
  /** The end must be a word of its own: `db_pass` and `dbPass`, not `compass`. */
  readonly word?: boolean;
}

/** Ends of key names, without separators, lower-case. The longest that fits decides. */
const MEANINGS: readonly (readonly [string, Meaning])[] = [
  ['secretaccesskey', { kind: 'aws-secret-key', weak: false }],
  ['awssecretkey', { kind: 'aws-secret-key', weak: false }],
  ['authorization', { kind: 'authorization', weak: false }],
  ['password', { kind: 'password', weak: false }],
  ['passphrase', { kind: 'password', weak: false }],
  ['passwd', { kind: 'password', weak: false }],
  ['pwd', { kind: 'password', weak: false }],
  ['clientsecret', { kind: 'credential', weak: false }],
  ['secretkey', { kind: 'credential', weak: false }],
  ['accountkey', { kind: 'credential', weak: false }],
  ['sharedaccesskey', { kind: 'credential', weak: false }],
  ['privatekey', { kind: 'credential', weak: false }],
  ['signingkey', { kind: 'credential', weak: false }],
  ['encryptionkey', { kind: 'credential', weak: false }],
  ['apikey', { kind: 'credential', weak: true }],
  ['accesskey', { kind: 'credential', weak: true }],
  ['authkey', { kind: 'credential', weak: true }],
  ['pass', { kind: 'password', weak: true, word: true }],
  ['secret', { kind: 'credential', weak: true }],
  ['token', { kind: 'credential', weak: true }],
  ['auth', { kind: 'credential', weak: true, word: true }],
];

/** Two letters, of either case, as one number; other characters may fall on the same. */
const pair = (first: number, second: number): number =>
  (((first | 32) & 127) << 7) | ((second | 32) & 127);

/** The ends above by their last two letters: one read tells that most keys mean nothing. */
const ENDS: (typeof MEANINGS | undefined)[] = Array.from({ length: 128 * 128 });
const LAST_TWO = new Uint8Array(128 * 128);
for (const one of MEANINGS) {
  const [end] = one;
  const at = pair(codeAt(end, end.length - 2), codeAt(end, end.length - 1));
  ENDS[at] = [...(ENDS[at] ?? []), one];
  LAST_TWO[at] = 1;
}

/** Whether a key whose last two characters are these may mean something. */
export const endsLikeKey = (first: number, second: number): boolean =>
  LAST_TWO[pair(first, second)] === 1;

/** What a key's name says of its value, or undefined for an ordinary key. */
export function meaningOf(key: string): Meaning | undefined {
  const ends = ENDS[pair(codeAt(key, key.length - 2), codeAt(key, key.length - 1))];
  if (ends === undefined) return undefined;
  const plain = key.toLowerCase().replaceAll(/[_.-]/g, '');
  const [end, meaning] = ends.find(([ending]) => plain.endsWith(ending)) ?? [];
  if (end === undefined || meaning?.word !== true) return meaning;
  const before = key.charAt(key.length - end.length - 1);
  const first = key.charAt(key.length - end.length);
  return /[a-z\d]/i.test(before) && first === first.toLowerCase() ? undefined : meaning;
}

/** Longest key name that is looked at, and longest value that is one secret. */
const KEY_LENGTH = 64;
const VALUE_LENGTH = 4096;

/**
 * The secret value that is assigned by the `=` or `:` at `sign`. One finder reads one text from left to
 * right: it remembers up to where a value was found to be none, so that `a:a:a:…` is not read again
 * from every sign.
 */
export function assignments(text: string): (sign: number, from: number) => Span | undefined {
  let ordinaryTo = 0;
  return (sign, from) => {
    const key = keyBefore(text, sign, from);
    const meaning = key === undefined ? undefined : meaningOf(key);
    if (meaning === undefined || (meaning.weak && sign < ordinaryTo)) return undefined;
    const value = valueAfter(text, sign, meaning.weak);
    if (value.start === value.end) return undefined;
    if (meaning.weak && tokenEnd(text, value.start) !== -1) return undefined;
    const span = meaning.kind === 'authorization' ? afterScheme(text, value) : value;
    if (span.start === span.end || tokenEnd(text, span.start) === span.end) return undefined;
    const vendor = vendorAt(text, span.start);
    if (vendor !== undefined) return vendor;
    const secret = text.slice(span.start, span.end);
    if (isReference(secret)) return undefined;
    if (meaning.weak && !looksSecret(secret)) {
      // No end part of what is like a word is like a secret.
      ordinaryTo = span.end;
      return undefined;
    }
    return { kind: meaning.kind, start: span.start, end: span.end };
  };
}

function keyBefore(text: string, sign: number, from: number): string | undefined {
  let end = sign;
  // `:=`, and the `=` of `+=`, belong to the sign.
  if (end > from && codeAt(text, end) === 61) {
    const before = codeAt(text, end - 1);
    if (before === 58 || before === 43) end -= 1;
  }
  for (let spaces = 0; spaces < 4 && end > from && is(text, end - 1, BLANK); spaces += 1) end -= 1;
  for (let marks = 0; marks < 3 && end > from && is(text, end - 1, CLOSING); marks += 1) end -= 1;
  if (end - from < 3 || !endsLikeKey(codeAt(text, end - 2), codeAt(text, end - 1))) {
    return undefined;
  }
  return text.slice(skipBack(text, end, Math.max(from, end - KEY_LENGTH), NAME), end);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function valueAfter(text: string, sign: number, weak: boolean): Range {
  let start = sign + 1;
  for (let more = 0; more < 2 && isSign(codeAt(text, start)); more += 1) start += 1;
  const spaced = is(text, start, BLANK);
  for (let spaces = 0; spaces < 32 && is(text, start, BLANK); spaces += 1) start += 1;
  const escaped = codeAt(text, start) === 92;
  const quote = text.charAt(escaped ? start + 1 : start);
  if (quote === '"' || quote === "'" || quote === '`') {
    const inner = start + (escaped ? 2 : 1);
    const close = closingQuote(text, inner, quote, escaped);
    if (close !== -1) return { start: inner, end: close };
    start = inner;
  }
  // What holds a space is no token, so only a password's YAML value is read to the end of its line.
  const yaml = codeAt(text, sign) === 58 && spaced && !weak;
  return { start, end: bareEnd(text, start, yaml ? YAML_END : BARE_END) };
}

/** `=`, `>` or `:` */
const isSign = (code: number): boolean => code === 61 || code === 62 || code === 58;

/** Position where the quoted value ends: before the quote, or before its escape; -1: never closed. */
function closingQuote(text: string, from: number, quote: string, escaped: boolean): number {
  const limit = Math.min(text.length, from + VALUE_LENGTH);
  const mark = quote.charCodeAt(0);
  for (let at = from; at < limit; at += 1) {
    const code = codeAt(text, at);
    if (code === 10) return -1;
    if (code === 92) {
      if (escaped && codeAt(text, at + 1) === mark) return at;
      at += 1;
    } else if (code === mark) return at;
  }
  return -1;
}

function bareEnd(text: string, start: number, stop: number): number {
  const limit = Math.min(text.length, start + VALUE_LENGTH);
  let end = start;
  let templates = true;
  while (end < limit && !is(text, end, stop)) {
    const token = codeAt(text, end) === 91 ? tokenEnd(text, end) : -1;
    if (token !== -1) {
      end = token;
      continue;
    }
    if (templates && codeAt(text, end) === 36) {
      const after = templateEnd(text, end, limit);
      // None ends here, so none that begins later does.
      if (after === -1) templates = false;
      else if (after > end) {
        end = after;
        continue;
      }
    }
    if (stop === YAML_END && codeAt(text, end) === 32 && codeAt(text, end + 1) === 35) break;
    end += 1;
  }
  while (end > start && is(text, end - 1, BLANK)) end -= 1;
  return end;
}

/**
 * End of `${…}`, `${{ … }}` or `$(…)`, which may hold what would end a bare value. `at` itself when
 * none begins there, -1 when the one that begins never ends.
 */
function templateEnd(text: string, at: number, limit: number): number {
  const bracket = codeAt(text, at + 1);
  if (bracket !== 123 && bracket !== 40) return at;
  const closing = text.startsWith('${{', at) ? '}}' : bracket === 123 ? '}' : ')';
  for (let end = at + 2; end < limit && codeAt(text, end) !== 10; end += 1) {
    if (text.charAt(end) === closing.charAt(0) && text.startsWith(closing, end)) {
      return end + closing.length;
    }
  }
  return -1;
}

const SCHEME = /(?:Bearer|Basic|Token|Digest|Negotiate|ApiKey|AWS4-HMAC-SHA256)[ \t]{1,8}/iy;

function afterScheme(text: string, value: Range): Range {
  SCHEME.lastIndex = value.start;
  if (!SCHEME.test(text)) return value;
  const start = SCHEME.lastIndex;
  return { start, end: Math.max(start, value.end, bareEnd(text, start, BARE_END)) };
}

const WORDS = new Set(
  (
    'null nil none undefined true false yes no on off read write admin inherit required optional ' +
    'string str text bytes number int integer bool boolean object any unknown char varchar secret ' +
    'password token redacted hidden masked bearer basic'
  ).split(' '),
);
const REFERENCES: readonly RegExp[] = [
  /^\$\{\{[^}]*\}\}$/,
  /^\$\{[^}]*\}$/,
  /^\$\([^)]*\)$/,
  /^\$[A-Z_][A-Z0-9_]*$/,
  /^%[A-Z_][A-Z0-9_]*%$/,
  /^\{\{[^}]*\}\}?$/,
  /^<[^>]*>?$/,
  /^[*xX.•]+$/,
  /^(?:var|vars|local|data|module|env|secrets|inputs|steps|github|process\.env|os\.environ|import\.meta\.env)[.[][\w.[\]-]*$/,
];

/** Whether a value only says where the secret is, or that there is none. */
function isReference(value: string): boolean {
  return WORDS.has(value.toLowerCase()) || REFERENCES.some((form) => form.test(value));
}

/** `my-secret-name-v2`, `DB_PASSWORD`: what people name things. */
const IDENTIFIER = /^(?:[a-z]+(?:[_-][a-z0-9]+)*|[A-Z]+(?:[_-][A-Z0-9]+)*)$/;
/** `AccessToken`, `getToken` */
const CAMEL_CASE = /^[A-Z]?[a-z]+(?:[A-Z][a-z]+)*$/;

/** Whether a value is made like a secret, not like a word or an identifier. */
function looksSecret(value: string): boolean {
  if (value.length < 8 || /\s/.test(value) || CAMEL_CASE.test(value)) return false;
  if (IDENTIFIER.test(value)) return (value.match(/\d/g)?.length ?? 0) >= 6;
  return /\d|[^\w./:-]/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value));
}
