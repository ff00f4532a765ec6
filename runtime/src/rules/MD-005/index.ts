import type { Rule } from '../rule.js';
import { claimNotEnforced } from './claim-not-enforced.js';
import { grownSurface } from './grown-surface.js';
import { infrastructureDrift } from './infrastructure-drift.js';
import { driftMagnitude } from './magnitude.js';
import { noBaseline } from './no-baseline.js';
import { untrustedBaseline } from './untrusted-baseline.js';
import { weakenedSetting } from './weakened-setting.js';

/** What is judged of drift from a baseline; where drift is not judged they say nothing. */
export const DRIFT_RULES: readonly Rule[] = [
  weakenedSetting,
  claimNotEnforced,
  grownSurface,
  driftMagnitude,
  untrustedBaseline,
  noBaseline,
  infrastructureDrift,
];
