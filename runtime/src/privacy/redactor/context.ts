import { codeAt, is, PEM_BODY, USER_END, WORD } from './chars.js';
import type { Span } from './kinds.js';
import { tokenEnd } from './token.js';
import { vendorAt } from './vendor.js';

const USER_INFO_LENGTH = 1024;

/** The password, or the token, before the host of the URL whose `://` is at `colon`. */
export function urlSecretAt(text: string, colon: number): Span | undefined {
  if (!is(text, colon - 1, WORD)) return undefined;
  const start = colon + 3;
  const limit = Math.min(text.length, start + USER_INFO_LENGTH);
  let at = -1;
  let separator = -1;
  for (let i = start; i < limit; i += 1) {
    if (is(text, i, USER_END)) break;
    const c = codeAt(text, i);
    const token = c === 91 ? tokenEnd(text, i) : -1;
    if (token !== -1) i = token - 1;
    else if (c === 64) at = i;
    else if (c === 58 && separator === -1) separator = i;
  }
  if (at === -1) return undefined;
  if (separator !== -1 && separator < at) return secret('password', text, separator + 1, at);
  const web = /https?$/i.test(text.slice(Math.max(0, colon - 5), colon));
  return web && at - start >= 8 ? secret('credential', text, start, at) : undefined;
}

function secret(
  kind: 'password' | 'credential',
  text: string,
  start: number,
  end: number,
): Span | undefined {
  if (start === end || tokenEnd(text, start) === end) return undefined;
  if (
    /^(?:\$\{\{[^}]*\}\}|\$\{[^}]*\}|\$[A-Z_][A-Z0-9_]*|\*+|<[^>]*>)$/.test(text.slice(start, end))
  ) {
    return undefined;
  }
  const vendor = vendorAt(text, start);
  return vendor?.end === end ? vendor : { kind, start, end };
}

const PEM_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const PEM_END = /-----END [A-Z0-9 ]{0,48}-----/y;

/**
 * The private key whose block begins at `at`, to its end line, or as far as it goes when it was cut.
 * What is looked at is always part of the block, so it is never looked at again.
 */
export function privateKeyAt(text: string, at: number): Span | undefined {
  PEM_BEGIN.lastIndex = at;
  if (!PEM_BEGIN.test(text)) return undefined;
  let end = PEM_BEGIN.lastIndex;
  while (end < text.length && is(text, end, PEM_BODY)) {
    if (codeAt(text, end) === 45) {
      PEM_END.lastIndex = end;
      if (PEM_END.test(text)) return { kind: 'private-key', start: at, end: PEM_END.lastIndex };
      PEM_BEGIN.lastIndex = end;
      if (PEM_BEGIN.test(text)) break;
    }
    end += 1;
  }
  return { kind: 'private-key', start: at, end };
}

const BEARER = /bearer[ \t]{1,8}(?=[A-Za-z._~+/=-]*\d)([A-Za-z0-9._~+/=-]{16,4096})/iy;
const BASIC = /basic[ \t]{1,8}([A-Za-z0-9+/]{8,4096}={0,2})(?![A-Za-z0-9+/=])/iy;

/** Credentials after the word `Bearer` or `Basic` at `at`, without the header's name before it. */
export function schemeSecretAt(text: string, at: number): Span | undefined {
  BEARER.lastIndex = at;
  const bearer = BEARER.exec(text)?.[1];
  if (bearer !== undefined) {
    const end = BEARER.lastIndex;
    const start = end - bearer.length;
    const vendor = vendorAt(text, start);
    return vendor ?? { kind: 'authorization', start, end };
  }
  BASIC.lastIndex = at;
  const basic = BASIC.exec(text)?.[1];
  // Only what decodes to `user:password` is a credential; `basic authentication` is prose.
  if (basic === undefined || !/^[\x20-\x7e]*:[\x20-\x7e]*$/.test(decode(basic))) return undefined;
  return { kind: 'authorization', start: BASIC.lastIndex - basic.length, end: BASIC.lastIndex };
}

const decode = (text: string): string => Buffer.from(text, 'base64').toString('latin1');
