import type { Answer } from '../answer.js';
import type { PullFacts, ReviewState } from '../event-facts.js';
import type { BranchClaim } from '../claims/claim.js';
import type { Account } from './account.js';

/** What GitHub says now, as far as the token may see it. Hidden is not absent. */
export interface LiveFacts {
  /** Address of the API that was asked. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  /** What is in force for the branch: rulesets of every level, and the classic protection. */
  readonly claims: Answer<readonly LiveClaim[]>;
  readonly codeownersErrors: Answer<readonly CodeownersError[]>;
  readonly workflows: Answer<WorkflowSettings>;
  /** Evaluations of rulesets on the branch that somebody bypassed, newest first. */
  readonly bypasses: Answer<readonly Bypass[]>;
  /** Check runs of the head commit. */
  readonly checkRuns: Answer<readonly LiveCheck[]>;
  /** Absent where no pull request is judged. */
  readonly pull?: Answer<PullFacts>;
  /** In the order in which they were given. Absent where no pull request is judged. */
  readonly reviews?: Answer<readonly LiveReview[]>;
  /** The pull requests of a group of the merge queue. Absent where no group is judged. */
  readonly group?: Answer<readonly GroupPull[]>;
  /** Of each commit pushed that GitHub did not make: its pull requests. Absent where no push is judged. */
  readonly proposals?: Answer<readonly Proposal[]>;
}

/** One entry of a group of the merge queue. */
export interface GroupPull {
  readonly pull: PullFacts;
  readonly reviews: Answer<readonly LiveReview[]>;
  /** Check runs of its own head commit. */
  readonly checkRuns: Answer<readonly LiveCheck[]>;
}

/** A commit, and the numbers of the pull requests that brought it. */
export interface Proposal {
  readonly commit: string;
  readonly pulls: readonly number[];
}

export const LEVELS = ['repository', 'organization', 'enterprise', 'classic'] as const;

/** What is in force, in the form of a committed claim; its path is that of the API. */
export interface LiveClaim {
  readonly claim: BranchClaim;
  /** Where it is set: a ruleset of a level, or the classic branch protection. */
  readonly level: (typeof LEVELS)[number];
  /** Id of the ruleset. */
  readonly id?: number;
  /** Of each check of the claim: its JSON pointer in the answer. */
  readonly pointers: readonly string[];
}

export interface CodeownersError {
  readonly line: number;
  readonly column: number;
  /** For example `Unknown owner`. */
  readonly kind: string;
  readonly path: string;
}

export interface WorkflowSettings {
  readonly defaultPermissions: 'read' | 'write';
  readonly mayApprove: boolean;
}

export interface Bypass {
  readonly id: number;
  /** Head commit after the push. */
  readonly commit: string;
  readonly actor?: string;
  /** ISO 8601. */
  readonly at?: string;
}

export interface LiveCheck {
  readonly name: string;
  /** App that reported it. */
  readonly app?: number;
  readonly status: string;
  readonly conclusion?: string;
}

export interface LiveReview {
  readonly author: Account;
  readonly state: ReviewState;
  /** The commit that was looked at; absent when it is gone. */
  readonly commit?: string;
  /** Whether the author is a person who may write to the repository: only such an approval counts. */
  readonly mayWrite: Answer<boolean>;
}
