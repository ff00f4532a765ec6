import type { Facts } from '../../facts/index.js';
import { fingerprintOf, type Finding, type RuleResult } from '../finding.js';
import type { Rule } from '../rule.js';
import { baselineApi, baselineTitle, placeOfDrift } from './accepted.js';
import { driftOf } from './drift-of.js';
import { magnitudeMeta } from './meta.js';

const CHECK = 'MD-005.4';

/** How far the branch has drifted as a whole. Above its threshold L0 refuses the run: no rule is asked. */
export const driftMagnitude: Rule = { meta: magnitudeMeta, judge };

function judge(facts: Facts): RuleResult {
  const state = driftOf(facts);
  if (state.state !== 'accepted') return { findings: [], unknowns: [], judged: 0 };
  const { baseline, drift } = state;
  const { magnitude, compared } = drift;
  if (magnitude === undefined) {
    const unknown = {
      check: CHECK,
      subject: 'drift magnitude',
      reason: 'no field of the baseline could be compared',
      remedy: 'Answer the other questions of MD-005 first.',
    };
    return { findings: [], unknowns: [unknown], judged: 0 };
  }
  if (magnitude === 0) return { findings: [], unknowns: [], judged: compared };
  const weakened = drift.fields.filter(({ outcome }) => outcome === 'weakened');
  const left = drift.fields.length - compared;
  const names = weakened.map(({ field, subject }) => field.noun(subject));
  const finding: Finding = {
    check: CHECK,
    kind: 'violation',
    severity: 'info',
    confidence: 'high',
    subject: 'drift magnitude',
    title: `drift magnitude ${magnitude.toFixed(2)}`,
    claim: {
      says: `${baselineTitle(baseline)} is what was accepted`,
      api: baselineApi(baseline),
      quote: '',
    },
    reality: {
      says: `${weakened.length} of ${compared} fields compared are weaker: ${names.join(', ')}${left === 0 ? '' : `; ${left} could not be compared and do not count`}`,
      quote: '',
    },
    why: 'Above the drift threshold of the environment L0 refuses every judgement, whatever else is sound.',
    fix: 'Mend what MD-005.1 and MD-005.3 name, or accept it with a new baseline.',
    introduced: false,
    fingerprint: fingerprintOf(CHECK, 'drift magnitude'),
    place: placeOfDrift(facts),
  };
  return { findings: [finding], unknowns: [], judged: compared };
}
