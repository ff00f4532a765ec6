import { queueBranch } from './contexts.js';
import { passesPatterns } from './filter-pattern.js';
import type { Trigger } from './workflow.js';

/** What a run of a workflow reports to, for one protected branch. */
export interface Reach {
  /** `by-hand`: a run reports to the head of a pull request only when a person or a tool starts it. */
  readonly pullRequest: 'yes' | 'by-hand' | 'no';
  readonly mergeGroup: 'yes' | 'no';
  /** The event would reach it, but a branch filter keeps it away. */
  readonly filtered: boolean;
}

const NOWHERE: Reach = { pullRequest: 'no', mergeGroup: 'no', filtered: false };

/** Events whose run stands on the head commit of a pull request, but which nothing starts by itself. */
const BY_HAND: ReadonlySet<string> = new Set([
  'workflow_dispatch',
  'pull_request_review',
  'pull_request_review_comment',
  'create',
  'deployment',
  'deployment_status',
]);

/**
 * Where the checks of a run started by this trigger are reported, for pull requests into `branch`
 * and for its merge queue. `paths` and `types` are not judged: they make a run rarer, not absent.
 */
export function reachOf(trigger: Trigger, branch: string): Reach {
  const passes = passesBranch(trigger, branch);
  switch (trigger.event) {
    case 'pull_request':
    case 'pull_request_target':
      return { ...NOWHERE, pullRequest: passes ? 'yes' : 'no', filtered: !passes };
    case 'merge_group':
      return { ...NOWHERE, mergeGroup: passes ? 'yes' : 'no', filtered: !passes };
    case 'push':
      return pushReach(trigger, branch);
    default:
      return BY_HAND.has(trigger.event) ? { ...NOWHERE, pullRequest: 'by-hand' } : NOWHERE;
  }
}

/**
 * A push to the branch of a pull request, or to the temporary branch of the queue, starts a run on
 * the very commit that is judged. A filter that names only the protected branch never lets it start.
 */
function pushReach(trigger: Trigger, branch: string): Reach {
  const tagsOnly =
    (trigger.tags ?? trigger.tagsIgnore) !== undefined &&
    (trigger.branches ?? trigger.branchesIgnore) === undefined;
  if (tagsOnly) return NOWHERE;
  const topic = letsAnotherBranch(trigger, branch);
  return {
    pullRequest: topic ? 'yes' : 'no',
    mergeGroup: passesBranch(trigger, queueBranch(branch)) ? 'yes' : 'no',
    filtered: !topic,
  };
}

/** Whether the push filter can pass a branch other than the protected one. */
function letsAnotherBranch(trigger: Trigger, branch: string): boolean {
  const { branches } = trigger;
  if (branches === undefined) {
    return trigger.branchesIgnore === undefined || !trigger.branchesIgnore.includes('**');
  }
  return branches.some((pattern) => !pattern.startsWith('!') && pattern !== branch);
}

function passesBranch({ branches, branchesIgnore }: Trigger, branch: string): boolean {
  if (branches !== undefined) return passesPatterns(branches, branch);
  return branchesIgnore === undefined || !passesPatterns(branchesIgnore, branch);
}

/** Activity types that start `pull_request` unless `types` says otherwise; a push comes first. */
const DEFAULT_TYPES = ['synchronize', 'opened', 'reopened'] as const;

/** The activity type of the run that a push to a change, or its place in the queue, starts. */
export function usualAction({ event, types }: Trigger): string | undefined {
  if (event === 'merge_group') return 'checks_requested';
  if (event !== 'pull_request' && event !== 'pull_request_target') return undefined;
  if (types === undefined) return DEFAULT_TYPES[0];
  return DEFAULT_TYPES.find((type) => types.includes(type)) ?? types[0];
}
