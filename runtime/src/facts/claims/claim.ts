import type { Quoted } from '../place.js';

/** A status check that a branch requires. */
export interface RequiredCheck extends Quoted {
  readonly context: string;
  /** Id of the app that must report it; absent when any source may. */
  readonly app?: number;
}

/** GitHub Actions among the apps that report checks (rules.md 2.3). */
export const GITHUB_ACTIONS_APP = 15368;

export interface MergeQueue extends Quoted {
  readonly groupingStrategy?: string;
  readonly maxEntriesToMerge?: number;
  readonly checkResponseTimeoutMinutes?: number;
}

/** What a repository claims, in a committed file, that GitHub enforces for some branches. */
export interface Claim {
  readonly kind: 'branch-protection' | 'ruleset';
  /** File that the claim stands in. */
  readonly path: string;
  /** Name of a ruleset. */
  readonly name?: string;
  readonly target: Target;
  /** `evaluate` only reports what it would do, `disabled` does nothing. */
  readonly enforcement: 'active' | 'evaluate' | 'disabled';
  /** Branches must be up to date before merging; absent when the claim says nothing. */
  readonly strict?: boolean;
  readonly checks: readonly RequiredCheck[];
  readonly mergeQueue?: MergeQueue;
  /** A rule `workflows`: files of other repositories run on the branch and report checks of their own. */
  readonly foreignWorkflows: boolean;
}

/** Patterns of the branches that a claim is about. */
export interface Target {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}
