import { valueOf, type BranchClaim, type Facts, type Tree } from '../../facts/index.js';
import { activeClaims, branchTitle } from '../required-checks.js';
import { claimedBefore, type Question } from '../violation.js';

/** Whether the committed claims require the review of code owners on the branch. */
export type CodeOwnerReview =
  | { readonly state: 'on' }
  | { readonly state: 'off'; readonly claim: BranchClaim; readonly introduced: boolean }
  | { readonly state: 'unknown'; readonly unknown: Question };

export function codeOwnerReview(facts: Facts): CodeOwnerReview {
  const { head, change } = facts;
  if (isOn(head)) return { state: 'on' };
  // A classic protection is whole: what it does not say is off. A ruleset may be one of several.
  const claim = activeClaims(head).find(
    ({ kind, pullRequest }) => kind === 'branch-protection' || pullRequest !== undefined,
  );
  if (claim !== undefined) {
    const before = claimedBefore(facts);
    return { state: 'off', claim, introduced: before !== undefined && isOn(before) };
  }
  const branch = branchTitle(valueOf(change.branch)?.name);
  return {
    state: 'unknown',
    unknown: {
      subject: branch,
      reason: `no claim in force says whether ${branch} requires the review of code owners`,
      remedy:
        'Commit the ruleset with the rule `pull_request` as .github/rulesets/<name>.json, or the branch protection as .github/branch-protection.json.',
    },
  };
}

const isOn = (tree: Tree): boolean =>
  activeClaims(tree).some(({ pullRequest }) => pullRequest?.codeOwners === true);
