import type { EventFacts } from '../../../../runtime/src/facts/event-facts.js';
import type { FakeGitHub } from '../../../support/github/index.js';
import type { Operation } from '../../../support/github/operations.js';
import type { GivenGitHub, Pull, Repo } from '../../../support/github/state.js';

export const HEAD = 'a'.repeat(40);
export const OLD = 'b'.repeat(40);
export const ada = { login: 'ada', id: 1, type: 'User' };
export const copilot = { login: 'Copilot', id: 198982749, type: 'Bot' };
export const REPO = '/repos/acme/ledger';
/** `REPO` as operations name it. */
export const ROUTE = 'GET /repos/{owner}/{repo}';

/** The default branch, as conditions of a ruleset name it. */
export const MAIN = { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } };

export const pull = {
  number: 7,
  user: 'Copilot',
  assignees: ['ada'],
  head: { ref: 'copilot/fix', sha: HEAD },
  base: { ref: 'main', sha: OLD },
  reviews: [
    { id: 1, user: 'ada', state: 'CHANGES_REQUESTED', commit_id: OLD },
    { id: 2, user: 'Copilot', state: 'COMMENTED', commit_id: HEAD },
    { id: 3, user: 'ada', state: 'APPROVED', commit_id: HEAD },
    { id: 4, user: null, state: 'APPROVED', commit_id: HEAD },
  ],
} satisfies Pull;

export const checkRuns = [{ name: 'build', status: 'completed', conclusion: 'success' }];

/** A repository `acme/ledger` whose branch is `main`, whose pull request is 7, and with checks of `head`. */
export const world = (head: string = HEAD): GivenGitHub => ({
  users: { ada, Copilot: copilot },
  repos: {
    'acme/ledger': {
      rulesets: [
        {
          id: 1,
          name: 'main',
          enforcement: 'active',
          conditions: MAIN,
          bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
          rules: [
            {
              type: 'required_status_checks',
              parameters: {
                strict_required_status_checks_policy: true,
                required_status_checks: [
                  { context: 'lint' },
                  { context: 'build', integration_id: 15368 },
                ],
              },
            },
            {
              type: 'pull_request',
              parameters: {
                required_approving_review_count: 2,
                dismiss_stale_reviews_on_push: true,
                require_code_owner_review: true,
                require_last_push_approval: false,
                required_review_thread_resolution: false,
              },
            },
          ],
        },
        {
          id: 2,
          name: 'everywhere',
          source_type: 'Organization',
          source: 'acme',
          enforcement: 'active',
          conditions: MAIN,
          rules: [
            {
              type: 'required_status_checks',
              parameters: {
                strict_required_status_checks_policy: false,
                required_status_checks: [{ context: 'scan' }],
              },
            },
          ],
        },
      ],
      protection: {
        main: {
          enforce_admins: { enabled: false },
          required_status_checks: { contexts: ['old'], checks: [{ context: 'old', app_id: null }] },
        },
      },
      codeownersErrors: [
        {
          line: 3,
          column: 1,
          kind: 'Unknown owner',
          message: 'x',
          path: '.github/CODEOWNERS',
          source: '* @nobody',
        },
      ],
      ruleSuites: [{ id: 9, after_sha: OLD, actor_name: 'ada', pushed_at: '2026-11-20T10:00:00Z' }],
      checkRuns: { [head]: checkRuns },
      pulls: [pull],
      collaborators: { ada: 'maintain' },
    },
  },
});

/** The repository of `world`, to be changed. */
export const ledger = ({ state }: FakeGitHub): Repo => state.repos.get('acme/ledger') as Repo;

/** Refuses an operation for good, in the words that GitHub has for the status. */
export function refuse(github: FakeGitHub, on: Operation, status = 404): void {
  github.fail(status, { on, times: Infinity });
}

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
