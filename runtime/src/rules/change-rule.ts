import type { Facts } from '../facts/index.js';
import type { RuleResult } from './finding.js';
import type { Rule, RuleMeta } from './rule.js';
import { findingOf, type TreeResult } from './violation.js';

/** A rule about the change itself: what it breaks, the change brings about. */
export function changeRule(meta: RuleMeta, judgeChange: (facts: Facts) => TreeResult): Rule {
  return {
    meta,
    judge(facts): RuleResult {
      const { violations, unknowns, judged } = judgeChange(facts);
      return {
        findings: violations.map((violation) => findingOf(meta.id, violation, true)),
        unknowns,
        judged,
      };
    },
  };
}
