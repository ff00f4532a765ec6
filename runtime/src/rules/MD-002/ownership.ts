import {
  valueOf,
  type CodeownersFile,
  type Facts,
  type OwnedFiles,
  type OwnerEntry,
} from '../../facts/index.js';
import type { Evidence } from '../finding.js';
import { evidenceAt } from '../violation.js';
import { isPlaceholder } from './placeholders.js';

/** Who answers for a file (rules.md 2.4): three states, and owners that are nobody. */
export type Ownership = 'unmatched' | 'cleared' | 'nobody' | 'owned';

/** The file that decides now. Undefined: there is none, or it cannot be read. */
export function fileInForce({ codeowners }: Facts): CodeownersFile | undefined {
  return valueOf(codeowners.inForce)?.file;
}

/** The file that the change leaves. */
export function fileAfter({ codeowners }: Facts): CodeownersFile | undefined {
  return valueOf(codeowners.proposed ?? codeowners.inForce)?.file;
}

export function ownershipOf(file: CodeownersFile | undefined, entry: number | null): Ownership {
  const found = entry === null ? undefined : file?.entries[entry];
  if (found === undefined) return 'unmatched';
  if (found.owners.length === 0) return 'cleared';
  return found.owners.every(isPlaceholder) ? 'nobody' : 'owned';
}

/** Counts files, with examples, in words. */
export function filesText(groups: readonly OwnedFiles[]): string {
  const files = groups.reduce((sum, group) => sum + group.files, 0);
  const [example = ''] = groups[0]?.examples ?? [];
  return files === 1 ? example : `${files} files, ${example} among them`;
}

/** Who owns, in words: `@a and @b`. */
export function ownersText(entry: Pick<OwnerEntry, 'owners'> | undefined): string {
  return (entry?.owners ?? []).map(({ text }) => text).join(' and ');
}

/** A line of CODEOWNERS as a side of a finding; without one its first line. */
export function lineEvidence(
  says: string,
  file: CodeownersFile | undefined,
  entry?: OwnerEntry,
): Evidence {
  const at = entry ?? file?.entries[0];
  if (at !== undefined) return evidenceAt(says, at);
  return file === undefined
    ? { says, quote: '' }
    : { says, quote: '', place: { path: file.path, line: 1 } };
}
