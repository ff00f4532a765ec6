import type { EnforcementStep } from '../../runtime/src/stores/ports.js';
import { wilson, type Interval } from '../../runtime/src/stores/statistics.js';

/** A demotion that its numbers carry: 60 of 80 were false positives, the threshold is 10 %. */
export function demotionOf(rule: string, from = '2026-11-01T00:00:00.000Z'): EnforcementStep {
  return {
    rule,
    action: 'demote',
    by: 'ada',
    reason: 'T-7: matrix jobs are misread',
    evidence: {
      reviewed: 80,
      falsePositives: 60,
      ...(wilson(60, 80) as Interval),
      threshold: 0.1,
      from,
      to: '2026-12-30T00:00:00.000Z',
    },
  };
}

/** A promotion that its numbers carry: none of 60 since the demotion was a false positive. */
export function promotionOf(rule: string, from: string): EnforcementStep {
  return {
    rule,
    action: 'promote',
    by: 'bob',
    reason: 'T-9: mended',
    evidence: {
      reviewed: 60,
      falsePositives: 0,
      ...(wilson(0, 60) as Interval),
      threshold: 0.1,
      from,
      to: '2026-12-30T00:00:00.000Z',
    },
  };
}
