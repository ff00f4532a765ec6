import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KeyRing, sameMac } from '../../../runtime/src/privacy/key-ring.js';
import { testRing } from './keys.js';

const KEY_2 = Buffer.alloc(32, 2);
const ring = testRing(1, 2);

describe('a key ring', () => {
  it('needs a version', () => {
    expect(() => new KeyRing([])).toThrow(new RangeError('a key ring needs a version'));
  });

  it('says its versions, the one that signs first, and nothing of their keys', () => {
    const times = {
      issuedAt: Date.parse('2026-11-01T00:00:00.000Z'),
      expiresAt: Date.parse('2027-11-01T00:00:00.000Z'),
    };
    expect(ring.current).toEqual({ version: 2, ...times });
    expect(ring.versions).toEqual([
      { version: 2, ...times },
      { version: 1, ...times },
    ]);
    expect(Object.keys(JSON.parse(JSON.stringify(ring)) as object)).toEqual([
      'current',
      'versions',
    ]);
  });

  it('signs as anybody with the key would', () => {
    const mac = createHmac('sha256', KEY_2).update('3:for2:ab4:\u00e9\u00e9').digest('hex');
    expect(ring.sign('for', ['ab', '\u00e9\u00e9'])).toBe(mac);
    expect(ring.mac(2, 'for', ['ab', '\u00e9\u00e9'])).toBe(mac);
    expect(ring.derive('x')).toEqual(createHmac('sha256', KEY_2).update('derive:x').digest());
  });

  it('tells purposes, parts and versions apart', () => {
    const macs = [
      ring.mac(2, 'for', ['ab', 'c']),
      ring.mac(2, 'for', ['a', 'bc']),
      ring.mac(2, 'for', ['abc']),
      ring.mac(2, 'for', ['ab', 'c', '']),
      ring.mac(2, 'fora', ['b', 'c']),
      ring.mac(1, 'for', ['ab', 'c']),
    ];
    expect(new Set(macs).size).toBe(macs.length);
  });

  it('has no mac of a version that is not usable', () => {
    expect(ring.mac(3, 'for', [])).toBeUndefined();
  });
});

describe('two macs', () => {
  const mac = ring.sign('for', []);
  it.each([
    [mac, true],
    [`${mac.slice(0, -1)}x`, false],
    [mac.slice(1), false],
    [`${mac}0`, false],
    ['', false],
    ['é'.repeat(32), false],
  ])('%s: the same? %p', (other, same) => {
    expect(sameMac(mac, other)).toBe(same);
  });
});
