import { VENDOR_FORMS } from '../../../runtime/src/privacy/redactor/vendor.js';

/** The redaction nonce and the salt of the tests, stored as real ones are. */
export const NONCE = 'feedfacecafebeef'.repeat(4);
export const SALT = 'deadbeeffeedc0de'.repeat(4);

// In two halves each: scanners of other people read this file too.
const PASSWORD = `correct-horse-${'battery-9'}`;
const AWS_SECRET = `wJalrXUtnFEMI/K7MDENG/${'bPxRfiCYEXAMPLEKEY'}`;
const PEM_BODY = `MIIEvQIBADANBgkqhkiG9w0B${'AQEFAASCBKcwggSjAgEAAoIBAQ'}`;

/** A secret of one kind, and how it stands in a text. */
export interface Planted {
  readonly kind: string;
  /** What must be found nowhere. */
  readonly secret: string;
  readonly text: string;
}

/** One of every kind that the redactor knows; each fits on one line. */
export const PLANTED: readonly Planted[] = [
  ...VENDOR_FORMS.flatMap(({ kind, examples }) =>
    examples.map((parts) => ({ kind, secret: parts.join(''), text: parts.join('') })),
  ),
  { kind: 'aws-secret-key', secret: AWS_SECRET, text: `aws_secret_access_key=${AWS_SECRET}` },
  {
    kind: 'private-key',
    secret: PEM_BODY,
    text: `-----BEGIN PRIVATE KEY-----${PEM_BODY}-----END PRIVATE KEY-----`,
  },
  {
    kind: 'authorization',
    secret: 'abcdef0123456789xyzzy',
    text: 'Authorization: Bearer abcdef0123456789xyzzy',
  },
  { kind: 'password', secret: PASSWORD, text: `postgres://app:${PASSWORD}@db.internal/x` },
  { kind: 'password', secret: `${PASSWORD}-2`, text: `password=${PASSWORD}-2` },
  { kind: 'credential', secret: '8f14e45fceea167a5a36d', text: 'api_key=8f14e45fceea167a5a36d' },
  { kind: 'email', secret: 'grace.hopper@navy.example', text: 'by grace.hopper@navy.example' },
  { kind: 'ipv4', secret: '203.0.113.77', text: 'from 203.0.113.77' },
  { kind: 'ipv6', secret: '2001:db8:85a3::8a2e:370:7334', text: 'at 2001:db8:85a3::8a2e:370:7334' },
  { kind: 'phone', secret: '+14155552671', text: 'call +14155552671' },
];

/** Every planted text, in one line. */
export const ALL_PLANTED = PLANTED.map(({ text }) => text).join(' ; ');

/** Pieces of a stored secret that are long enough to be of use: none may be anywhere either. */
function piecesOf(value: string): readonly string[] {
  const size = 10;
  return [
    ...new Set(Array.from({ length: value.length - size }, (_, i) => value.slice(i, i + size))),
  ];
}

export const PIECES: readonly Planted[] = [
  ...piecesOf(NONCE).map((secret) => ({ kind: 'nonce', secret, text: secret })),
  ...piecesOf(SALT).map((secret) => ({ kind: 'salt', secret, text: secret })),
];

/** Which secrets stand in a text: kinds and what is before them, not their values. */
export function foundIn(
  text: string,
  secrets: readonly Planted[] = [...PLANTED, ...PIECES],
): readonly string[] {
  return secrets
    .filter(({ secret }) => text.includes(secret) || text.includes(escaped(secret)))
    .map(({ kind, secret }) => {
      const at = Math.max(text.indexOf(secret), text.indexOf(escaped(secret)));
      return `${kind} at ${at}: …${text.slice(Math.max(0, at - 40), at)}[here]`;
    });
}

/** As it stands in JSON, HTML or XML. */
const escaped = (secret: string): string => secret.replaceAll('/', '\\/').replaceAll('+', '&#43;');
