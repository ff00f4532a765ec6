import { createHash } from 'node:crypto';
import { scan } from '../../../runtime/src/privacy/redactor/scan.js';
import type { Kind } from '../../../runtime/src/privacy/redactor/kinds.js';

/** A secret that stands in a text, named so that it can be spoken of without being said. */
export interface Literal {
  readonly kind: Kind;
  /** From 1. */
  readonly line: number;
  /** The first 16 hexadecimal digits of the SHA-256 of its text. */
  readonly digest: string;
}

/** Personal data is the report's matter: authors and examples have addresses. */
const NO_SECRET: ReadonlySet<Kind> = new Set(['email', 'ipv4', 'ipv6', 'phone']);
/** Kinds that are told by the name of what they are assigned to, not by their form. */
const BY_NAME: ReadonlySet<Kind> = new Set([
  'password',
  'credential',
  'authorization',
  'aws-secret-key',
]);

/**
 * What the redactor would take out of the text, less what is assigned there as code: under a name such
 * as `token`, only a value of 10 characters and more with letters and digits is a secret.
 */
export function literalsIn(text: string): readonly Literal[] {
  const found: Literal[] = [];
  let line = 1;
  let at = 0;
  scan(text, ({ kind, start, end }) => {
    const secret = text.slice(start, end);
    if (NO_SECRET.has(kind)) return;
    if (BY_NAME.has(kind) && !isLiteral(secret)) return;
    if (kind === 'private-key' && !hasBody(secret)) return;
    for (; at < start; at += 1) if (text.charCodeAt(at) === 10) line += 1;
    found.push({ kind, line, digest: digestOf(secret) });
  });
  return found;
}

export const digestOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex').slice(0, 16);

const CODE = /[(){}<>[\]$\s`|]|=>|\*\*\*/;
const PATH_OF_NAMES = /^[A-Za-z_]\w*(\??\.[A-Za-z_]\w*)+$/;

function isLiteral(value: string): boolean {
  return (
    value.length >= 10 &&
    /[A-Za-z]/.test(value) &&
    /\d/.test(value) &&
    !CODE.test(value) &&
    !PATH_OF_NAMES.test(value)
  );
}

/** The heading alone, as programs that look for keys have it, is none. */
const hasBody = (key: string): boolean =>
  /^-----BEGIN [A-Z ]+-----(\\n|[\s'"`+,])*[A-Za-z0-9+/=]{40}/.test(key);
