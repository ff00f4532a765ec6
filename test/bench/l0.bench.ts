import { checkL0, type L0Input, type L0Limits } from '../../runtime/src/l0/index.js';
import { measure, type Bench } from './bench.js';

const SCHEMA = '5c'.repeat(32);
const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const DAY = 86_400_000;

const limits: L0Limits = { schemaHash: SCHEMA, driftThreshold: 0.3 };
const sound: L0Input = {
  policySchema: SCHEMA,
  baselineSchema: SCHEMA,
  // Read from a document, so not the very same string: compared character by character.
  reportSchema: JSON.parse(JSON.stringify(SCHEMA)) as string,
  permissionBits: 0x0fff,
  driftMagnitude: 0.1,
  nonceIssuedAt: NOW - DAY,
  nonceExpiresAt: NOW + DAY,
};
const unsound = { ...sound, permissionBits: 1 << 20, driftMagnitude: Number.NaN };

/** Keeps the answers, so that the calls cannot be left out. */
let answers = 0;

/** A call, and the mean of 1,000 of them as one sample. */
export const bench: Bench = {
  name: 'l0',
  targets: [
    { case: 'valid', statistic: 'median', atMost: 25e-6 },
    { case: 'valid', statistic: 'p99', atMost: 100e-6 },
    { case: 'invalid', statistic: 'median', atMost: 60e-6 },
  ],
  run: () =>
    measure([
      { name: 'empty call', baseline: true, batch: 1000, warmup: 200, work: () => (answers += 1) },
      {
        name: 'valid',
        batch: 1000,
        warmup: 200,
        work: () => (answers += checkL0(sound, limits, NOW)),
      },
      {
        name: 'invalid',
        batch: 1000,
        warmup: 200,
        work: () => (answers += checkL0(unsound, limits, NOW)),
      },
    ]),
};
