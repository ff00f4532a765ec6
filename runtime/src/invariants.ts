import { runtimeError } from './errors/index.js';
import {
  checkL0,
  explainL0,
  L0,
  l0Error,
  permissionBits,
  type L0Input,
  type L0Limits,
} from './l0/index.js';
import type { Facts } from './facts/index.js';
import { redactor, type KeyRing } from './privacy/index.js';
import { schemaHash, SCHEMA_HASH } from './report/report-schema.js';
import { driftOf } from './rules/MD-005/drift-of.js';
import type { Thresholds } from './stores/index.js';

/** Highest drift magnitude that L0 allows where no operator has set another; 0..1. */
const DRIFT_THRESHOLD = 0.3;

/** What an evaluation of a change may do. */
const PERMISSIONS = permissionBits([
  'readGit',
  'readWorkflows',
  'readProtection',
  'readSecrets',
  'readEvents',
  'readBaseline',
  'writeEvents',
  'publishReport',
]);

/**
 * Throws PM-5001 when an L0 invariant does not hold: nothing else then runs. No policy file and no
 * baseline are read yet: both are the built-in ones, of the compiled-in schema and without drift.
 */
export function refuseBrokenL0(ring: KeyRing, thresholds: Thresholds, now: number): void {
  holdToL0(ring, thresholds, now, 0);
}

/**
 * Throws PM-5001 when the facts have drifted further from their baseline than L0 allows, with what is
 * weaker: no report then says it. `tell` hears first how far, where there is something to compare.
 */
export function refuseGreatDrift(
  facts: Facts,
  ring: KeyRing,
  thresholds: Thresholds,
  now: number,
  tell: (magnitude: number) => void,
): void {
  const state = driftOf(facts);
  if (state.state !== 'accepted' || state.drift.magnitude === undefined) return;
  tell(state.drift.magnitude);
  const { drift, baseline } = state;
  const weakened = drift.fields.filter(({ outcome }) => outcome === 'weakened');
  const names = weakened.map(({ field, subject }) => field.noun(subject)).join(', ');
  holdToL0(ring, thresholds, now, state.drift.magnitude, {
    // An error leaves like a report does: nothing of the repository unredacted.
    detail: () =>
      `weaker than the baseline of ${baseline.capturedAt.slice(0, 10)}: ${redactor(ring).text(names)}`,
    remedy:
      'See `phase-mirror baseline diff`; put back what is weaker, or accept it with a new baseline. L0 cannot be switched off.',
  });
}

function holdToL0(
  { current }: KeyRing,
  thresholds: Thresholds,
  now: number,
  driftMagnitude: number,
  drift?: { readonly detail: () => string; readonly remedy: string },
): void {
  const limits: L0Limits = {
    schemaHash: SCHEMA_HASH,
    driftThreshold: thresholds.driftMagnitude ?? DRIFT_THRESHOLD,
  };
  const input: L0Input = {
    policySchema: SCHEMA_HASH,
    baselineSchema: SCHEMA_HASH,
    reportSchema: schemaHash(),
    permissionBits: PERMISSIONS,
    driftMagnitude,
    nonceIssuedAt: current.issuedAt,
    nonceExpiresAt: current.expiresAt,
  };
  const failed = checkL0(input, limits, now);
  if (failed === 0) return;
  const error = l0Error(explainL0(failed, input, limits, now));
  if (drift === undefined || (failed & L0.drift) === 0) throw error;
  const why = `${error.why ?? ''}; ${drift.detail()}`;
  throw runtimeError('PM-5001', { what: error.what, why, remedy: drift.remedy });
}
