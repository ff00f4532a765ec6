import { valueOf, type Facts } from '../facts/index.js';
import type { Unknown } from './finding.js';
import { activeClaims, branchTitle } from './required-checks.js';

/** The answer of a rule when no committed claim is about the branch: unknown, never a pass. */
export function noClaims(check: string, facts: Facts, what: string): Unknown | undefined {
  if (activeClaims(facts.head).length > 0) return undefined;
  const branch = branchTitle(valueOf(facts.change.branch)?.name);
  const claims = valueOf(facts.head.claims) ?? [];
  return {
    check,
    subject: branch,
    reason:
      claims.length === 0
        ? `no file of the repository says ${what}`
        : `no claim in force is about ${branch}, so nothing says ${what}`,
    remedy:
      'Commit the ruleset (Settings, Rules, export) as .github/rulesets/<name>.json, or the branch protection as .github/branch-protection.json.',
  };
}
