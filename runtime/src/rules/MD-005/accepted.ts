import type { Baseline } from '../../drift/baseline.js';
import { POLICY_FILE, type Facts } from '../../facts/index.js';
import type { Place } from '../finding.js';
import { activeClaims } from '../required-checks.js';

/** A baseline in a sentence: whose, and of when. */
export function baselineTitle({ capturedAt, commit, by }: Baseline): string {
  return `the baseline of ${capturedAt.slice(0, 10)} at ${commit.slice(0, 8)}, captured by ${by}`;
}

/** Where a baseline is kept, for the evidence: it is no file of the repository. */
export function baselineApi({ repository, branch, sha256 }: Baseline): string {
  return `baseline ${repository} ${branch} ${sha256}`;
}

/** Where a finding is shown that is about nothing in a file. */
export const POLICY_PLACE: Place = { path: POLICY_FILE, line: 1 };

/** Where a finding about what is not there any more is shown: a claim about the branch, else the policy. */
export function placeOfDrift(facts: Facts): Place {
  return activeClaims(facts.head)[0]?.at.place ?? POLICY_PLACE;
}
