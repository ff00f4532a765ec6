import { valueOf, type Facts, type ReportedCheck, type Tree } from '../facts/index.js';
import { ownRequirements } from './judge-required.js';
import { checksOf, reportedBy } from './reported.js';
import { queueClaim } from './required-checks.js';

/**
 * Classic branch protection can have a queue that its JSON does not show. A workflow that starts on
 * `merge_group` is then the only sign of one.
 */
export function queueOf({ head, change }: Facts): 'yes' | 'no' | 'perhaps' {
  if (queueClaim(head) !== undefined || change.mode === 'merge_group') return 'yes';
  const claims = valueOf(head.claims) ?? [];
  const classic = claims.some((c) => c.kind === 'branch-protection' && c.about === 'yes');
  const sign = checksOf(head).some((check) =>
    check.starts.some((start) => start.event === 'merge_group'),
  );
  return classic && sign ? 'perhaps' : 'no';
}

/** What reports in the queue the checks that the branch requires. */
export function queuedChecks(tree: Tree): readonly ReportedCheck[] {
  return ownRequirements(tree).flatMap(({ context }) => {
    const queued = reportedBy(tree, context, 'mergeGroup');
    return queued.state === 'yes' ? queued.by : [];
  });
}
