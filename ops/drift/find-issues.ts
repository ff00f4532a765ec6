import type { GitHubApi } from '../github/api.js';
import { repositoryPath, type Repository } from '../github/repository.js';
import { markerOf } from './issue-text.js';

/** An issue as GitHub shows it, as far as it is looked at. */
export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly labels: readonly (string | { readonly name?: string })[];
  readonly user: { readonly type?: string } | null;
  readonly author_association?: string;
  readonly pull_request?: unknown;
}

export interface FoundIssues {
  /** Those that are open, the oldest first. */
  readonly open: readonly Issue[];
  /** The youngest of those that were closed. */
  readonly closed?: Issue;
}

/**
 * The issues about the drift of an environment, found by the marker in their bodies: labels and titles
 * are people's to change. Throws PM-7006 and PM-7007.
 */
export async function findIssues(
  github: GitHubApi,
  repository: Repository,
  environment: string,
): Promise<FoundIssues> {
  const marker = markerOf(environment);
  const path = `${repositoryPath(repository)}/issues`;
  const listed = async (query: string): Promise<readonly Issue[]> =>
    ((await github.list(`${path}?${query}`)) as readonly Issue[])
      .filter((issue) => issue.pull_request === undefined && isOurs(issue))
      .filter(({ body }) => body?.includes(marker) === true)
      .sort((a, b) => a.number - b.number);
  const open = await listed('state=open');
  if (open.length > 0) return { open };
  const closed = (await listed('state=closed&labels=drift')).at(-1);
  return closed === undefined ? { open } : { open, closed };
}

const TRUSTED: ReadonlySet<string> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/** Anybody may open an issue in a public repository and write our marker into it: that is not ours. */
const isOurs = ({ user, author_association: association = '' }: Issue): boolean =>
  user?.type === 'Bot' || TRUSTED.has(association);

export const labelNames = ({ labels }: Issue): readonly string[] =>
  labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
