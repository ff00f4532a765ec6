import { ALL_CAPABILITIES } from './capabilities.js';

/** The invariants, as bits of what `checkL0` answers. 0: all hold. */
export const L0 = {
  /** Policy, baseline and report are of the compiled-in schema. */
  schema: 1 << 0,
  /** A whole number whose reserved bits 12–15, and everything above, are 0. */
  permissions: 1 << 1,
  /** A number from 0 to the threshold, which itself is from 0 to 1. */
  drift: 1 << 2,
  /** The nonce was made at a known time that is not in the future. */
  nonceFuture: 1 << 3,
  /** The nonce has a known end, which has not come. */
  nonceExpired: 1 << 4,
} as const;
export type L0Invariant = keyof typeof L0;

/** What L0 looks at. Types say what it should be; `checkL0` trusts none of them. */
export interface L0Input {
  /** sha256 of the canonical JSON Schema, 64 hex characters, that each document was written to. */
  readonly policySchema: string;
  readonly baselineSchema: string;
  readonly reportSchema: string;
  /** Capability bits of this evaluation, see `capabilities.ts`. */
  readonly permissionBits: number;
  /** 0..1. */
  readonly driftMagnitude: number;
  /** Unix ms, UTC. */
  readonly nonceIssuedAt: number;
  /** Unix ms, UTC. */
  readonly nonceExpiresAt: number;
}

/** What it is held against. */
export interface L0Limits {
  /** The compiled-in sha256 of the canonical JSON Schema. */
  readonly schemaHash: string;
  /** 0..1, from the environment's settings. */
  readonly driftThreshold: number;
}

/** Clocks of two machines may differ by so much, ms: a nonce that young is not from the future. */
export const CLOCK_SKEW_MS = 60_000;

/**
 * Checks the invariants at `now` (Unix ms) and answers the bits of those that do not hold. Comparisons
 * are written so that NaN, undefined, null and strings fail them; nothing is allocated. Messages are
 * `explainL0`'s, made only when something fails.
 */
export function checkL0(input: L0Input, limits: L0Limits, now: number): number {
  let failed = 0;
  const { schemaHash, driftThreshold } = limits;
  if (
    typeof schemaHash !== 'string' ||
    schemaHash.length !== 64 ||
    input.policySchema !== schemaHash ||
    input.baselineSchema !== schemaHash ||
    input.reportSchema !== schemaHash
  ) {
    failed |= L0.schema;
  }
  const bits = input.permissionBits;
  // `bits & ~mask` would fold bit 32 and above away: the range comes first.
  if (typeof bits !== 'number' || !(bits >= 0 && bits <= ALL_CAPABILITIES) || (bits | 0) !== bits) {
    failed |= L0.permissions;
  }
  const drift = input.driftMagnitude;
  if (
    typeof drift !== 'number' ||
    typeof driftThreshold !== 'number' ||
    !(driftThreshold >= 0 && driftThreshold <= 1) ||
    !(drift >= 0 && drift <= driftThreshold)
  ) {
    failed |= L0.drift;
  }
  const clockWorks = typeof now === 'number' && now > 0;
  const issued = input.nonceIssuedAt;
  if (!clockWorks || typeof issued !== 'number' || !(issued > 0 && issued <= now + CLOCK_SKEW_MS)) {
    failed |= L0.nonceFuture;
  }
  const expires = input.nonceExpiresAt;
  if (
    !clockWorks ||
    typeof expires !== 'number' ||
    !(expires > now && expires > issued && expires < Infinity)
  ) {
    failed |= L0.nonceExpired;
  }
  return failed;
}
