import type { Operation } from '../support/github/operations.js';
import { FIRST_COMMIT, shaOf, type GivenGitHub } from '../support/github/state.js';

const AT = '2026-01-01T00:00:00Z';
export const REPO = { owner: 'acme', repo: 'ledger' };
export const WORLD: GivenGitHub = {
  users: { ada: {}, grace: {} },
  orgs: {
    acme: { teams: { core: { members: ['ada'], repos: { 'acme/ledger': 'push' } } } },
  },
  repos: {
    'acme/ledger': {
      collaborators: { ada: 'maintain' },
      labels: [{ id: 1, name: 'bug', color: 'd73a4a', description: 'It is wrong' }],
      pulls: [
        {
          number: 7,
          user: 'ada',
          head: { ref: 'fix', sha: FIRST_COMMIT },
          base: { ref: 'main', sha: FIRST_COMMIT },
          reviews: [{ id: 1, user: 'grace', state: 'APPROVED', commit_id: FIRST_COMMIT }],
        },
      ],
      protection: { main: { enforce_admins: { enabled: true } } },
      rulesets: [
        {
          id: 1,
          name: 'main',
          enforcement: 'active',
          conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
          bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
          rules: [
            {
              type: 'required_status_checks',
              parameters: {
                strict_required_status_checks_policy: true,
                required_status_checks: [{ context: 'build' }],
              },
            },
          ],
        },
      ],
      ruleSuites: [{ id: 9, after_sha: FIRST_COMMIT, result: 'bypass', pushed_at: AT }],
      checkRuns: {
        [FIRST_COMMIT]: [{ name: 'build', status: 'completed', conclusion: 'success' }],
      },
    },
  },
};

/** Every operation of the slice, in an order in which each finds what the ones before have made. */
export const WALK: readonly (readonly [Operation, Readonly<Record<string, unknown>>])[] = [
  ['GET /user', {}],
  ['GET /users/{username}', { username: 'ada' }],
  ['GET /orgs/{org}', { org: 'acme' }],
  ['GET /orgs/{org}/teams/{team_slug}', { org: 'acme', team_slug: 'core' }],
  ['GET /orgs/{org}/teams/{team_slug}/members', { org: 'acme', team_slug: 'core' }],
  ['GET /orgs/{org}/teams/{team_slug}/repos/{owner}/{repo}', { org: 'acme', team_slug: 'core' }],
  ['GET /repos/{owner}/{repo}', {}],
  ['GET /repos/{owner}/{repo}/actions/permissions/workflow', {}],
  ['GET /repos/{owner}/{repo}/branches/{branch}', { branch: 'main' }],
  ['GET /repos/{owner}/{repo}/branches/{branch}/protection', { branch: 'main' }],
  ['GET /repos/{owner}/{repo}/codeowners/errors', {}],
  ['GET /repos/{owner}/{repo}/collaborators/{username}/permission', { username: 'ada' }],
  ['GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ref: FIRST_COMMIT }],
  ['GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', { commit_sha: FIRST_COMMIT }],
  ['GET /repos/{owner}/{repo}/pulls/{pull_number}', { pull_number: 7 }],
  ['GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { pull_number: 7 }],
  ['GET /repos/{owner}/{repo}/rules/branches/{branch}', { branch: 'main' }],
  ['GET /repos/{owner}/{repo}/rulesets', {}],
  ['GET /repos/{owner}/{repo}/rulesets/rule-suites', { rule_suite_result: 'bypass' }],
  ['GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', { ruleset_id: 1 }],
  ['POST /repos/{owner}/{repo}/labels', { name: 'drift', color: 'fbca04', description: 'x' }],
  ['GET /repos/{owner}/{repo}/labels', {}],
  ['GET /repos/{owner}/{repo}/labels/{name}', { name: 'Drift' }],
  ['PATCH /repos/{owner}/{repo}/labels/{name}', { name: 'drift', new_name: 'drifted' }],
  ['POST /repos/{owner}/{repo}/milestones', { title: '1.0.0' }],
  ['GET /repos/{owner}/{repo}/milestones', {}],
  ['GET /repos/{owner}/{repo}/milestones/{milestone_number}', { milestone_number: 1 }],
  ['POST /repos/{owner}/{repo}/issues', { title: 'Drift', labels: ['drifted'], milestone: 1 }],
  ['GET /repos/{owner}/{repo}/issues', { labels: 'drifted' }],
  ['GET /repos/{owner}/{repo}/issues/{issue_number}', { issue_number: 8 }],
  ['POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: 8, body: 'x' }],
  ['GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { issue_number: 8 }],
  ['PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { comment_id: 1_004, body: 'y' }],
  ['PATCH /repos/{owner}/{repo}/issues/{issue_number}', { issue_number: 8, state: 'closed' }],
  [
    'PATCH /repos/{owner}/{repo}/milestones/{milestone_number}',
    { milestone_number: 1, state: 'closed' },
  ],
  ['DELETE /repos/{owner}/{repo}/labels/{name}', { name: 'drifted' }],
  [
    'POST /repos/{owner}/{repo}/git/tags',
    { tag: 'v1', message: 'one', object: FIRST_COMMIT, type: 'commit' },
  ],
  [
    'GET /repos/{owner}/{repo}/git/tags/{tag_sha}',
    { tag_sha: shaOf(JSON.stringify(['v1', 'one', FIRST_COMMIT, 'commit', undefined])) },
  ],
  ['POST /repos/{owner}/{repo}/git/refs', { ref: 'refs/tags/v1', sha: FIRST_COMMIT }],
  ['GET /repos/{owner}/{repo}/git/ref/{ref}', { ref: 'tags/v1' }],
  ['GET /repos/{owner}/{repo}/git/matching-refs/{ref}', { ref: 'tags/v' }],
  ['GET /repos/{owner}/{repo}/tags', {}],
  ['PATCH /repos/{owner}/{repo}/git/refs/{ref}', { ref: 'tags/v1', sha: FIRST_COMMIT }],
  ['POST /repos/{owner}/{repo}/releases', { tag_name: 'v1', draft: true }],
  [
    'POST /repos/{owner}/{repo}/releases/{release_id}/assets',
    {
      release_id: 1_005,
      name: 'a.txt',
      data: Buffer.from('bytes'),
    },
  ],
  ['GET /repos/{owner}/{repo}/releases/{release_id}/assets', { release_id: 1_005 }],
  ['GET /repos/{owner}/{repo}/releases/assets/{asset_id}', { asset_id: 1_006 }],
  ['PATCH /repos/{owner}/{repo}/releases/{release_id}', { release_id: 1_005, draft: false }],
  ['GET /repos/{owner}/{repo}/releases/{release_id}', { release_id: 1_005 }],
  ['GET /repos/{owner}/{repo}/releases/latest', {}],
  ['GET /repos/{owner}/{repo}/releases/tags/{tag}', { tag: 'v1' }],
  ['GET /repos/{owner}/{repo}/releases', {}],
  ['DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}', { asset_id: 1_006 }],
  ['DELETE /repos/{owner}/{repo}/releases/{release_id}', { release_id: 1_005 }],
  ['DELETE /repos/{owner}/{repo}/git/refs/{ref}', { ref: 'tags/v1' }],
];
