import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redactor, seal, verifySeal, type Redacted } from '../../../runtime/src/privacy/index.js';
import { VENDOR_FORMS } from '../../../runtime/src/privacy/redactor/vendor.js';
import { realisticLog } from '../../bench/redaction-inputs.js';
import { testRing } from './keys.js';

const ring = testRing(1, 2);
const redact = (text: string): Redacted => redactor(ring).text(text);

/** Pieces of which secrets, their surroundings and near misses are made. */
const piece = fc.oneof(
  fc.constantFrom(
    ...VENDOR_FORMS.flatMap(({ examples }) => examples.map((parts) => parts.join(''))),
    ...[
      'a@b.co',
      'x.y+z@mail.example.org',
      '10.0.0.1',
      '1.2.3.4.5',
      '2001:db8::1',
      '::1',
      '+4915112345678',
    ],
    ...[
      'password',
      'token',
      'Authorization',
      'Bearer ',
      'basic dXNlcjpwYXNz',
      'https://',
      'u:p@',
      'secret',
    ],
    ...[
      '-----BEGIN PRIVATE KEY-----',
      '-----END PRIVATE KEY-----',
      'MIIE+/=',
      '[redacted:',
      ']',
      ':v1:',
    ],
    ...[
      '[redacted:email:v1:0123456789ab]',
      '${{ secrets.X }}',
      '${X}',
      '$',
      '{{',
      '}}',
      'version ',
      'v',
      '==',
    ],
    ...[
      ' ',
      '\n',
      '\t',
      '"',
      "'",
      '\\"',
      '\\',
      ':',
      '=',
      '://',
      '@',
      '+',
      '-',
      '.',
      ',',
      ';',
      '/',
      '#',
      '<',
      '>',
    ],
    ...['hunter2', 'correct horse', 'abcdef', '0123456789', 'deadbeef', 'é', '😀', '\ud800'],
  ),
  fc.string({ maxLength: 4, unit: 'grapheme' }),
);
const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

describe('redaction, for any text', () => {
  it('of what is redacted changes nothing', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = redact(given);
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 20_000 },
    );
  });

  it('is the same for equal texts and leaves everything outside of tokens in its order', () => {
    fc.assert(
      fc.property(text, (given) => {
        const out = redact(given);
        expect(redact(given)).toBe(out);
        // What stays is what was there: the text between tokens occurs in the original, in order.
        let at = 0;
        for (const kept of out.split(/\[redacted:[a-z0-9-]+:v2:[0-9a-f]{12}\]/)) {
          const found = given.indexOf(kept, at);
          expect(found).toBeGreaterThanOrEqual(at);
          at = found + kept.length;
        }
      }),
      { numRuns: 5_000 },
    );
  });

  const secrets = VENDOR_FORMS.flatMap(({ examples }) => examples.map((parts) => parts.join('')));
  it('never lets a vendor’s secret through that stands between blanks', () => {
    const around = text.map((t) => t.replaceAll('[redacted:', ''));
    fc.assert(
      fc.property(around, fc.constantFrom(...secrets), around, (before, secret, after) => {
        expect(redact(`${before} ${secret} ${after}`)).not.toContain(` ${secret} `);
      }),
      { numRuns: 5_000 },
    );
  });

  it('is the same wherever in a long text it stands', () => {
    // The scanner reads a long text through windows of 32,768 characters.
    fc.assert(
      fc.property(text, fc.nat(48), fc.constantFrom(1, 2), (given, back, windows) => {
        const before = `${'lorem '.repeat(windows * 5_462).slice(0, windows * 32_768 - back)}\n`;
        // Not the whole text: a failure that prints 64 KB helps nobody.
        expect(redact(before + given).slice(before.length - 8)).toBe(
          before.slice(-8) + redact(given),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves almost all of an ordinary log as it is', () => {
    const log = realisticLog(200_000);
    const redacting = redactor(ring);
    redacting.text(log);
    expect(Object.keys(redacting.counts()).sort()).toEqual(['email', 'ipv4', 'password']);
  });
});

describe('a seal', () => {
  const context = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), {
    maxKeys: 4,
  });

  it('holds for what was sealed, under every version that verifies', () => {
    fc.assert(
      fc.property(text, context, (given, around) => {
        const redacted = redact(given);
        const old = seal(testRing(1), redacted, around);
        const now = seal(ring, redacted, around);
        expect([old.nonceVersion, now.nonceVersion]).toEqual([1, 2]);
        expect(verifySeal(ring, redacted, around, old)).toBe(true);
        expect(verifySeal(ring, redacted, around, now)).toBe(true);
        expect(verifySeal(testRing(2), redacted, around, old)).toBe(false);
      }),
    );
  });

  it('breaks with any changed character of the text', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.constantFrom('', 'x', ' '), (given, where, by) => {
        const redacted = redact(given);
        const at = redacted.length === 0 ? 0 : where % redacted.length;
        const changed = redacted.slice(0, at) + by + redacted.slice(at + 1);
        fc.pre(changed !== redacted);
        expect(verifySeal(ring, changed, {}, seal(ring, redacted, {}))).toBe(false);
      }),
    );
  });

  it('breaks with another context, version or mac', () => {
    const redacted = redact('text');
    const sealed = seal(ring, redacted, { repository: 'octo/a', head: 'b' });
    const verify = (around: Record<string, string>, change: object = {}): boolean =>
      verifySeal(ring, redacted, around, { ...sealed, ...change });
    const right = { head: 'b', repository: 'octo/a' };
    expect(verify(right)).toBe(true);
    expect(verify({ ...right, head: 'c' })).toBe(false);
    expect(verify({ ...right, more: '' })).toBe(false);
    expect(verify({ repository: 'octo/ahead', b: '' })).toBe(false);
    expect(verify(right, { nonceVersion: 1 })).toBe(false);
    expect(verify(right, { nonceVersion: 9 })).toBe(false);
    expect(verify(right, { mac: sealed.mac.slice(1) })).toBe(false);
    expect(verify(right, { mac: sealed.mac.toUpperCase() })).toBe(false);
    expect(verify(right, { mac: undefined })).toBe(false);
    for (let i = 0; i < 64; i += 1) {
      const digit = sealed.mac[i] === '0' ? '1' : '0';
      expect(verify(right, { mac: sealed.mac.slice(0, i) + digit + sealed.mac.slice(i + 1) })).toBe(
        false,
      );
    }
  });
});
