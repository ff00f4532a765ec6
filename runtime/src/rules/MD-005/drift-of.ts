import { compareWithBaseline, withFields, type Drift } from '../../drift/compare.js';
import { resourceDrift } from '../../drift/resource-fields.js';
import type { Baseline } from '../../drift/baseline.js';
import { gapsOf, valueOf, type Facts, type Gap } from '../../facts/index.js';

/** What there is to compare with. `none`: nobody ever accepted anything; `hidden`: it cannot be read. */
export type AcceptedState =
  | { readonly state: 'accepted'; readonly baseline: Baseline; readonly drift: Drift }
  | { readonly state: 'none' }
  | { readonly state: 'hidden'; readonly gap: Gap }
  | { readonly state: 'not-asked' };

const compared = new WeakMap<Facts, AcceptedState>();

/** The drift of the facts, compared once for all rules; `not-asked` where drift is not judged. */
export function driftOf(facts: Facts): AcceptedState {
  const known = compared.get(facts);
  if (known !== undefined) return known;
  const state = compare(facts);
  compared.set(facts, state);
  return state;
}

function compare(facts: Facts): AcceptedState {
  const { change, accepted, head, live } = facts;
  if (change.mode !== 'drift') return { state: 'not-asked' };
  const value = accepted === undefined ? undefined : valueOf(accepted);
  if (value === undefined) {
    const [gap] = accepted === undefined ? [] : gapsOf(accepted);
    const unread: Gap = { code: 'baseline-unreadable', reason: 'nobody asked for the baseline' };
    return { state: 'hidden', gap: gap ?? unread };
  }
  const { baseline } = value;
  if (baseline === undefined) return { state: 'none' };
  const drift = withFields(compareWithBaseline(baseline, head, live), resourceDrift(facts));
  return { state: 'accepted', baseline, drift };
}
