import { assignments, endsLikeKey } from './assignment.js';
import { BLANK, CLASS, CLOSING, DIGIT, HEX, LOCAL, WORD } from './chars.js';
import { privateKeyAt, schemeSecretAt, urlSecretAt } from './context.js';
import type { Span } from './kinds.js';
import { emailAt, ipv4At, ipv6At, phoneAt } from './network.js';
import { tokenEnd } from './token.js';
import { awsSecretAfter, vendorAt, VENDOR_STARTS } from './vendor.js';

const enum Sign {
  none,
  /** A letter, a digit or an underscore: part of a word. */
  word,
  dot,
  colon,
  equals,
  at,
  plus,
  hyphen,
  bracket,
}

/** One entry for every UTF-16 code unit, so that a read needs no check of its range. */
const SIGNS = new Uint8Array(65_536);
for (let code = 0; code < 128; code += 1) {
  if (((CLASS[code] as number) & WORD) !== 0) SIGNS[code] = Sign.word;
}
for (const [character, sign] of [
  ['.', Sign.dot],
  [':', Sign.colon],
  ['=', Sign.equals],
  ['@', Sign.at],
  ['+', Sign.plus],
  ['-', Sign.hyphen],
  ['[', Sign.bracket],
] as const) {
  SIGNS[character.charCodeAt(0)] = sign;
}

/** What words begin with that a detector looks at: a vendor's credentials, `bearer` and `basic`. */
const FIRST = new Uint8Array(65_536);
const FIRST_TWO = new Uint8Array(128 * 128);
for (const start of [
  ...VENDOR_STARTS,
  ...['b', 'B'].flatMap((b) => ['e', 'E', 'a', 'A'].map((a) => b + a)),
]) {
  FIRST[start.charCodeAt(0)] = 1;
  FIRST_TWO[(start.charCodeAt(0) << 7) | start.charCodeAt(1)] = 1;
}

/**
 * Finds secrets from left to right, one pass, and hands each to `found`. A detector looks back no
 * further than the end of what was found before, and ahead over a bounded stretch, or over what it
 * then takes: the work is linear in the text, whatever the text.
 */
export function scan(text: string, found: (span: Span) => void): void {
  const assigned = assignments(text);
  const { length } = text;
  let done = 0;
  let at = 0;
  while (at < length) {
    // The window has `at` at `BEHIND`; positions in it are those of the text less `base`.
    const base = at - BEHIND;
    const end = Math.min(length, at + WINDOW);
    const codes = window(text, base);
    while (at < end) {
      const here = at - base;
      const code = codes[here] as number;
      const sign = SIGNS[code] as Sign;
      if (sign === Sign.none) {
        at += 1;
        continue;
      }
      let span: Span | undefined;
      if (sign === Sign.word) {
        if (FIRST[code] === 1 && startsWord(codes, here)) span = wordAt(text, at, code);
        if (span === undefined) {
          // The rest of a word begins nothing.
          do at += 1;
          while (at < end && SIGNS[codes[at - base] as number] === Sign.word);
          continue;
        }
      } else if (sign === Sign.bracket) {
        const token = tokenEnd(text, at);
        // What is a token already stays one.
        if (token !== -1) done = token;
        at = Math.max(at + 1, token);
        continue;
      } else {
        span = signAt(text, at, sign, codes, here, done, assigned);
      }
      if (span === undefined || span.start < done) {
        at += 1;
        continue;
      }
      found(span);
      at = done = span.end;
      const beside = span.kind === 'aws-access-key-id' ? awsSecretAfter(text, at) : undefined;
      if (beside !== undefined) {
        found(beside);
        at = done = beside.end;
      }
    }
  }
}

/** Whether a word begins here with what a detector looks at: not inside of a word or a hyphenated name. */
function startsWord(codes: Uint16Array, here: number): boolean {
  const next = codes[here + 1] as number;
  if (next > 127 || FIRST_TWO[((codes[here] as number) << 7) | next] === 0) return false;
  const before = codes[here - 1] as number;
  return before !== 45 && SIGNS[before] !== Sign.word;
}

function wordAt(text: string, at: number, code: number): Span | undefined {
  return (code | 32) === 98 ? schemeSecretAt(text, at) : vendorAt(text, at);
}

/** What begins at a sign. Some neighbours tell before any detector is called: most signs are of nothing. */
function signAt(
  text: string,
  at: number,
  sign: Sign,
  codes: Uint16Array,
  here: number,
  done: number,
  assigned: ReturnType<typeof assignments>,
): Span | undefined {
  const before = codes[here - 1] as number;
  const next = codes[here + 1] as number;
  switch (sign) {
    case Sign.dot:
      // A second dot follows one to three digits.
      return has(before, DIGIT) && has(next, DIGIT) && soon(codes, here + 2, here + 4, 46)
        ? ipv4At(text, at, done)
        : undefined;
    case Sign.colon: {
      if (next === 47 && codes[here + 2] === 47) return urlSecretAt(text, at);
      // A second colon follows no to four hexadecimal digits.
      const groups = next === 58 || (has(before, HEX) && has(next, HEX));
      const address =
        groups && soon(codes, here + 1, here + 5, 58) ? ipv6At(text, at, done) : undefined;
      return address ?? (mayAssign(codes, here) ? assigned(at, done) : undefined);
    }
    case Sign.equals:
      return before === 58 || before === 43 || mayAssign(codes, here)
        ? assigned(at, done)
        : undefined;
    case Sign.at:
      return has(before, LOCAL) ? emailAt(text, at, done) : undefined;
    case Sign.plus:
      return has(next, DIGIT) ? phoneAt(text, at) : undefined;
    case Sign.hyphen:
      return next === 45 && text.startsWith('-----BEGIN', at) ? privateKeyAt(text, at) : undefined;
    case Sign.bracket:
    case Sign.word:
    case Sign.none:
      return undefined;
  }
}

const has = (code: number, classes: number): boolean => ((CLASS[code] as number) & classes) !== 0;

function soon(codes: Uint16Array, from: number, to: number, code: number): boolean {
  for (let i = from; i <= to; i += 1) if (codes[i] === code) return true;
  return false;
}

/** Whether what stands before a sign ends like a key, or like what may stand between the two. */
function mayAssign(codes: Uint16Array, here: number): boolean {
  const before = codes[here - 1] as number;
  return has(before, BLANK | CLOSING) || endsLikeKey(codes[here - 2] as number, before);
}

/** Positions that are looked at in one window, and how far a look at neighbours goes beyond them. */
const WINDOW = 32_768;
const BEHIND = 2;
const AHEAD = 5;
const units = new Uint16Array(BEHIND + WINDOW + AHEAD);
const bytes = Buffer.from(units.buffer);

/**
 * The code units of the text from `from` on, in an array, which is read three times as fast as the
 * string; zeros outside of the text. One array for all: nobody scans while scanning.
 */
function window(text: string, from: number): Uint16Array {
  const start = Math.max(0, from);
  const filled = start - from;
  units.fill(0, 0, filled);
  const end = Math.min(text.length, from + units.length);
  bytes.write(
    start === 0 && end === text.length ? text : text.slice(start, end),
    filled * 2,
    'utf16le',
  );
  units.fill(0, end - from, end - from + AHEAD);
  return units;
}
