import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { intentionOf, pastGrace, type RotationOptions } from '../../../ops/secrets/rotation.js';
import { GRACE_MS, type SecretWorld } from '../../../ops/secrets/world.js';
import { DAY_MS } from '../../../runtime/src/clock.js';
import { judgeVersions, VERSION_POLICY } from '../../../runtime/src/privacy/key-versions.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');

/** Versions by their age in days; the newest is proven unless said otherwise. */
function worldOf(
  ages: Readonly<Record<number, number>>,
  { proven = true, gone = [] as readonly number[] } = {},
): SecretWorld {
  const stored = Object.entries(ages).map(([version, days]) => ({
    version: Number(version),
    value: 'ab'.repeat(32),
    modifiedAt: new Date(NOW - days * DAY_MS).toISOString(),
  }));
  const { versions, ring } = judgeVersions(stored, NOW, VERSION_POLICY);
  return {
    kind: 'nonce',
    versions,
    signing: versions.find(({ version }) => version === ring?.current.version),
    highest: versions.at(-1),
    proven,
    retired: gone.map((version) => ({ version, why: 'retired' as const })),
    next: Math.max(0, ...versions.map(({ version }) => version), ...gone) + 1,
    ringOf: () => ring,
  };
}

const month: RotationOptions = { ifOlderThanMs: 30 * DAY_MS };

describe('what is due', () => {
  it.each<[string, SecretWorld, RotationOptions, number | undefined, boolean]>([
    ['the seed alone: rotate', worldOf({ 1: 0 }), {}, 2, true],
    ['no version at all: the first', worldOf({}), {}, 1, true],
    ['none left, some retired: the next number', worldOf({}, { gone: [1, 2] }), {}, 3, true],
    ['the predecessor is in its grace: wait', worldOf({ 1: 40, 2: 1 }), {}, undefined, false],
    ['the same, --anyway', worldOf({ 1: 40, 2: 1 }), { anyway: true }, 3, true],
    ['the grace is over', worldOf({ 1: 40, 2: 8 }), {}, 3, true],
    ['younger than asked for', worldOf({ 1: 29 }), month, undefined, false],
    ['as old as asked for', worldOf({ 1: 30 }), month, 2, true],
    ['stored, not proven: go on', worldOf({ 1: 40, 2: 0 }, { proven: false }), month, 2, false],
    ['too old to sign', worldOf({ 1: 400 }), month, 2, true],
    ['the newest from the future', worldOf({ 1: 40, 2: -3 }), month, 3, true],
    ['no number twice', worldOf({ 1: 40 }, { gone: [2] }), {}, 3, true],
  ])('%s', (_, world, options, target, store) => {
    const intention = intentionOf(world, options, NOW);
    expect({ target: intention.target, store: intention.store }).toEqual({ target, store });
    expect(intention.why).not.toBe('');
  });
});

describe('what is past its grace period', () => {
  it.each<[Readonly<Record<number, number>>, readonly number[]]>([
    [{}, []],
    [{ 1: 400 }, []],
    [{ 1: 40, 2: 1 }, []],
    [{ 1: 40, 2: 7 }, [1]],
    [{ 1: 90, 2: 40, 3: 10 }, [1, 2]],
    [{ 1: 90, 2: 40, 3: 1 }, [1]],
  ])('of ages %j is %j', (ages, gone) => {
    expect(pastGrace(worldOf(ages))).toEqual(gone);
  });

  it('is never the one that signs, nor one that still verifies', () => {
    const ages = fc.array(fc.integer({ min: -10, max: 500 }), { maxLength: 6 });
    fc.assert(
      fc.property(ages, (days) => {
        const world = worldOf(Object.fromEntries(days.map((age, i) => [i + 1, age])));
        const gone = pastGrace(world);
        expect(gone).not.toContain(world.signing?.version);
        for (const { version, state } of world.versions)
          if (state === 'verifies') expect(gone).not.toContain(version);
      }),
    );
  });

  it('is seven days', () => expect(GRACE_MS).toBe(7 * DAY_MS));
});
