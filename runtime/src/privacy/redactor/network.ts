import { codeAt, DIGIT, DOMAIN, HEX, is, LETTER, LOCAL, skip, skipBack, WORD } from './chars.js';
import type { Span } from './kinds.js';

const VERSION_BEFORE =
  /(?:(?:\b|_)v(?:er)?|version|release|[=~><]=|\^)["']?\s{0,2}[:=]?\s{0,2}["']?$/i;

/** The address whose first dot is at `dot`. Versions of four parts are told by what is around them. */
export function ipv4At(text: string, dot: number, from: number): Span | undefined {
  if (!is(text, dot - 1, DIGIT) || !is(text, dot + 1, DIGIT)) return undefined;
  const start = skipBack(text, dot, Math.max(from, dot - 3), DIGIT);
  if (is(text, start - 1, WORD) || codeAt(text, start - 1) === 46) return undefined;
  const end = octetsEnd(text, start);
  if (end === -1) return undefined;
  if (is(text, end, WORD)) return undefined;
  const after = text.charAt(end);
  if (after === '.' && is(text, end + 1, WORD)) return undefined;
  if (after === '-' && is(text, end + 1, WORD) && !is(text, end + 1, DIGIT)) return undefined;
  if (text.charAt(start - 1) === '-' && is(text, start - 2, WORD) && !is(text, start - 2, DIGIT)) {
    return undefined;
  }
  const before = codeAt(text, start - 1);
  // Most addresses follow a blank or nothing that could end in `version` or an operator.
  const plain =
    before === 32 && is(text, start - 2, WORD) && !/[vernas]/i.test(text.charAt(start - 2));
  if (!plain && VERSION_BEFORE.test(text.slice(Math.max(from, start - 16), start)))
    return undefined;
  return { kind: 'ipv4', start, end };
}

/** End of four valid octets that begin at `start`, or -1. */
function octetsEnd(text: string, start: number): number {
  let at = start;
  for (let octet = 0; octet < 4; octet += 1) {
    if (octet > 0) {
      if (codeAt(text, at) !== 46) return -1;
      at += 1;
    }
    const end = skip(text, at, at + 3, DIGIT);
    const size = end - at;
    if (size === 0 || (size > 1 && codeAt(text, at) === 48)) return -1;
    if (size === 3 && Number(text.slice(at, end)) > 255) return -1;
    at = end;
  }
  return at;
}

/** Longest text form of an address: eight groups, or six and an IPv4 part. */
const IPV6_LENGTH = 45;

/** The address whose first colon is at `colon`. */
export function ipv6At(text: string, colon: number, from: number): Span | undefined {
  const start = skipBack(text, colon, Math.max(from, colon - 4), HEX);
  if (start === colon && codeAt(text, colon + 1) !== COLON) return undefined;
  const before = codeAt(text, start - 1);
  if (is(text, start - 1, WORD) || before === COLON || before === DOT || before === 45) {
    return undefined;
  }
  const limit = Math.min(text.length, start + IPV6_LENGTH);
  let colons = 0;
  let compressed = false;
  let end = start;
  for (; end < limit; end += 1) {
    const code = codeAt(text, end);
    if (code === COLON) {
      colons += 1;
      compressed ||= codeAt(text, end + 1) === COLON;
    } else if (code !== DOT && !is(text, end, HEX)) break;
  }
  // Times, ratios, keys: most colons are in none of the address's forms.
  if (!compressed && colons < 6) return undefined;
  if (end === limit && is(text, end, HEX)) return undefined;
  // A full stop, or the colon before a port or a message, ends the address.
  while (end > start && isEndPunctuation(text, start, end)) end -= 1;
  if (is(text, end, WORD)) return undefined;
  return isIpv6(text.slice(start, end)) ? { kind: 'ipv6', start, end } : undefined;
}

const COLON = 58;
const DOT = 46;

function isEndPunctuation(text: string, start: number, end: number): boolean {
  const last = text.charAt(end - 1);
  return last === '.' || (last === ':' && text.charAt(end - 2) !== ':' && end - start > 2);
}

const GROUP = /^[0-9a-fA-F]{1,4}$/;

/**
 * Whether a text is an IPv6 address (RFC 4291). A compressed one must begin like one that is in use
 * (2000::/3, fc00::/7, fe80::/10, ff00::/8 write four digits first; ::1, ::ffff:0:0/96 and 64:ff9b::/96
 * are named), because `a::b` is also how programs write names and slices.
 */
export function isIpv6(text: string): boolean {
  const lower = text.toLowerCase();
  const halves = lower.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  let size = groups.length;
  if (last?.includes('.') === true) {
    if (!/^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(last))
      return false;
    groups.pop();
    size += 1;
  }
  if (!groups.every((group) => GROUP.test(group))) return false;
  if (halves.length === 1) return size === 8;
  if (size > 7) return false;
  return /^(?:[0-9a-f]{4}:|::1$|::ffff:|64:ff9b:)/.test(lower) && /\d/.test(lower);
}

/** Longest top-level domain that is looked for. */
const TOP_LEVEL = 24;
const HYPHEN = 45;

/** The e-mail address around the `@` at `at`. */
export function emailAt(text: string, at: number, from: number): Span | undefined {
  const start = skipBack(text, at, Math.max(from, at - 64), LOCAL);
  if (start === at) return undefined;
  const domain = at + 1;
  let end = skip(text, domain, Math.min(text.length, at + 255), DOMAIN);
  while (end > domain && !is(text, end - 1, WORD)) end -= 1;
  if (end - at < 5 || !isDomain(text, domain, end)) return undefined;
  // An SSH remote is nobody's address.
  if (at - start === 3 && text.startsWith('git', start)) return undefined;
  return { kind: 'email', start, end };
}

/** Whether a run of domain characters is a name with a top-level domain, and no version. */
function isDomain(text: string, start: number, end: number): boolean {
  const top = skipBack(text, end, Math.max(start, end - TOP_LEVEL), LETTER);
  if (end - top < 2 || top === start || codeAt(text, top - 1) !== DOT) return false;
  const first = codeAt(text, start);
  if (first === DOT || first === HYPHEN) return false;
  for (let at = start + 1; at < top; at += 1) {
    if (codeAt(text, at) === DOT && codeAt(text, at - 1) === DOT) return false;
  }
  return !isVersion(text, start, end);
}

/** Whether it begins like a version: `1.2`, `v1.2`. */
function isVersion(text: string, start: number, end: number): boolean {
  const number = codeAt(text, start) === 118 ? start + 1 : start;
  const dot = skip(text, number, end, DIGIT);
  return dot > number && codeAt(text, dot) === DOT && is(text, dot + 1, DIGIT);
}

const PHONE_SEPARATOR = /[ .()/-]/;

/** The phone number in international form whose `+` is at `plus` (E.164: 8 to 15 digits). */
export function phoneAt(text: string, plus: number): Span | undefined {
  if (!is(text, plus + 1, DIGIT) || codeAt(text, plus + 1) === 48) return undefined;
  if (is(text, plus - 1, WORD) || /[+)\]]/.test(text.charAt(plus - 1))) return undefined;
  let digits = 0;
  let separators = 0;
  let end = plus + 1;
  let last = end;
  for (let run = 0; run < 3 && digits <= 15; end += 1) {
    if (is(text, end, DIGIT)) {
      digits += 1;
      last = end + 1;
      run = 0;
    } else if (PHONE_SEPARATOR.test(text.charAt(end))) {
      separators += 1;
      run += 1;
    } else break;
  }
  const enough = separators > 0 && /[ .()/-]/.test(text.slice(plus, last)) ? 8 : 10;
  if (digits < enough || digits > 15 || is(text, last, WORD)) return undefined;
  return { kind: 'phone', start: plus, end: last };
}
