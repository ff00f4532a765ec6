import { valueOf, type LiveFacts, type PullRequestRule } from '../facts/index.js';
import type { Evidence } from './finding.js';
import { apiEvidence } from './live.js';

/** How many approvals a pull request needs now, by the strictest rule that the token may see. */
export interface RequiredApprovals {
  readonly count: number;
  /** A push takes approvals away. */
  readonly dismissStale: boolean;
  readonly evidence: Evidence;
}

/** Undefined where no rule in force asks for an approval. */
export function requiredApprovals(live: LiveFacts): RequiredApprovals | undefined {
  const rules = (valueOf(live.claims) ?? []).flatMap(({ claim }) =>
    claim.pullRequest === undefined ? [] : [{ rule: claim.pullRequest, path: claim.path }],
  );
  const strictest = rules.reduce<(typeof rules)[number] | undefined>(
    (most, one) => (countOf(one.rule) > (most === undefined ? 0 : countOf(most.rule)) ? one : most),
    undefined,
  );
  if (strictest === undefined) return undefined;
  const count = countOf(strictest.rule);
  return {
    count,
    dismissStale: rules.some(({ rule }) => rule.dismissStale === true),
    evidence: apiEvidence(
      `${live.branch} requires ${count} approval${count === 1 ? '' : 's'}`,
      strictest.path,
    ),
  };
}

const countOf = ({ approvals = 0 }: PullRequestRule): number => approvals;
