import { assignments } from './assignment.js';
import { privateKeyAt, schemeSecretAt, urlSecretAt } from './context.js';
import type { Span } from './kinds.js';
import { emailAt, ipv4At, ipv6At, phoneAt } from './network.js';
import { tokenEnd } from './token.js';
import { awsSecretAfter, startsVendor, vendorAt, VENDOR_FIRST } from './vendor.js';

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
/** What a key's name, or what may stand between it and its sign, can end with. */
const KEY_END = new Uint8Array(65_536);
/** Whether a vendor's credential, or the word `bearer` or `basic`, begins with this character. */
const WORD_START = new Uint8Array(65_536);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/\w/.test(character)) SIGNS[code] = Sign.word;
  if (/[a-zA-Z\s"'`\])\\:+]/.test(character)) KEY_END[code] = 1;
  if (VENDOR_FIRST[code] === 1 || /[bB]/.test(character)) WORD_START[code] = 1;
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

/**
 * Finds secrets from left to right, one pass, and hands each to `found`. A detector looks back no
 * further than the end of what was found before, and ahead over a bounded stretch, or over what it
 * then takes: the work is linear in the text, whatever the text.
 */
export function scan(text: string, found: (span: Span) => void): void {
  const assigned = assignments(text);
  const codes = codeUnits(text);
  const length = text.length;
  let done = 0;
  let at = 0;
  while (at < length) {
    const code = codes[at] as number;
    const sign = SIGNS[code] as Sign;
    let span: Span | undefined;
    if (sign === Sign.word) {
      if (WORD_START[code] === 1) span = wordAt(text, at, code);
      if (span === undefined) {
        // The rest of a word begins nothing.
        do at += 1;
        while (at < length && SIGNS[codes[at] as number] === Sign.word);
        continue;
      }
    } else if (sign === Sign.bracket) {
      const token = tokenEnd(text, at);
      // What is a token already stays one.
      if (token !== -1) done = token;
      at = Math.max(at + 1, token);
      continue;
    } else if (sign !== Sign.none && mayBegin(codes, at, sign)) {
      span = signAt(text, at, sign, done, assigned);
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

/** A credential that begins with the word at `at`, if that is where a word begins. */
function wordAt(text: string, at: number, code: number): Span | undefined {
  const isScheme = (code | 32) === 98;
  if (!isScheme && !startsVendor(code, text.charCodeAt(at + 1))) return undefined;
  const before = at === 0 ? 0 : text.charCodeAt(at - 1);
  // Not inside of a word, nor of a hyphenated name.
  if (SIGNS[before] === Sign.word || before === 45) return undefined;
  return isScheme ? schemeSecretAt(text, at) : vendorAt(text, at);
}

/** What one or two neighbours tell, before any detector is called: most signs are of nothing. */
function mayBegin(codes: Uint16Array, at: number, sign: Sign): boolean {
  if (sign === Sign.dot) return isDigit(codes[at + 1]) && isDigit(codes[at - 1]);
  if (sign === Sign.equals) return KEY_END[codes[at - 1] ?? 0] === 1;
  if (sign === Sign.plus) return isDigit(codes[at + 1]);
  return sign !== Sign.hyphen || codes[at + 1] === 45;
}

const isDigit = (code = 0): boolean => code >= 48 && code <= 57;

function signAt(
  text: string,
  at: number,
  sign: Sign,
  done: number,
  assigned: ReturnType<typeof assignments>,
): Span | undefined {
  switch (sign) {
    case Sign.dot:
      return ipv4At(text, at, done);
    case Sign.colon:
      if (text.charCodeAt(at + 1) === 47 && text.charCodeAt(at + 2) === 47) {
        return urlSecretAt(text, at);
      }
      return ipv6At(text, at, done) ?? assigned(at, done);
    case Sign.equals:
      return assigned(at, done);
    case Sign.at:
      return emailAt(text, at, done);
    case Sign.plus:
      return phoneAt(text, at);
    case Sign.hyphen:
      return text.startsWith('-----BEGIN', at) ? privateKeyAt(text, at) : undefined;
    case Sign.bracket:
    case Sign.word:
    case Sign.none:
      return undefined;
  }
}

const SHORT = 65_536;
const scratch = new Uint16Array(SHORT + 1);

/** The code units in an array, which is read three times as fast as the string; a 0 behind the last. */
function codeUnits(text: string): Uint16Array {
  const { length } = text;
  const units = length <= SHORT ? scratch : new Uint16Array(length + 1);
  Buffer.from(units.buffer, 0, length * 2).write(text, 'utf16le');
  units[length] = 0;
  return units;
}
