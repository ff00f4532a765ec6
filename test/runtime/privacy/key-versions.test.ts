import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DAY_MS, MINUTE_MS } from '../../../runtime/src/clock.js';
import { judgeVersions } from '../../../runtime/src/privacy/key-versions.js';
import type { SecretVersion } from '../../../runtime/src/stores/ports.js';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const POLICY = { graceMs: 7 * DAY_MS, maxAgeMs: 365 * DAY_MS };

const version = (n: number, ageMs: number, value = 'ab'.repeat(32)): SecretVersion => ({
  version: n,
  value,
  modifiedAt: new Date(NOW - ageMs).toISOString(),
});
const states = (...stored: readonly SecretVersion[]): readonly string[] =>
  judgeVersions(stored, NOW, POLICY).versions.map((v) => `v${v.version} ${v.state}`);

describe('the versions of a secret', () => {
  it('are judged in their order, whatever the order in which they are stored', () => {
    expect(states(version(10, DAY_MS), version(2, 3 * DAY_MS), version(1, 9 * DAY_MS))).toEqual([
      'v1 verifies',
      'v2 verifies',
      'v10 signs',
    ]);
  });

  it.each([
    ['signs alone', [version(1, DAY_MS)], ['v1 signs']],
    [
      'is retired at the end of its grace',
      [version(1, 30 * DAY_MS), version(2, 7 * DAY_MS)],
      ['v1 retired', 'v2 signs'],
    ],
    [
      'verifies a moment before',
      [version(1, 30 * DAY_MS), version(2, 7 * DAY_MS - 1)],
      ['v1 verifies', 'v2 signs'],
    ],
    ['is expired at its age', [version(1, 365 * DAY_MS)], ['v1 expired']],
    ['signs a moment before', [version(1, 365 * DAY_MS - 1)], ['v1 signs']],
    ['of a clock that is ahead signs', [version(1, -MINUTE_MS)], ['v1 signs']],
    ['of the future does not', [version(1, -MINUTE_MS - 1)], ['v1 future']],
    [
      'is not retired by one of the future',
      [version(1, 30 * DAY_MS), version(2, -8 * DAY_MS)],
      ['v1 signs', 'v2 future'],
    ],
    [
      'is retired by the first that replaced it',
      [version(1, 30 * DAY_MS), version(2, 8 * DAY_MS), version(3, DAY_MS)],
      ['v1 retired', 'v2 verifies', 'v3 signs'],
    ],
    [
      'with more behind it is malformed',
      [version(1, DAY_MS, `${'ab'.repeat(32)}c`)],
      ['v1 malformed'],
    ],
    [
      'with more before it is malformed',
      [version(1, DAY_MS, `c${'ab'.repeat(32)}`)],
      ['v1 malformed'],
    ],
    ['in upper case is malformed', [version(1, DAY_MS, 'AB'.repeat(32))], ['v1 malformed']],
    ['without a time is malformed', [{ ...version(1, 0), modifiedAt: 'x' }], ['v1 malformed']],
  ])('one that %s', (_, stored, expected) => {
    expect(states(...stored)).toEqual(expected);
  });

  it('end with their age or their successor, whichever comes first', () => {
    const { versions, ring } = judgeVersions(
      [version(1, 364 * DAY_MS), version(2, DAY_MS)],
      NOW,
      POLICY,
    );
    expect(versions.map((v) => v.expiresAt)).toEqual([NOW + DAY_MS, NOW + 364 * DAY_MS]);
    expect(ring?.versions.map((v) => v.expiresAt)).toEqual([NOW + 364 * DAY_MS, NOW + DAY_MS]);
    expect(versions[0]).toMatchObject({ version: 1, issuedAt: NOW - 364 * DAY_MS });
  });

  it.each([
    ['a moment too far in the future, does not count', -MINUTE_MS - 1, 265 * DAY_MS],
    ['as far ahead as clocks may be, does', -MINUTE_MS, MINUTE_MS + 7 * DAY_MS],
  ])('end with a successor that, %s', (_, ageMs, leftMs) => {
    const { versions } = judgeVersions([version(1, 100 * DAY_MS), version(2, ageMs)], NOW, POLICY);
    expect(versions[0]?.expiresAt).toBe(NOW + leftMs);
  });

  it('sign with the bytes that their hexadecimal digits stand for', () => {
    const value = '0123456789abcdef'.repeat(4);
    const signed = judgeVersions([version(1, 0, value)], NOW, POLICY).ring?.sign('for', []);
    const expected = createHmac('sha256', Buffer.from(value, 'hex')).update('3:for');
    expect(signed).toBe(expected.digest('hex'));
  });

  it.each([
    ['no version', [], false],
    ['only a malformed one', [version(1, 0, 'x')], false],
    ['the highest', [version(1, DAY_MS)], false],
    ['an older one, for the highest is malformed', [version(1, DAY_MS), version(2, 0, 'x')], true],
  ])('say that they fell back: %s', (_, stored, fellBack) => {
    const judged = judgeVersions(stored, NOW, POLICY);
    expect(judged.fellBack).toBe(fellBack);
    expect(judged.ring === undefined).toBe(!stored.some(({ value }) => value.length === 64));
  });
});
