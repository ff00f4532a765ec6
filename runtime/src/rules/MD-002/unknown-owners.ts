import { valueOf, type Facts, type OwnerEntry } from '../../facts/index.js';
import type { Evidence } from '../finding.js';
import { apiEvidence, apiPath, hiddenQuestion } from '../live.js';
import type { Question } from '../violation.js';
import { fileAfter, fileInForce, ownersText } from './ownership.js';

/** A line of CODEOWNERS with owners that GitHub does not know, or that may not write. */
export interface UnknownOwners {
  /** As it stands with the change. */
  readonly entry: OwnerEntry;
  readonly owners: readonly string[];
  /** Whether nobody else owns what the line matches. */
  readonly all: boolean;
  readonly reality: Evidence;
}

/**
 * What GitHub says of owners, where it was asked: it alone knows who exists and may write. It speaks of
 * the file of the branch, so a line that the change mends or removes is left out.
 */
export function unknownOwners(facts: Facts): readonly UnknownOwners[] {
  const { live } = facts;
  const errors = live === undefined ? undefined : valueOf(live.codeownersErrors);
  const now = fileInForce(facts);
  const after = fileAfter(facts);
  if (live === undefined || errors === undefined || now === undefined) return [];
  const found = new Map<OwnerEntry, { owners: string[]; pointer: string }>();
  for (const [i, { kind, line, column, path }] of errors.entries()) {
    if (kind !== 'Unknown owner' || path !== now.path) continue;
    const old = now.entries.find(({ place }) => place.line === line);
    const entry = after?.entries.find(
      (one) => one.pattern === old?.pattern && ownersText(one) === ownersText(old),
    );
    const owner = old?.owners.find(({ text }) => old.quote.startsWith(text, column - 1))?.text;
    if (entry === undefined || owner === undefined) continue;
    const known = found.get(entry) ?? { owners: [], pointer: `/errors/${i}` };
    found.set(entry, { ...known, owners: [...known.owners, owner] });
  }
  return [...found].map(([entry, { owners, pointer }]) => ({
    entry,
    owners,
    all: owners.length === entry.owners.length,
    reality: apiEvidence(
      `GitHub does not know ${owners.join(' and ')}, or they may not write to the repository`,
      apiPath(live, 'codeowners/errors'),
      pointer,
    ),
  }));
}

/** Where GitHub was asked and did not show what it knows of the owners. */
export function ownersQuestion(facts: Facts): Question | undefined {
  const { live } = facts;
  const after = fileAfter(facts);
  if (live === undefined || live.codeownersErrors.state === 'known') return undefined;
  if (after === undefined || after.entries.every(({ owners }) => owners.length === 0)) {
    return undefined;
  }
  return hiddenQuestion(`owners in ${after.path}`, [live.codeownersErrors]);
}
