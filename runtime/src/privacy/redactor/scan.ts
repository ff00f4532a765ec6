import { assignedAt } from './assignment.js';
import { is, WORD } from './chars.js';
import { privateKeyAt, schemeSecretAt, urlSecretAt } from './context.js';
import type { Span } from './kinds.js';
import { emailAt, ipv4At, ipv6At, phoneAt } from './network.js';
import { tokenEnd } from './token.js';
import { awsSecretAfter, opensWord, startsVendor, vendorAt, VENDOR_FIRST } from './vendor.js';

const enum Trigger {
  none,
  vendor,
  scheme,
  dot,
  colon,
  equals,
  at,
  plus,
  hyphen,
  bracket,
}

/** What a character may be the sign of. */
const TRIGGERS = new Uint8Array(128);
for (let code = 0; code < 128; code += 1)
  if (VENDOR_FIRST[code] === 1) TRIGGERS[code] = Trigger.vendor;
const SIGNS: readonly (readonly [string, Trigger])[] = [
  ['b', Trigger.scheme],
  ['B', Trigger.scheme],
  ['.', Trigger.dot],
  [':', Trigger.colon],
  ['=', Trigger.equals],
  ['@', Trigger.at],
  ['+', Trigger.plus],
  ['-', Trigger.hyphen],
  ['[', Trigger.bracket],
];
for (const [character, trigger] of SIGNS) TRIGGERS[character.charCodeAt(0)] = trigger;

/**
 * Finds secrets from left to right, one pass, and hands each to `found`. A detector looks back no
 * further than the end of what was found before, and ahead over a bounded stretch, or over what it
 * then takes: the work is linear in the text, whatever the text.
 */
export function scan(text: string, found: (span: Span) => void): void {
  let done = 0;
  let at = 0;
  const length = text.length;
  while (at < length) {
    const code = text.charCodeAt(at);
    const trigger = code < 128 ? (TRIGGERS[code] as Trigger) : Trigger.none;
    if (trigger === Trigger.none) {
      at += 1;
      continue;
    }
    if (trigger === Trigger.vendor && !startsVendor(code, text.charCodeAt(at + 1))) {
      at += 1;
      continue;
    }
    if (trigger === Trigger.bracket) {
      const end = tokenEnd(text, at);
      // What is a token already stays one.
      if (end !== -1) done = end;
      at = end === -1 ? at + 1 : end;
      continue;
    }
    const span = detect(text, at, trigger, done);
    if (span === undefined || span.start < done) {
      at += 1;
      continue;
    }
    found(span);
    done = span.end;
    at = span.end;
    if (span.kind === 'aws-access-key-id') {
      const beside = awsSecretAfter(text, at);
      if (beside !== undefined) {
        found(beside);
        done = beside.end;
        at = beside.end;
      }
    }
  }
}

function detect(text: string, at: number, trigger: Trigger, done: number): Span | undefined {
  switch (trigger) {
    case Trigger.vendor:
      return opensWord(text, at) ? vendorAt(text, at) : undefined;
    case Trigger.scheme:
      return is(text, at - 1, WORD) ? undefined : schemeSecretAt(text, at);
    case Trigger.dot:
      return ipv4At(text, at, done);
    case Trigger.colon:
      if (text.startsWith('//', at + 1)) return urlSecretAt(text, at);
      return ipv6At(text, at, done) ?? assignedAt(text, at, done);
    case Trigger.equals:
      return assignedAt(text, at, done);
    case Trigger.at:
      return emailAt(text, at, done);
    case Trigger.plus:
      return phoneAt(text, at);
    case Trigger.hyphen:
      return text.startsWith('-----BEGIN', at) ? privateKeyAt(text, at) : undefined;
    case Trigger.bracket:
    case Trigger.none:
      return undefined;
  }
}
