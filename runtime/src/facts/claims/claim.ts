import type { Quoted } from '../place.js';

/** A value that a claim states, and where. */
export interface Stated<T> extends Quoted {
  readonly value: T;
}

/** A status check that a branch requires. */
export interface RequiredCheck extends Quoted {
  readonly context: string;
  /** Id of the app that must report it; absent when any source may. */
  readonly app?: number;
}

/** GitHub Actions among the apps that report checks (rules.md 2.3). */
export const GITHUB_ACTIONS_APP = 15368;

export interface MergeQueue extends Quoted {
  readonly groupingStrategy?: Stated<string>;
  readonly maxEntriesToBuild?: Stated<number>;
  readonly maxEntriesToMerge?: Stated<number>;
  readonly checkResponseTimeoutMinutes?: Stated<number>;
}

/** Changes need a pull request; what a claim does not say of it is absent. */
export interface PullRequestRule extends Quoted {
  readonly approvals?: number;
  readonly codeOwners?: boolean;
  readonly dismissStale?: boolean;
  readonly lastPush?: boolean;
}

/** Who may bypass a claim. */
export interface BypassActor extends Quoted {
  /** For example `RepositoryRole`, `Team`, `Integration`; `administrators` of a classic protection. */
  readonly kind: string;
  readonly id?: number;
  /** `always`, `pull_request`. */
  readonly mode?: string;
}

/** What a repository claims, in a committed file, that GitHub enforces for some branches. */
export interface Claim {
  readonly kind: 'branch-protection' | 'ruleset';
  /** File that the claim stands in. */
  readonly path: string;
  /** Where it begins: its name, else its first line. */
  readonly at: Quoted;
  /** Name of a ruleset. */
  readonly name?: string;
  readonly target: Target;
  /** `evaluate` only reports what it would do, `disabled` does nothing. */
  readonly enforcement: 'active' | 'evaluate' | 'disabled';
  /** Branches must be up to date before merging; absent when the claim says nothing. */
  readonly strict?: boolean;
  readonly checks: readonly RequiredCheck[];
  readonly mergeQueue?: MergeQueue;
  readonly pullRequest?: PullRequestRule;
  /** Whether force pushes are allowed; absent when the claim says nothing. */
  readonly forcePushes?: Stated<boolean>;
  /** Absent when the file does not show them: GitHub hides them from callers without write access. */
  readonly bypass?: readonly BypassActor[];
  /** A rule `workflows`: files of other repositories run on the branch and report checks of their own. */
  readonly foreignWorkflows: boolean;
}

/** A claim, held against the branch that is judged. */
export interface BranchClaim extends Claim {
  /** Whether it is about the branch that the change goes to. */
  readonly about: 'yes' | 'no' | 'unknown';
}

/** Patterns of the branches that a claim is about. */
export interface Target {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}
