import type { EventFacts } from '../../../../runtime/src/facts/event-facts.js';
import type { GitHubWorld } from '../../../support/fake-github.js';

export const HEAD = 'a'.repeat(40);
export const OLD = 'b'.repeat(40);
export const ada = { login: 'ada', id: 1, type: 'User' };
export const copilot = { login: 'Copilot', id: 198982749, type: 'Bot' };

export const world: GitHubWorld = {
  rules: [
    {
      type: 'required_status_checks',
      ruleset_source_type: 'Repository',
      ruleset_source: 'acme/ledger',
      ruleset_id: 1,
      parameters: {
        strict_required_status_checks_policy: true,
        required_status_checks: [{ context: 'lint' }, { context: 'build', integration_id: 15368 }],
      },
    },
    {
      type: 'required_status_checks',
      ruleset_source_type: 'Organization',
      ruleset_source: 'acme',
      ruleset_id: 2,
      parameters: {
        strict_required_status_checks_policy: false,
        required_status_checks: [{ context: 'scan' }],
      },
    },
    {
      type: 'pull_request',
      ruleset_source_type: 'Repository',
      ruleset_source: 'acme/ledger',
      ruleset_id: 1,
      parameters: {
        required_approving_review_count: 2,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: true,
        require_last_push_approval: false,
        required_review_thread_resolution: false,
      },
    },
  ],
  branch: { name: 'main', protected: true, protection: { enabled: true } },
  protection: {
    url: 'https://api.github.com/repos/acme/ledger/branches/main/protection',
    enforce_admins: {
      url: 'https://api.github.com/repos/acme/ledger/branches/main/protection/enforce_admins',
      enabled: false,
    },
    required_status_checks: { contexts: ['old'], checks: [{ context: 'old', app_id: null }] },
  },
  ruleset: {
    id: 1,
    name: 'main',
    source: 'acme/ledger',
    enforcement: 'active',
    bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
  },
  codeownersErrors: {
    errors: [
      {
        line: 3,
        column: 1,
        kind: 'Unknown owner',
        message: 'x',
        path: '.github/CODEOWNERS',
        source: '* @nobody',
      },
    ],
  },
  workflowPermissions: {
    default_workflow_permissions: 'read',
    can_approve_pull_request_reviews: false,
  },
  ruleSuites: [{ id: 9, after_sha: OLD, actor_name: 'ada', pushed_at: '2026-11-20T10:00:00Z' }],
  checkRuns: {
    total_count: 1,
    check_runs: [{ name: 'build', status: 'completed', conclusion: 'success', head_sha: HEAD }],
  },
  pull: {
    number: 7,
    draft: false,
    merged: false,
    user: copilot,
    assignees: [ada],
    labels: [],
    head: { ref: 'copilot/fix', sha: HEAD },
    base: { ref: 'main', sha: OLD },
  },
  reviews: [
    { id: 1, user: ada, state: 'CHANGES_REQUESTED', commit_id: OLD },
    { id: 2, user: copilot, state: 'COMMENTED', commit_id: HEAD },
    { id: 3, user: ada, state: 'APPROVED', commit_id: HEAD },
    { id: 4, user: null, state: 'APPROVED', commit_id: HEAD },
  ],
  permission: { permission: 'write', role_name: 'maintain' },
};

export const event: EventFacts = {
  name: 'pull_request',
  pull: {
    number: 7,
    author: copilot,
    draft: false,
    merged: false,
    assignees: [],
    labels: [],
    head: { ref: 'copilot/fix', commit: HEAD },
    base: { ref: 'main', commit: OLD },
  },
};
