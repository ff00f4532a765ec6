import { getHeapStatistics } from 'node:v8';
import { expect, it } from '@jest/globals';
import {
  ALL_CAPABILITIES,
  checkL0,
  type L0Input,
  type L0Limits,
} from '../../../runtime/src/l0/index.js';

const SCHEMA = 'ab'.repeat(32);
const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const limits: L0Limits = { schemaHash: SCHEMA, driftThreshold: 0.3 };
const sound: L0Input = {
  policySchema: SCHEMA,
  baselineSchema: SCHEMA,
  reportSchema: SCHEMA,
  permissionBits: ALL_CAPABILITIES,
  driftMagnitude: 0.1,
  nonceIssuedAt: NOW - 1,
  nonceExpiresAt: NOW + 1,
};

it('L0 allocates nothing while everything holds', () => {
  const calls = 200_000;
  let failed = 0;
  const grown = (): number => {
    const before = getHeapStatistics().used_heap_size;
    for (let i = 0; i < calls; i += 1) failed |= checkL0(sound, limits, NOW);
    return getHeapStatistics().used_heap_size - before;
  };
  grown();
  // A collection meanwhile makes the heap smaller: the largest of a few growths counts. The smallest
  // object is 16 bytes; asking for the statistics makes some kilobytes.
  expect(Math.max(grown(), grown(), grown())).toBeLessThan(calls);
  expect(failed).toBe(0);
});
