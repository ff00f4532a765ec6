import type { Answer } from '../answer.js';
import type { BrokenLine, OwnerLine } from './read-codeowners.js';

/** A line of CODEOWNERS and what it does to the files of the head. */
export interface OwnerEntry extends OwnerLine {
  /** Whether its pattern matches any file. */
  readonly matches: boolean;
  /** How many files it is the last match of, and so decides. */
  readonly decides: number;
}

export interface CodeownersFile {
  readonly path: string;
  /** In the order of the file. */
  readonly entries: readonly OwnerEntry[];
  /** Lines that GitHub leaves out. */
  readonly broken: readonly BrokenLine[];
  /** Why GitHub loads nothing of the file; it then has no entries. */
  readonly ignored?: string;
}

/** Where a file is; absent where a commit has none in any of the three places. */
export interface CodeownersAt {
  readonly commit: string;
  readonly file?: CodeownersFile;
}

/** Files that the same two entries decide: indices into the entries; null where nothing matches. */
export interface OwnedFiles {
  /** In the file in force. */
  readonly now: number | null;
  /** In the file that the change leaves. */
  readonly after: number | null;
  readonly files: number;
  /** The first of them, at most three. */
  readonly examples: readonly string[];
}

/** What a pattern of `autonomy.controlledPaths` covers. */
export interface ControlledPath {
  readonly pattern: string;
  /** Its index in the policy. */
  readonly index: number;
  /** Files of the head, and those that the change removes. */
  readonly owned: readonly OwnedFiles[];
}

/** Who owns what: a change is judged by the file of the branch that it goes to. */
export interface CodeownersFacts {
  readonly inForce: Answer<CodeownersAt>;
  /** With the change; absent where the change leaves the file as it is, or where there is none. */
  readonly proposed?: Answer<CodeownersAt>;
  /** The files that the change touches and leaves. */
  readonly changed: readonly OwnedFiles[];
  /** Those that it removes, former paths of renames included. */
  readonly removed: readonly OwnedFiles[];
  readonly controlled: readonly ControlledPath[];
}
