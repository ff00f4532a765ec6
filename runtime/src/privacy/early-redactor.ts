import { randomBytes } from 'node:crypto';
import { KeyRing } from './key-ring.js';
import { redactor, type Redactor } from './redactor/index.js';

/**
 * Redacts what is said before a nonce is loaded, or because none can be: errors, log lines, the
 * doctor's rows. Its key lives and ends with it, so its tokens, of version 0, can be linked to nothing.
 * Addresses of the loopback stay: they are nobody's, and say which local server did not answer.
 */
export function earlyRedactor(): Redactor {
  const ring = new KeyRing([
    { version: 0, issuedAt: 0, expiresAt: Infinity, key: randomBytes(32) },
  ]);
  return redactor(ring, {
    keep: (kind, text) =>
      (kind === 'ipv4' && text.startsWith('127.')) || (kind === 'ipv6' && text === '::1'),
  });
}
