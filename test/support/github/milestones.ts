import { assign, bodyOf, created, found, listed, nextId, numberIn, ok } from './handler.js';
import { repoOf, tick, type Call, type Handlers } from './handler.js';
import { invalid, type Milestone, type Repo } from './state.js';

const MILESTONES = '/repos/{owner}/{repo}/milestones';

const shown = (repo: Repo, milestone: Milestone): unknown => {
  const issues = repo.issues.filter((one) => one.milestone === milestone.number);
  const open = issues.filter(({ state }) => state === 'open').length;
  return { ...milestone, open_issues: open, closed_issues: issues.length - open };
};

const milestoneOf = (call: Call): Milestone =>
  found(repoOf(call).milestones.find((one) => one.number === numberIn(call, 'milestone_number')));

function unlessTaken(repo: Repo, title: string | undefined, but?: Milestone): void {
  if (repo.milestones.some((one) => one !== but && one.title === title)) {
    throw invalid('Milestone', 'title', 'already_exists');
  }
}

export const milestoneHandlers: Handlers<
  | `${'GET' | 'POST'} ${typeof MILESTONES}`
  | `${'GET' | 'PATCH'} ${typeof MILESTONES}/{milestone_number}`
> = {
  [`GET ${MILESTONES}`]: (call) => {
    const repo = repoOf(call);
    const wanted = call.query.get('state') ?? 'open';
    const all = repo.milestones.filter(({ state }) => wanted === 'all' || state === wanted);
    return listed(all.map((one) => shown(repo, one)));
  },
  [`POST ${MILESTONES}`]: (call) => {
    const repo = repoOf(call);
    const body = bodyOf<Partial<Milestone> & { readonly title: string }>(call);
    unlessTaken(repo, body.title);
    const at = tick(call.state);
    const milestone: Milestone = {
      number: Math.max(0, ...repo.milestones.map((one) => one.number)) + 1,
      id: nextId(call.state),
      title: body.title,
      description: body.description ?? null,
      state: body.state ?? 'open',
      due_on: body.due_on ?? null,
      created_at: at,
      updated_at: at,
      closed_at: null,
    };
    repo.milestones.push(milestone);
    return created(shown(repo, milestone));
  },
  [`GET ${MILESTONES}/{milestone_number}`]: (call) => ok(shown(repoOf(call), milestoneOf(call))),
  [`PATCH ${MILESTONES}/{milestone_number}`]: (call) => {
    const repo = repoOf(call);
    const milestone = milestoneOf(call);
    const body = bodyOf<Partial<Milestone>>(call);
    unlessTaken(repo, body.title, milestone);
    assign(milestone, body, ['title', 'description', 'due_on', 'state']);
    milestone.updated_at = tick(call.state);
    milestone.closed_at = milestone.state === 'closed' ? milestone.updated_at : null;
    return ok(shown(repo, milestone));
  },
};
