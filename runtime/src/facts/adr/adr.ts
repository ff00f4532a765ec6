import type { Stated } from '../claims/claim.js';
import type { Quoted } from '../place.js';

/** One text of a front matter, and where it stands. */
export type StatedText = Stated<string>;

/** What an ADR says of itself in front matter; what it says in prose is nobody's to judge. */
export interface Adr {
  readonly path: string;
  /** The number that its file name begins with. */
  readonly number: number;
  /** As it is written; its first word is the state. */
  readonly status: StatedText;
  readonly state: string;
  readonly date?: StatedText;
  /** Under `owner`, `owners`, `deciders` or `decision-makers`. */
  readonly owners: readonly string[];
  readonly supersedes: readonly StatedText[];
  /** Under `superseded-by`, and behind `superseded by` in the status. */
  readonly supersededBy: readonly StatedText[];
  readonly enforces?: Enforces;
  /** What is wrong with the front matter: what holds it says then, nobody knows. */
  readonly problems: readonly AdrProblem[];
}

/** What a decision demands, for a machine to hold the repository to. */
export interface Enforces {
  /** Checks that run whatever path a change touches. */
  readonly everyPath?: EveryPath;
  /** Merges go through a merge queue. */
  readonly mergeQueue?: Quoted;
  /** Rules by which the decision is held. */
  readonly rules: readonly StatedText[];
  /** Files and folders that it stands on. */
  readonly files: readonly CitedFile[];
}

export interface EveryPath extends Quoted {
  /** Names of checks; empty for all that the branch requires. */
  readonly checks: readonly string[];
}

export interface CitedFile extends StatedText {
  /** Whether it is in the same commit. */
  readonly exists: boolean;
}

export interface AdrProblem extends Quoted {
  readonly reason: string;
}

/** The ADRs of one commit, in the order of their paths. */
export interface AdrLedger {
  readonly commit: string;
  readonly adrs: readonly Adr[];
  /** Files that are ADRs by place and name and have no front matter with a status. */
  readonly unlisted: number;
}
