import { assign, bodyOf, created, found, listed, nextId, numberIn, ok } from './handler.js';
import { repoOf, tick, userOf, type Call, type Handlers } from './handler.js';
import { sameName } from './labels.js';
import { invalid, type Comment, type GitHubState, type Issue, type Repo } from './state.js';

const REPO = '/repos/{owner}/{repo}';

interface IssueBody {
  readonly title?: string | number | null;
  readonly body?: string | null;
  readonly state?: 'open' | 'closed';
  readonly state_reason?: string | null;
  readonly labels?: readonly (string | { readonly name: string })[];
  readonly assignees?: readonly string[];
  readonly milestone?: string | number | null;
}

const LONGEST_BODY = 65_536;

function checked(body: IssueBody): void {
  if (body.title === null || body.title === '') throw invalid('Issue', 'title', 'missing_field');
  if ((body.body?.length ?? 0) > LONGEST_BODY) throw invalid('Issue', 'body', 'too_long');
}

/** Labels by their names; one that is unknown is made, as GitHub does for who may push. */
function labelsIn(call: Call, labels: NonNullable<IssueBody['labels']>): string[] {
  const repo = repoOf(call);
  return labels.map((one) => {
    const name = typeof one === 'string' ? one : one.name;
    const known = repo.labels.find((label) => sameName(label.name, name));
    if (known !== undefined) return known.name;
    repo.labels.push({ id: nextId(call.state), name, color: 'ededed', description: null });
    return name;
  });
}

function apply(call: Call, issue: Issue, body: IssueBody): void {
  const at = tick(call.state);
  issue.updated_at = at;
  if (typeof body.title === 'string') issue.title = body.title;
  assign(issue, body, ['body', 'milestone', 'assignees']);
  if (body.labels !== undefined) issue.labels = labelsIn(call, body.labels);
  if (body.state !== undefined && body.state !== issue.state) {
    issue.state = body.state;
    issue.state_reason = body.state_reason ?? (body.state === 'closed' ? 'completed' : 'reopened');
    issue.closed_at = body.state === 'closed' ? at : null;
  }
}

const issueOf = (call: Call): Issue =>
  found(repoOf(call).issues.find((one) => one.number === numberIn(call, 'issue_number')));

/** The number of the next issue; pull requests have their numbers from the same row. */
const nextNumber = ({ issues, pulls }: Repo): number =>
  Math.max(0, ...issues.map((one) => one.number), ...pulls.map((one) => one.number)) + 1;

function shown(state: GitHubState, repo: Repo, issue: Issue): unknown {
  const { labels, assignees, comments, user, milestone, ...own } = issue;
  return {
    ...own,
    user: userOf(state, user),
    author_association: user === state.me ? 'MEMBER' : 'NONE',
    labels: labels.map((name) => repo.labels.find((one) => sameName(one.name, name)) ?? { name }),
    assignee: assignees[0] === undefined ? null : userOf(state, assignees[0]),
    assignees: assignees.map((login) => userOf(state, login)),
    milestone: repo.milestones.find((one) => one.number === milestone) ?? null,
    comments: comments.length,
    locked: false,
  };
}

const shownComment = (state: GitHubState, { user, ...own }: Comment): unknown => ({
  ...own,
  user: userOf(state, user),
});

/** What `GET /issues` shows: issues, and pull requests as well, as on GitHub. */
function selected(call: Call): readonly unknown[] {
  const { state, query } = call;
  const repo = repoOf(call);
  const wanted = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const field = query.get('sort') === 'updated' ? 'updated_at' : 'created_at';
  const issues = repo.issues
    .filter((one) => wanted === 'all' || one.state === wanted)
    .filter((one) => labels.every((name) => one.labels.some((own) => sameName(own, name))))
    .filter((one) => [null, one.user].includes(query.get('creator')))
    .filter((one) => one.updated_at >= (query.get('since') ?? ''))
    .filter(({ milestone }) => [null, '*', String(milestone)].includes(query.get('milestone')))
    .sort((a, b) => b[field].localeCompare(a[field]) || b.number - a.number);
  if (query.get('direction') === 'asc') issues.reverse();
  const pulls = repo.pulls
    .filter(({ merged = false }) => wanted === 'all' || merged === (wanted === 'closed'))
    .filter((one) => labels.every((name) => (one.labels ?? []).includes(name)))
    .map(({ number, title = '', merged = false, user }) => ({
      number,
      title,
      state: merged ? 'closed' : 'open',
      user: userOf(state, user),
      pull_request: {},
    }));
  return [...pulls, ...issues.map((one) => shown(state, repo, one))];
}

export const issueHandlers: Handlers<
  | `${'GET' | 'POST'} ${typeof REPO}/issues`
  | `${'GET' | 'PATCH'} ${typeof REPO}/issues/{issue_number}`
  | `${'GET' | 'POST'} ${typeof REPO}/issues/{issue_number}/comments`
  | `PATCH ${typeof REPO}/issues/comments/{comment_id}`
> = {
  [`GET ${REPO}/issues`]: (call) => listed(selected(call)),
  [`POST ${REPO}/issues`]: (call) => {
    const { state } = call;
    const repo = repoOf(call);
    const body = bodyOf<IssueBody>(call);
    checked(body);
    const at = tick(state);
    const issue: Issue = {
      id: nextId(state),
      number: nextNumber(repo),
      title: '',
      body: null,
      state: 'open',
      state_reason: null,
      labels: [],
      assignees: [],
      milestone: null,
      user: state.me,
      comments: [],
      created_at: at,
      updated_at: at,
      closed_at: null,
    };
    apply(call, issue, body);
    repo.issues.push(issue);
    return created(shown(state, repo, issue));
  },
  [`GET ${REPO}/issues/{issue_number}`]: (call) =>
    ok(shown(call.state, repoOf(call), issueOf(call))),
  [`PATCH ${REPO}/issues/{issue_number}`]: (call) => {
    const issue = issueOf(call);
    const body = bodyOf<IssueBody>(call);
    checked(body);
    apply(call, issue, body);
    return ok(shown(call.state, repoOf(call), issue));
  },
  [`GET ${REPO}/issues/{issue_number}/comments`]: (call) =>
    listed(issueOf(call).comments.map((one) => shownComment(call.state, one))),
  [`POST ${REPO}/issues/{issue_number}/comments`]: (call) => {
    const { state } = call;
    const issue = issueOf(call);
    const { body } = bodyOf<{ readonly body: string }>(call);
    checked({ body });
    const at = tick(state);
    const comment = { id: nextId(state), body, user: state.me, created_at: at, updated_at: at };
    issue.comments.push(comment);
    issue.updated_at = at;
    return created(shownComment(state, comment));
  },
  [`PATCH ${REPO}/issues/comments/{comment_id}`]: (call) => {
    const comments = repoOf(call).issues.flatMap((one) => one.comments);
    const comment = found(comments.find(({ id }) => id === numberIn(call, 'comment_id')));
    assign(comment, bodyOf<object>(call), ['body']);
    comment.updated_at = tick(call.state);
    return ok(shownComment(call.state, comment));
  },
};
