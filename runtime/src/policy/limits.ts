import type { Severity } from '../rules/finding.js';
import type { Strictness } from './breaker.js';

/** Findings of a severity that a change may have before it is blocked. */
export type Limits = Readonly<Record<'critical' | 'high' | 'medium', number>>;

/** rules.md and design section 3. `low` and `info` never block. */
export const LIMITS: Readonly<Record<Strictness, Limits>> = {
  standard: { critical: 0, high: 3, medium: 10 },
  strict: { critical: 0, high: 0, medium: 5 },
};

export function limitOf(limits: Limits, severity: Severity): number {
  return severity === 'low' || severity === 'info' ? Infinity : limits[severity];
}
