import {
  unknown,
  type Answer,
  type EventFacts,
  type LiveClaim,
  type LiveFacts,
  type LiveReview,
  type PullFacts,
} from '../facts/index.js';

// What GitHub says in the examples of rules: everything is known, and nothing is out of order.

/** Hidden from the token of an example, with the permission that would show it. */
export const hidden = (missing: string): Answer<never> =>
  unknown({ code: 'github-hidden', reason: 'GET: status 403', missing });

export function exampleLive(parts: Partial<LiveFacts> = {}): LiveFacts {
  return {
    api: 'https://api.github.com',
    repository: 'example-org/ledger',
    branch: 'main',
    claims: { state: 'known', value: [] },
    codeownersErrors: { state: 'known', value: [] },
    workflows: { state: 'known', value: { defaultPermissions: 'read', mayApprove: false } },
    bypasses: { state: 'known', value: [] },
    checkRuns: { state: 'known', value: [] },
    ...parts,
  };
}

export interface ExampleLiveRuleset {
  readonly contexts?: readonly string[];
  readonly approvals?: number;
  readonly dismissStale?: boolean;
  readonly level?: LiveClaim['level'];
  readonly name?: string;
}

/** A ruleset in force on main, named `main` like the committed one of the examples. */
export function liveRuleset({
  contexts = [],
  approvals,
  dismissStale = false,
  level = 'repository',
  name = 'main',
}: ExampleLiveRuleset): LiveClaim {
  const path = '/repos/example-org/ledger/rules/branches/main';
  const at = { place: { path, line: 1 }, quote: '' };
  return {
    level,
    id: 1,
    pointers: contexts.map((_, i) => `/0/parameters/required_status_checks/${i}`),
    claim: {
      kind: 'ruleset',
      path,
      at,
      name,
      target: { include: ['refs/heads/main'], exclude: [] },
      enforcement: 'active',
      checks: contexts.map((context) => ({ context, ...at })),
      foreignWorkflows: false,
      about: 'yes',
      ...(approvals === undefined ? {} : { pullRequest: { ...at, approvals, dismissStale } }),
    },
  };
}

export const ADA = { login: 'ada', id: 1, type: 'User' };
export const BOB = { login: 'bob', id: 2, type: 'User' };
export const COPILOT = { login: 'Copilot', id: 198982749, type: 'Bot' };

export function examplePull(author: PullFacts['author'], head: string, base: string): PullFacts {
  return {
    number: 7,
    author,
    draft: false,
    merged: false,
    assignees: [],
    labels: [],
    head: { ref: 'change', commit: head },
    base: { ref: 'main', commit: base },
  };
}

export const exampleEvent = (pull: PullFacts, action = 'synchronize'): EventFacts => ({
  name: 'pull_request',
  action,
  pull,
});

export const approval = (
  author: LiveReview['author'],
  commit: string,
  mayWrite = true,
): LiveReview => ({
  author,
  state: 'approved',
  commit,
  mayWrite: { state: 'known', value: mayWrite },
});
