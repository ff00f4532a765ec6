import { found, listed, nameOf, NOTHING, numberIn, ok, repoOf, userOf } from './handler.js';
import type { Call, Handlers } from './handler.js';
import { matchesRef } from './match-ref.js';
import { notFound, Refusal, type Partly, type Pull, type Repo, type Team } from './state.js';

const REPO = '/repos/{owner}/{repo}';
const TEAM = '/orgs/{org}/teams/{team_slug}';

/** Who may not read the administration is told as GitHub tells it: hidden, or not accessible. */
function administered(call: Call, status: 403 | 404): void {
  if (call.state.administers) return;
  throw status === 404 ? notFound() : new Refusal(403, 'Resource not accessible by integration');
}

function teamOf({ state, params }: Call): Team {
  if (!state.seesTeams) throw notFound();
  return found(state.orgs.get(params['org'] ?? '')?.get(params['team_slug'] ?? ''));
}

function headOf(repo: Repo, branch: string): string {
  return found(repo.refs.all().get(`refs/heads/${branch}`));
}

function activeFor(call: Call): readonly Partly[] {
  const repo = repoOf(call);
  const branch = call.params['branch'] ?? '';
  return repo.rulesets.filter(
    (one) =>
      one['enforcement'] === 'active' &&
      (one['target'] ?? 'branch') === 'branch' &&
      matchesRef(one['conditions'], `refs/heads/${branch}`, repo.default_branch),
  );
}

function shownRuleset(call: Call, ruleset: Partly): Partly {
  const source = ruleset['source'] ?? nameOf(call.params);
  const { bypass_actors: bypass, ...rest } = { source, ...ruleset } as Partly;
  // Hidden is not absent: the key is missing for who may not write.
  return call.state.administers && bypass !== undefined ? { ...rest, bypass_actors: bypass } : rest;
}

const pullOf = (call: Call): Pull =>
  found(repoOf(call).pulls.find((one) => one.number === numberIn(call, 'pull_number')));

function shownPull(call: Call, pull: Pull): Partly {
  const { reviews, user, assignees = [], labels = [], draft, merged, ...own } = pull;
  void reviews;
  return {
    ...own,
    draft: draft ?? false,
    merged: merged ?? false,
    state: merged === true ? 'closed' : 'open',
    user: userOf(call.state, user),
    assignees: assignees.map((login) => userOf(call.state, login)),
    labels: labels.map((name) => ({ name })),
  };
}

/** What a role is called where only the four old permissions are known. */
const PERMISSION: Readonly<Record<string, string>> = { maintain: 'write', triage: 'read' };

export const settingHandlers: Handlers<
  | `GET /user`
  | `GET /users/{username}`
  | `GET /orgs/{org}`
  | `GET ${typeof TEAM}`
  | `GET ${typeof TEAM}/members`
  | `GET ${typeof TEAM}/repos/{owner}/{repo}`
  | `GET ${typeof REPO}`
  | `GET ${typeof REPO}/actions/permissions/workflow`
  | `GET ${typeof REPO}/branches/{branch}`
  | `GET ${typeof REPO}/branches/{branch}/protection`
  | `GET ${typeof REPO}/codeowners/errors`
  | `GET ${typeof REPO}/collaborators/{username}/permission`
  | `GET ${typeof REPO}/commits/{ref}/check-runs`
  | `GET ${typeof REPO}/commits/{commit_sha}/pulls`
  | `GET ${typeof REPO}/pulls/{pull_number}`
  | `GET ${typeof REPO}/pulls/{pull_number}/reviews`
  | `GET ${typeof REPO}/rules/branches/{branch}`
  | `GET ${typeof REPO}/rulesets`
  | `GET ${typeof REPO}/rulesets/rule-suites`
  | `GET ${typeof REPO}/rulesets/{ruleset_id}`
> = {
  'GET /user': ({ state }) => ok(userOf(state, state.me)),
  'GET /users/{username}': ({ state, params }) =>
    ok(found(state.users.get(params['username'] ?? ''))),
  'GET /orgs/{org}': ({ state, params }) => {
    const login = params['org'] ?? '';
    found(state.orgs.get(login));
    return ok({ login, type: 'Organization' });
  },
  [`GET ${TEAM}`]: (call) => {
    const slug = call.params['team_slug'];
    teamOf(call);
    return ok({ slug, name: slug, organization: { login: call.params['org'] } });
  },
  [`GET ${TEAM}/members`]: (call) =>
    listed((teamOf(call).members ?? []).map((login) => userOf(call.state, login))),
  [`GET ${TEAM}/repos/{owner}/{repo}`]: (call) => {
    const role = found(teamOf(call).repos?.[nameOf(call.params)]);
    // Without this media type GitHub only says that the team has access.
    const asked = call.headers.get('accept') ?? '';
    if (!asked.includes('repository+json')) return NOTHING;
    return ok({ full_name: nameOf(call.params), role_name: role });
  },
  [`GET ${REPO}`]: (call) => {
    const repo = repoOf(call);
    const [owner = ''] = nameOf(call.params).split('/');
    const { id, private: hidden, default_branch } = repo;
    return ok({
      id,
      name: call.params['repo'],
      full_name: nameOf(call.params),
      private: hidden,
      default_branch,
      owner: userOf(call.state, owner),
    });
  },
  [`GET ${REPO}/actions/permissions/workflow`]: (call) => {
    const { workflowPermissions } = repoOf(call);
    administered(call, 403);
    return ok(workflowPermissions);
  },
  [`GET ${REPO}/branches/{branch}`]: (call) => {
    const repo = repoOf(call);
    const name = call.params['branch'] ?? '';
    const classic = repo.protection[name] !== undefined;
    const guarded = classic || activeFor(call).length > 0;
    return ok({
      name,
      commit: { sha: headOf(repo, name) },
      protected: guarded,
      protection: { enabled: classic },
    });
  },
  [`GET ${REPO}/branches/{branch}/protection`]: (call) => {
    const repo = repoOf(call);
    administered(call, 404);
    const found_ = repo.protection[call.params['branch'] ?? ''];
    if (found_ === undefined) throw new Refusal(404, 'Branch not protected');
    return ok(found_);
  },
  [`GET ${REPO}/codeowners/errors`]: (call) => ok({ errors: repoOf(call).codeownersErrors }),
  [`GET ${REPO}/collaborators/{username}/permission`]: (call) => {
    const repo = repoOf(call);
    const login = call.params['username'] ?? '';
    const user = found(call.state.users.get(login));
    const role = repo.collaborators[login] ?? (repo.private ? 'none' : 'read');
    return ok({ permission: PERMISSION[role] ?? role, role_name: role, user });
  },
  [`GET ${REPO}/commits/{ref}/check-runs`]: (call) =>
    listed(repoOf(call).checkRuns[call.params['ref'] ?? ''] ?? [], 'check_runs'),
  [`GET ${REPO}/commits/{commit_sha}/pulls`]: (call) => {
    const sha = call.params['commit_sha'];
    const of = repoOf(call).pulls.filter(({ head }) => head.sha === sha);
    return listed(of.map((pull) => shownPull(call, pull)));
  },
  [`GET ${REPO}/pulls/{pull_number}`]: (call) => ok(shownPull(call, pullOf(call))),
  [`GET ${REPO}/pulls/{pull_number}/reviews`]: (call) =>
    listed(
      (pullOf(call).reviews ?? []).map(({ user, ...own }) => ({
        ...own,
        user: user === null ? null : userOf(call.state, user),
      })),
    ),
  [`GET ${REPO}/rules/branches/{branch}`]: (call) =>
    listed(
      activeFor(call)
        .flatMap((ruleset) =>
          ((ruleset['rules'] ?? []) as readonly Partly[]).map((rule, place) => ({
            place,
            shown: {
              ...rule,
              ruleset_source_type: ruleset['source_type'] ?? 'Repository',
              ruleset_source: ruleset['source'] ?? nameOf(call.params),
              ruleset_id: ruleset['id'],
            },
          })),
        )
        // GitHub promises no order: rules of one ruleset need not stand together.
        .sort((a, b) => a.place - b.place)
        .map(({ shown }) => shown),
    ),
  [`GET ${REPO}/rulesets`]: (call) =>
    listed(
      repoOf(call)
        .rulesets.filter(
          (one) =>
            call.query.get('includes_parents') !== 'false' ||
            (one['source_type'] ?? 'Repository') === 'Repository',
        )
        .map(({ rules, conditions, ...one }) => {
          void [rules, conditions];
          return shownRuleset(call, one);
        }),
    ),
  [`GET ${REPO}/rulesets/rule-suites`]: (call) => {
    const { ruleSuites } = repoOf(call);
    administered(call, 403);
    return listed(ruleSuites);
  },
  [`GET ${REPO}/rulesets/{ruleset_id}`]: (call) => {
    const id = numberIn(call, 'ruleset_id');
    const ruleset = found(repoOf(call).rulesets.find((one) => one['id'] === id));
    const own = (ruleset['source_type'] ?? 'Repository') === 'Repository';
    if (!own && call.query.get('includes_parents') === 'false') throw notFound();
    return ok(shownRuleset(call, ruleset));
  },
};
