import type { EventFacts, Facts, LiveFacts } from '../facts/index.js';
import type { RuleResult } from './finding.js';

/** What a rule is, for its page, for `explain` and for its tests. */
export interface RuleMeta {
  /** Sub-check, for example `MD-001.1`. */
  readonly id: string;
  readonly title: string;
  /** Why a person should spend time on it. */
  readonly rationale: string;
  /** How to mend what it finds, in general. */
  readonly remedy: string;
  /** Page and heading, for example `docs/rules/MD-001.md#md-0011`. */
  readonly docs: string;
  readonly examples: readonly RuleExample[];
}

/** A small repository that the rule must trip on, or must not. Its tests run every example. */
export interface RuleExample {
  readonly title: string;
  readonly answer: 'violation' | 'pass' | 'unknown';
  /** Files by path, of the base and of the change; without `change` only the state is judged. */
  readonly base: Readonly<Record<string, string>>;
  readonly change?: Readonly<Record<string, string>>;
  /**
   * Judged as drift from the facts of these files; `nothing`: no baseline was ever published; `broken`:
   * what is stored cannot be trusted.
   */
  readonly accepted?: Readonly<Record<string, string>> | 'nothing' | 'broken';
  /** Judged as a group of the merge queue. */
  readonly mode?: 'merge_group';
  /** What `terraform show -json` printed of a plan; only with `accepted`. */
  readonly plan?: object;
  /** Author of the change, `Name <address>`; default a person. */
  readonly author?: string;
  /** Committer of the change, where it is not the author. */
  readonly committer?: string;
  /** Address of the remote `origin`, which names the repository. */
  readonly remote?: string;
  /** Message of the commit of the change. */
  readonly message?: string;
  /** What the event and GitHub say. */
  readonly told?: Told;
}

export interface Told {
  /** In sentences, for the page. */
  readonly says: string;
  facts(commits: { readonly head: string; readonly base: string }): {
    readonly event?: EventFacts;
    readonly live?: LiveFacts;
  };
}

/** A rule: a pure function of the facts. No network, no clock, no file access. */
export interface Rule {
  readonly meta: RuleMeta;
  judge(facts: Facts): RuleResult | Promise<RuleResult>;
}
