import { hash } from 'node:crypto';
import type { KeyRing } from '../key-ring.js';
import { KINDS, type Kind } from './kinds.js';

/** `[redacted:email:v3:9f86d081884c]`: kind, nonce version, 48 bits of the secret's keyed hash. */
export type Tokens = (kind: Kind, secret: string) => string;

const PURPOSE = 'phase-mirror/token/1';
const DIGITS = 12;
/** Secrets whose digits are kept: to keep thousands costs more than to make those of a few again. */
const KNOWN = 512;

/**
 * Equal secrets give equal digits under one nonce version; without the nonce nobody can tell. The hash
 * is SHA-512/256 over a derived key and the secret: cut output cannot be extended, so a key in front
 * makes a MAC, at a third of the time of HMAC objects (a text may hold thousands of addresses).
 */
export function tokens(ring: KeyRing): Tokens {
  const { version } = ring.current;
  // Made with the first secret: most texts hold none, and a decision waits for the redactor.
  let key: string | undefined;
  const heads = new Map<Kind, string>();
  const known = new Map<string, string>();
  return (kind, secret) => {
    let head = heads.get(kind);
    if (head === undefined) {
      head = `${TOKEN_START}${kind}:v${version}:`;
      heads.set(kind, head);
    }
    let digits = known.get(secret);
    if (digits === undefined) {
      key ??= ring.derive(PURPOSE).toString('hex');
      digits = hash('sha512-256', key + secret, 'hex').slice(0, DIGITS);
      if (known.size < KNOWN) known.set(secret, digits);
    }
    return `${head}${digits}]`;
  };
}

export const TOKEN_START = '[redacted:';
const TOKEN = new RegExp(
  `\\[redacted:(?:${KINDS.join('|')}):v\\d{1,9}:[0-9a-f]{${DIGITS}}\\]`,
  'y',
);

/** End of the token that begins at `at`, or -1. */
export function tokenEnd(text: string, at: number): number {
  if (!text.startsWith(TOKEN_START, at)) return -1;
  TOKEN.lastIndex = at;
  return TOKEN.test(text) ? TOKEN.lastIndex : -1;
}
