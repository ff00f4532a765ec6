import type { Job, Step } from '../facts/index.js';
import { invocationsOf, type Invocation } from './shell/commands.js';

/** What a step does that others rely on, in a sentence: `merges`. */
export type Deed = 'merges' | 'approves' | 'pushes' | 'publishes' | 'writes through the API';

const ACTIONS: Readonly<Record<string, Deed>> = {
  'pascalgn/automerge-action': 'merges',
  'peter-evans/enable-pull-request-automerge': 'merges',
  'reitermarkus/automerge': 'merges',
  'fastify/github-action-merge-dependabot': 'merges',
  'ahmadnassri/action-dependabot-auto-merge': 'merges',
  'hmarr/auto-approve-action': 'approves',
};

/** The deed of an action, where it is known for one. */
export function deedOfAction({ uses }: Step): Deed | undefined {
  const action = uses?.split('@')[0]?.toLowerCase() ?? '';
  return Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
}

/** The deed of a command; a comment, a label or a draft is none. */
export function deedOf({ program, args }: Invocation): Deed | undefined {
  const [first = '', second = ''] = args;
  if (program === 'git')
    return first === 'push' && !args.includes('--dry-run') ? 'pushes' : undefined;
  if (/^(?:npm|pnpm|yarn|cargo)$/.test(program))
    return first === 'publish' ? 'publishes' : undefined;
  if (program !== 'gh') return undefined;
  if (first === 'pr' && second === 'merge') {
    return args.includes('--disable-auto') ? undefined : 'merges';
  }
  if (first === 'pr' && second === 'review') {
    return args.some((word) => word === '--approve' || word === '-a') ? 'approves' : undefined;
  }
  if (first === 'release') return second === 'create' ? 'publishes' : undefined;
  return first === 'api' ? deedOfCall(args) : undefined;
}

function deedOfCall(args: readonly string[]): Deed | undefined {
  const at = args.findIndex((word) => word === '-X' || word === '--method');
  const method = at < 0 ? args.find((word) => /^(?:-X|--method=)./.test(word)) : args[at + 1];
  const address = args.slice(1).join(' ').slice(0, 2000);
  if (
    /\bpulls\/[^\s/]{1,100}\/merge\b|\bmergePullRequest\b|\benablePullRequestAutoMerge\b/.test(
      address,
    )
  ) {
    return 'merges';
  }
  if (method === undefined || !/(?:POST|PUT|PATCH|DELETE)$/.test(method)) return undefined;
  return /\/(?:comments|labels|reactions|assignees)\b/.test(address)
    ? undefined
    : 'writes through the API';
}

/** The first deed of a step. */
export function deedOfStep(step: Step, job: Job): Deed | undefined {
  const own = deedOfAction(step);
  if (own !== undefined || step.run === undefined) return own;
  for (const invocation of invocationsOf(step, job)) {
    const deed = deedOf(invocation);
    if (deed !== undefined) return deed;
  }
  return undefined;
}
