import { GAPS, valueOf, type Facts } from '../../facts/index.js';
import type { RuleResult, Unknown } from '../finding.js';
import { branchTitle } from '../required-checks.js';
import type { Rule } from '../rule.js';
import { driftOf } from './drift-of.js';
import { noBaselineMeta } from './meta.js';

const CHECK = 'MD-005.6';

/** Drift is judged and there is nothing to compare with: not known, never a pass. */
export const noBaseline: Rule = { meta: noBaselineMeta, judge };

function judge(facts: Facts): RuleResult {
  const state = driftOf(facts);
  if (state.state === 'not-asked') return { findings: [], unknowns: [], judged: 0 };
  if (state.state === 'accepted') return { findings: [], unknowns: [], judged: 1 };
  const subject = branchTitle(valueOf(facts.change.branch)?.name);
  const unknown: Unknown =
    state.state === 'none'
      ? {
          check: CHECK,
          subject,
          reason: `no baseline of ${subject} was ever published, so nothing says what was accepted`,
          remedy:
            'Look at what would be accepted (`phase-mirror baseline capture`), then: `phase-mirror baseline publish --expect none`.',
        }
      : {
          check: CHECK,
          subject,
          reason: `the baseline of ${subject} is not known: ${state.gap.reason}`,
          remedy: GAPS[state.gap.code].remedy,
        };
  return { findings: [], unknowns: [unknown], judged: 0 };
}
