import { ownerWords, type OwnerWord } from '../../runtime/src/facts/codeowners/read-codeowners.js';
import type { OwnerMapping } from './mapping.js';

/** One owner that is replaced. */
export interface Replacement {
  readonly line: number;
  readonly pattern: string;
  readonly from: string;
  readonly to: string;
}

export interface Edited {
  readonly text: string;
  readonly replacements: readonly Replacement[];
  /** Old handles of the mapping that stand nowhere as an owner. */
  readonly unused: readonly string[];
}

/**
 * Replaces owners, all at once, so that two may change places. Patterns, comments, spaces, line breaks
 * and everything else keep their bytes. An owner that a line would then name twice is left out.
 */
export function replaceOwners(text: string, mapping: OwnerMapping): Edited {
  const replacements: Replacement[] = [];
  const used = new Set<string>();
  const parts: string[] = [];
  let copied = 0;
  for (const words of byLine(ownerWords(text))) {
    const named = new Set<string>();
    for (const { text: from, at, line, pattern } of words) {
      const to = mapping.get(from.toLowerCase())?.to;
      const key = (to ?? from).toLowerCase();
      if (to !== undefined) {
        used.add(from.toLowerCase());
        const twice = named.has(key) || words.some((w) => isKept(w, mapping, key));
        if (twice) {
          parts.push(text.slice(copied, at).trimEnd());
        } else {
          parts.push(text.slice(copied, at), to);
        }
        copied = at + from.length;
        if (from !== to) replacements.push({ line, pattern, from, to });
      }
      named.add(key);
    }
  }
  parts.push(text.slice(copied));
  const unused = [...mapping].filter(([key]) => !used.has(key)).map(([, { from }]) => from);
  return { text: parts.join(''), replacements, unused };
}

const isKept = ({ text }: OwnerWord, mapping: OwnerMapping, key: string): boolean =>
  !mapping.has(text.toLowerCase()) && text.toLowerCase() === key;

function byLine(words: readonly OwnerWord[]): Iterable<readonly OwnerWord[]> {
  const lines = new Map<number, OwnerWord[]>();
  for (const word of words) lines.set(word.line, [...(lines.get(word.line) ?? []), word]);
  return lines.values();
}
