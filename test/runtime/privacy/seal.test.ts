import { describe, expect, it } from '@jest/globals';
import { redactor, seal, verifySeal, type Redacted } from '../../../runtime/src/privacy/index.js';
import { testRing } from './keys.js';

const ring = testRing(1, 2);
const text = redactor(ring).text('MD-001 says é 😀, not a@b.co\n');
const context = { repository: 'octo/example', head: 'abc' };

describe('a seal', () => {
  it('is of the version that signs, 64 hexadecimal digits', () => {
    expect(seal(ring, text, context)).toEqual({
      nonceVersion: 2,
      mac: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('holds for what was sealed, in whatever order its context is written', () => {
    const sealed = seal(ring, text, context);
    expect(verifySeal(ring, text, context, sealed)).toBe(true);
    expect(verifySeal(ring, text, { head: 'abc', repository: 'octo/example' }, sealed)).toBe(true);
    expect(seal(ring, text, { head: 'abc', repository: 'octo/example' })).toEqual(sealed);
    expect(verifySeal(ring, text, context, seal(testRing(1), text, context))).toBe(true);
    expect(verifySeal(testRing(1), text, context, sealed)).toBe(false);
  });

  it('breaks with every byte of the text that is changed, left out or put in', () => {
    const sealed = seal(ring, text, context);
    const bytes = Buffer.from(text, 'utf8');
    const broken = (changed: Buffer): boolean =>
      !verifySeal(
        ring,
        changed.toString('latin1'),
        context,
        seal(ring, bytes.toString('latin1') as Redacted, context),
      );
    for (let at = 0; at < bytes.length; at += 1) {
      for (const bit of [1, 2, 32, 128]) {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] as number) ^ bit;
        expect([at, bit, broken(flipped)]).toEqual([at, bit, true]);
      }
      const cut = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
      const more = Buffer.concat([bytes.subarray(0, at), Buffer.from('x'), bytes.subarray(at)]);
      expect([at, broken(cut), broken(more)]).toEqual([at, true, true]);
    }
    expect(verifySeal(ring, `${text} `, context, sealed)).toBe(false);
  });

  it.each([
    ['a name more', { ...context, more: '' }],
    ['a name less', { repository: 'octo/example' }],
    ['another value', { ...context, head: 'abd' }],
    ['another name', { repository: 'octo/example', heads: 'abc' }],
    ['values exchanged', { repository: 'abc', head: 'octo/example' }],
    ['name and value run together', { repository: 'octo/example', headabc: '' }],
  ])('breaks with a context of %s', (_, other) => {
    const sealed = seal(ring, text, context);
    expect(verifySeal(ring, text, other as Record<string, string>, sealed)).toBe(false);
  });

  it.each([
    ['another version', { nonceVersion: 1 }],
    ['a version that is not here', { nonceVersion: 3 }],
    ['no mac', { mac: undefined }],
    ['a mac that is no text', { mac: 7 }],
    ['an empty mac', { mac: '' }],
  ])('breaks with %s', (_, change) => {
    const sealed = { ...seal(ring, text, context), ...change };
    expect(verifySeal(ring, text, context, sealed as ReturnType<typeof seal>)).toBe(false);
  });
});
