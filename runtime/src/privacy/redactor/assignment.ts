import { NAME, skipBack } from './chars.js';
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

/** Last letters of the ends above: one read tells that most keys mean nothing. */
const LAST = new Uint8Array(128);
for (const [end] of MEANINGS) {
  LAST[end.charCodeAt(end.length - 1)] = 1;
  LAST[end.toUpperCase().charCodeAt(end.length - 1)] = 1;
}

/** What a key's name says of its value, or undefined for an ordinary key. */
export function meaningOf(key: string): Meaning | undefined {
  if ((LAST[key.charCodeAt(key.length - 1)] ?? 0) === 0) return undefined;
  const plain = key.toLowerCase().replaceAll(/[_.-]/g, '');
  const [end, meaning] = MEANINGS.find(([ending]) => plain.endsWith(ending)) ?? [];
  if (end === undefined || meaning?.word !== true) return meaning;
  const before = key.charAt(key.length - end.length - 1);
  const first = key.charAt(key.length - end.length);
  return /^[\w]$/.test(before) && before !== '_' && first === first.toLowerCase()
    ? undefined
    : meaning;
}

/** Longest key name that is looked at, and longest value that is one secret. */
const KEY_LENGTH = 64;
const VALUE_LENGTH = 4096;

/** The secret value that is assigned by the `=` or `:` at `sign`. */
export function assignedAt(text: string, sign: number, from: number): Span | undefined {
  const key = keyBefore(text, sign, from);
  const meaning = key === undefined ? undefined : meaningOf(key);
  if (meaning === undefined) return undefined;
  const value = valueAfter(text, sign);
  if (value.start === value.end || tokenEnd(text, value.start) !== -1) return undefined;
  const span = meaning.kind === 'authorization' ? afterScheme(text, value) : value;
  if (span.start === span.end || tokenEnd(text, span.start) !== -1) return undefined;
  const vendor = vendorAt(text, span.start);
  if (vendor !== undefined) return vendor;
  const secret = text.slice(span.start, span.end);
  if (isReference(secret) || (meaning.weak && !looksSecret(secret))) return undefined;
  return { kind: meaning.kind, start: span.start, end: span.end };
}

function keyBefore(text: string, sign: number, from: number): string | undefined {
  let end = sign;
  // `:=`, and the `=` of `+=`, belong to the sign.
  if (end > from && text.charCodeAt(end) === 61 && /[:+]/.test(text.charAt(end - 1))) end -= 1;
  for (let spaces = 0; spaces < 4 && end > from && isBlank(text, end - 1); spaces += 1) end -= 1;
  for (let closing = 0; closing < 3 && end > from && /["'\]`\\)]/.test(text.charAt(end - 1));) {
    end -= 1;
    closing += 1;
  }
  if (end === from || (LAST[text.charCodeAt(end - 1)] ?? 0) === 0) return undefined;
  return text.slice(skipBack(text, end, Math.max(from, end - KEY_LENGTH), NAME), end);
}

const isBlank = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9;
};

interface Range {
  readonly start: number;
  readonly end: number;
}

function valueAfter(text: string, sign: number): Range {
  let start = sign + 1;
  for (let more = 0; more < 2 && /[=>:]/.test(text.charAt(start)); more += 1) start += 1;
  const spaced = isBlank(text, start);
  for (let spaces = 0; spaces < 32 && isBlank(text, start); spaces += 1) start += 1;
  const escaped = text.charAt(start) === '\\' && /["']/.test(text.charAt(start + 1));
  const quote = text.charAt(escaped ? start + 1 : start);
  if (quote === '"' || quote === "'" || quote === '`') {
    const inner = start + (escaped ? 2 : 1);
    const close = closingQuote(text, inner, quote, escaped);
    if (close !== -1) return { start: inner, end: close };
    start = inner;
  }
  const yaml = text.charCodeAt(sign) === 58 && spaced;
  return { start, end: bareEnd(text, start, yaml) };
}

/** Position where the quoted value ends: before the quote, or before its escape; -1: never closed. */
function closingQuote(text: string, from: number, quote: string, escaped: boolean): number {
  const limit = Math.min(text.length, from + VALUE_LENGTH);
  for (let at = from; at < limit; at += 1) {
    const c = text.charAt(at);
    if (c === '\n') return -1;
    if (c === '\\') {
      if (escaped && text.charAt(at + 1) === quote) return at;
      at += 1;
    } else if (c === quote) return at;
  }
  return -1;
}

const BARE_STOP = /[\s,;&|)\]}<>"'`]/;
/** A YAML value may hold spaces; it ends with the line, or where a flow value ends. */
const YAML_STOP = /[\r\n,;\]}"'`]/;

function bareEnd(text: string, start: number, yaml: boolean): number {
  const limit = Math.min(text.length, start + VALUE_LENGTH);
  const stop = yaml ? YAML_STOP : BARE_STOP;
  let end = start;
  while (end < limit && !stop.test(text.charAt(end))) {
    if (isTemplate(text, end)) {
      end = templateEnd(text, end, limit);
      continue;
    }
    if (yaml && text.charAt(end) === ' ' && text.charAt(end + 1) === '#') break;
    end += 1;
  }
  while (end > start && isBlank(text, end - 1)) end -= 1;
  return end;
}

const isTemplate = (text: string, at: number): boolean =>
  text.charAt(at) === '$' && /[{(]/.test(text.charAt(at + 1));

/** End of `${…}`, `${{ … }}` or `$(…)`, which may hold what would end a bare value. */
function templateEnd(text: string, at: number, limit: number): number {
  const closing = text.startsWith('${{', at) ? '}}' : text.charAt(at + 1) === '{' ? '}' : ')';
  for (let end = at + 2; end < limit && text.charAt(end) !== '\n'; end += 1) {
    if (text.startsWith(closing, end)) return end + closing.length;
  }
  return at + 1;
}

const SCHEME = /(?:Bearer|Basic|Token|Digest|Negotiate|ApiKey|AWS4-HMAC-SHA256)[ \t]{1,8}/iy;

function afterScheme(text: string, value: Range): Range {
  SCHEME.lastIndex = value.start;
  if (!SCHEME.test(text)) return value;
  const start = SCHEME.lastIndex;
  return { start, end: Math.max(start, value.end, bareEnd(text, start, false)) };
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

/** Whether a value is made like a secret, not like a word or an identifier. */
function looksSecret(value: string): boolean {
  if (value.length < 8 || /\s/.test(value)) return false;
  if (
    /^[a-z]+(?:[_-][a-z0-9]+)*$/i.test(value) &&
    !/\d.*[a-z].*\d|[a-z].*[A-Z].*[a-z]/.test(value)
  ) {
    return false;
  }
  return /\d/.test(value) || /[a-z].*[A-Z]|[A-Z].*[a-z]/.test(value) || /[^\w./:-]/.test(value);
}
