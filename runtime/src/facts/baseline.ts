import type { Accepted, Baseline } from '../drift/baseline.js';
import { PhaseMirrorError } from '../errors/index.js';
import { gapsOf, known, unknown, valueOf, type Answer } from './answer.js';
import type { GapCode } from './gaps.js';
import type { Change, Facts } from './snapshot.js';

/** Asks the store for the baseline of a branch; undefined only when there never was one. */
export type LoadBaseline = (of: {
  readonly repository: string;
  readonly branch: string;
}) => Promise<Baseline | undefined>;

/** Codes of stores' errors that are about the baseline itself and not about reaching it. */
const BROKEN: Readonly<Record<string, GapCode>> = {
  'PM-3006': 'baseline-broken',
  'PM-3008': 'baseline-other-schema',
};

/** Where drift is judged, the facts with what was accepted of their branch; else the facts as they are. */
export async function withAccepted(facts: Facts, load: LoadBaseline): Promise<Facts> {
  if (facts.change.mode !== 'drift') return facts;
  return { ...facts, accepted: await acceptedFacts(facts.change, load) };
}

/** What cannot be read is a gap: a failure is never "there is none". */
async function acceptedFacts(
  { repository, branch }: Change,
  load: LoadBaseline,
): Promise<Answer<Accepted>> {
  const name = valueOf(branch)?.name;
  if (name === undefined) return unknown(...gapsOf(branch));
  try {
    const baseline = await load({ repository, branch: name });
    return known(baseline === undefined ? {} : { baseline });
  } catch (error) {
    // A setting that is wrong is the caller's to mend; what a store says is a fact.
    if (!(error instanceof PhaseMirrorError) || !error.code.startsWith('PM-3')) throw error;
    const code = BROKEN[error.code] ?? 'baseline-unreadable';
    return unknown({ code, reason: error.message.replaceAll(/\s+/g, ' ') });
  }
}
