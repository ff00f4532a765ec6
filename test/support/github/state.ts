import { createHash } from 'node:crypto';

/** What a test says about a GitHub; everything has a default. */
export interface GivenGitHub {
  /** By `owner/name`. */
  readonly repos?: Readonly<Record<string, Partial<Repo>>>;
  /** Organisations with their teams by slug. */
  readonly orgs?: Readonly<Record<string, { readonly teams?: Readonly<Record<string, Team>> }>>;
  readonly users?: Readonly<Record<string, Partial<User>>>;
  /** Whose token it is; default `operator`. */
  readonly me?: string;
  /** Whether the token may read administration; default true. */
  readonly administers?: boolean;
  /** Whether the token may see teams; default true. */
  readonly seesTeams?: boolean;
  /** Scopes of a classic token, as every answer tells them; default none is told, as of every other token. */
  readonly scopes?: string;
}

/** What GitHub holds. Tests read it, and may change it between two requests. */
export interface GitHubState {
  readonly repos: Map<string, Repo>;
  readonly orgs: Map<string, Map<string, Team>>;
  readonly users: Map<string, User>;
  me: string;
  administers: boolean;
  seesTeams: boolean;
  scopes: string | undefined;
  /** Ms since 1970; every request that changes something moves it by a second. */
  now: number;
  /** Last id that was given to anything. */
  lastId: number;
  /** Where the API is, and where assets are uploaded. */
  api: string;
  uploads: string;
  /** What the paths of the API start with; `/api/v3` on an Enterprise Server. */
  prefix: string;
}

export interface User {
  login: string;
  id: number;
  type: string;
}

export interface Team {
  readonly members?: readonly string[];
  /** Permission by `owner/name`. */
  readonly repos?: Readonly<Record<string, 'pull' | 'triage' | 'push' | 'maintain' | 'admin'>>;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  state_reason: string | null;
  /** Names. */
  labels: string[];
  assignees: string[];
  milestone: number | null;
  /** Login. */
  user: string;
  comments: Comment[];
  created_at: string;
  updated_at: string;
  closed_at: string | null;
}

export interface Comment {
  id: number;
  body: string;
  user: string;
  created_at: string;
  updated_at: string;
}

export interface Milestone {
  number: number;
  id: number;
  title: string;
  description: string | null;
  state: 'open' | 'closed';
  due_on: string | null;
  created_at: string;
  updated_at: string;
  closed_at: string | null;
}

export interface Asset {
  id: number;
  name: string;
  label: string | null;
  content_type: string;
  state: 'uploaded' | 'starter';
  bytes: Uint8Array;
}

export interface Release {
  id: number;
  tag_name: string;
  target_commitish: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  immutable: boolean;
  created_at: string;
  published_at: string | null;
  author: string;
  assets: Asset[];
}

export interface Review {
  readonly id: number;
  /** null: the account is gone. */
  readonly user: string | null;
  readonly state: string;
  readonly commit_id: string | null;
}

export interface Pull {
  readonly number: number;
  readonly user: string;
  readonly draft?: boolean;
  readonly merged?: boolean;
  readonly title?: string;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string; readonly sha: string };
  readonly reviews?: readonly Review[];
}

/** Objects of GitHub's own form; what is left out is completed. */
export type Partly = Readonly<Record<string, unknown>>;

/** Where refs are kept: in memory, or in a real bare repository that a test has pushed to. */
export interface Refs {
  /** Object id by full name: `refs/tags/v1`. */
  all(): ReadonlyMap<string, string>;
  set(name: string, sha: string): void;
  delete(name: string): void;
  /** What an id is; undefined where there is no such object. */
  kind(sha: string): 'commit' | 'tag' | undefined;
  isAncestor(ancestor: string, of: string): boolean;
}

export interface Repo {
  id: number;
  default_branch: string;
  private: boolean;
  labels: Label[];
  issues: Issue[];
  milestones: Milestone[];
  pulls: Pull[];
  releases: Release[];
  /** Releases become immutable when they are published. */
  immutableReleases: boolean;
  /** Whether assets say their digest; older servers do not. */
  assetDigests: boolean;
  /** Tags of immutable releases that were deleted: never to be used again. */
  burntTags: string[];
  /** Id of the release that is shown as latest. */
  latest: number | undefined;
  refs: Refs;
  /** Annotated tags, by object id. */
  tagObjects: Map<string, Partly>;
  /** Role by login. */
  collaborators: Record<string, string>;
  /** Classic protection by branch. */
  protection: Record<string, Partly>;
  /** Of the repository and of its organisation; what is active counts for the branches that it names. */
  rulesets: Partly[];
  codeownersErrors: Partly[];
  workflowPermissions: Partly;
  ruleSuites: Partly[];
  /** By commit. */
  checkRuns: Record<string, Partly[]>;
}

/** What GitHub does not do, with its own status and words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: readonly Partly[],
  ) {
    super(message);
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found');
export const invalid = (resource: string, field: string, code: string): Refusal =>
  new Refusal(422, 'Validation Failed', [{ resource, field, code }]);

export const shaOf = (text: string): string => createHash('sha1').update(text).digest('hex');
/** The commit that `main` of a new repository is at. */
export const FIRST_COMMIT = shaOf('first');

/** Refs in memory. The commits are one line of history, oldest first; other ids do not exist. */
export function refsInMemory(
  commits: readonly string[] = [FIRST_COMMIT],
  refs: Readonly<Record<string, string>> = {},
  tagObjects: ReadonlyMap<string, unknown> = new Map(),
): Refs {
  const last = commits.at(-1) as string;
  const kept = new Map(Object.entries({ 'refs/heads/main': last, ...refs }));
  const known = new Set([...commits, ...kept.values()]);
  return {
    all: () => kept,
    set: (name, sha) => void kept.set(name, sha),
    delete: (name) => void kept.delete(name),
    kind: (sha) => (tagObjects.has(sha) ? 'tag' : known.has(sha) ? 'commit' : undefined),
    isAncestor: (ancestor, of) => {
      const [a, b] = [commits.indexOf(ancestor), commits.indexOf(of)];
      return a >= 0 && b >= a;
    },
  };
}

export function stateOf(given: GivenGitHub): GitHubState {
  const me = given.me ?? 'operator';
  const users = new Map<string, User>();
  for (const [login, user] of Object.entries({ [me]: {}, ...given.users })) {
    users.set(login, { login, id: users.size + 1, type: 'User', ...user });
  }
  const orgs = Object.entries(given.orgs ?? {}).map(
    ([org, { teams = {} }]) => [org, new Map(Object.entries(teams))] as const,
  );
  return {
    repos: new Map(
      Object.entries(given.repos ?? {}).map(([name, repo], at) => [name, repoOf(at + 1, repo)]),
    ),
    orgs: new Map(orgs),
    users,
    me,
    administers: given.administers ?? true,
    seesTeams: given.seesTeams ?? true,
    scopes: given.scopes,
    now: Date.parse('2026-01-02T03:04:05Z'),
    lastId: 1_000,
    api: 'https://api.github.com',
    uploads: 'https://uploads.github.com',
    prefix: '',
  };
}

function repoOf(id: number, { refs, ...rest }: Partial<Repo>): Repo {
  // A copy: two fakes of one world do not see each other.
  const given = structuredClone(rest);
  const tagObjects = given.tagObjects ?? new Map<string, Partly>();
  return {
    id,
    default_branch: 'main',
    private: false,
    labels: [],
    issues: [],
    milestones: [],
    pulls: [],
    releases: [],
    immutableReleases: false,
    assetDigests: true,
    burntTags: [],
    latest: undefined,
    refs: refs ?? refsInMemory(undefined, undefined, tagObjects),
    collaborators: {},
    protection: {},
    rulesets: [],
    codeownersErrors: [],
    workflowPermissions: {
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: false,
    },
    ruleSuites: [],
    checkRuns: {},
    ...given,
    tagObjects,
  };
}
