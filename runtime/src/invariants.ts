import {
  checkL0,
  explainL0,
  l0Error,
  permissionBits,
  type L0Input,
  type L0Limits,
} from './l0/index.js';
import type { KeyRing } from './privacy/index.js';
import { schemaHash, SCHEMA_HASH } from './report/report-schema.js';
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
  'writeEvents',
  'publishReport',
]);

/**
 * Throws PM-5001 when an L0 invariant does not hold: nothing else then runs. No policy file and no
 * baseline are read yet: both are the built-in ones, of the compiled-in schema and without drift.
 */
export function refuseBrokenL0({ current }: KeyRing, thresholds: Thresholds, now: number): void {
  const limits: L0Limits = {
    schemaHash: SCHEMA_HASH,
    driftThreshold: thresholds.driftMagnitude ?? DRIFT_THRESHOLD,
  };
  const input: L0Input = {
    policySchema: SCHEMA_HASH,
    baselineSchema: SCHEMA_HASH,
    reportSchema: schemaHash(),
    permissionBits: PERMISSIONS,
    driftMagnitude: 0,
    nonceIssuedAt: current.issuedAt,
    nonceExpiresAt: current.expiresAt,
  };
  const failed = checkL0(input, limits, now);
  if (failed !== 0) throw l0Error(explainL0(failed, input, limits, now));
}
