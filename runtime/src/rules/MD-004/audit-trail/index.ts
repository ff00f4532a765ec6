import type { Facts } from '../../../facts/index.js';
import type { RuleResult } from '../../finding.js';
import type { Rule } from '../../rule.js';
import { findingOf } from '../../violation.js';
import { directCommits } from './direct-commits.js';
import { auditTrailMeta } from './meta.js';
import { missingReferences } from './references.js';
import { unsigned } from './unsigned.js';

const CHECK = auditTrailMeta.id;

/** What the policy wants to be able to tell of a change later: by whom, through what, and what for. */
export const auditTrail: Rule = {
  meta: auditTrailMeta,
  async judge(facts: Facts): Promise<RuleResult> {
    const parts = [
      unsigned(facts),
      directCommits(CHECK, facts),
      await missingReferences(CHECK, facts),
    ];
    return {
      findings: parts.flatMap(({ violations }) =>
        violations.map((violation) => findingOf(CHECK, violation, true)),
      ),
      unknowns: parts.flatMap(({ unknowns }) => unknowns),
      judged: parts.reduce((sum, { judged }) => sum + judged, 0),
    };
  },
};
