import { readOwner, type Owner } from '../../runtime/src/facts/codeowners/owner.js';
import type { Sent } from '../../runtime/src/facts/github/connection.js';
import { isPlaceholder } from '../../runtime/src/rules/MD-002/placeholders.js';
import type { GitHubApi } from '../github/api.js';
import { repositoryName, repositoryPath, type Repository } from '../github/repository.js';

/**
 * `ok`: may be asked for a review. `wrong`: GitHub asks nobody. `unknown`: GitHub does not tell this
 * token. `note`: nobody can tell.
 */
export interface OwnerVerdict {
  readonly state: 'ok' | 'wrong' | 'unknown' | 'note';
  readonly why: string;
}

/** Whom GitHub knows, and whether they may write to the repository: others own nothing. */
export interface OwnerCheck {
  /** False without a token. */
  readonly asksGitHub: boolean;
  verdict(owner: string): Promise<OwnerVerdict>;
}

type Failed = Extract<Sent, { state: 'failed' }>;

const verdict = (state: OwnerVerdict['state'], why: string): OwnerVerdict => ({ state, why });

/** Judges owners, each once. Without GitHub only what the name itself tells. */
export function ownerCheck(github: GitHubApi | undefined, repository: Repository): OwnerCheck {
  const asked = new Map<string, Promise<OwnerVerdict>>();
  /** Organisations that have shown this token a team: there, what is not shown is not there. */
  const shown = new Set<string>();
  const judge = async (text: string): Promise<OwnerVerdict> => {
    const owner = readOwner(text);
    if (owner === undefined) return verdict('wrong', 'neither @user, @org/team nor an address');
    if (isPlaceholder(owner)) return verdict('wrong', 'a placeholder: nobody answers to it');
    if (owner.kind === 'email') return verdict('note', 'GitHub tells nobody whose address it is');
    if (github === undefined) return verdict('unknown', 'GitHub was not asked: there is no token');
    if (owner.kind === 'user') return user(github, repository, owner);
    return team(github, repository, owner, shown);
  };
  return {
    asksGitHub: github !== undefined,
    verdict(text) {
      const key = text.toLowerCase();
      const answer = asked.get(key) ?? judge(text);
      asked.set(key, answer);
      return answer;
    },
  };
}

async function user(
  github: GitHubApi,
  repository: Repository,
  { text }: Owner,
): Promise<OwnerVerdict> {
  const login = encodeURIComponent(text.slice(1));
  const known = await github.ask(`/users/${login}`);
  if (known.state === 'failed') {
    return known.status === 404
      ? verdict('wrong', 'GitHub knows no such user')
      : unknown(known, 'the user');
  }
  const path = `${repositoryPath(repository)}/collaborators/${login}/permission`;
  const answer = await github.ask(path);
  const name = repositoryName(repository);
  if (answer.state === 'failed') {
    return unknown(answer, `what ${text} may do in ${name}`, 'push access to the repository');
  }
  const { permission } = answer.body as { readonly permission?: string };
  return permission === 'write' || permission === 'admin'
    ? verdict('ok', `may write to ${name}`)
    : verdict('wrong', `may not write to ${name} (${permission ?? 'none'}): GitHub asks nobody`);
}

async function team(
  github: GitHubApi,
  repository: Repository,
  { text }: Owner,
  shown: Set<string>,
): Promise<OwnerVerdict> {
  const [org = '', slug = ''] = text.slice(1).toLowerCase().split('/');
  if (org !== repository.owner.toLowerCase()) {
    return verdict('wrong', `a team of ${org}, which cannot own files of ${repository.owner}`);
  }
  const path = `/orgs/${org}/teams/${encodeURIComponent(slug)}`;
  const known = await github.ask(path);
  if (known.state === 'failed') {
    if (known.status === 404 && shown.has(org)) {
      return verdict('wrong', `${org} shows this token its teams, and has none of that name`);
    }
    return unknown(known, `the team ${text}`, `Members: read of ${org} (classic: read:org)`);
  }
  shown.add(org);
  const answer = await github.ask(`${path}${repositoryPath(repository)}`, WITH_PERMISSIONS);
  const name = repositoryName(repository);
  if (answer.state === 'failed') {
    return answer.status === 404
      ? verdict('wrong', `the team has no access to ${name}: GitHub asks nobody`)
      : unknown(answer, `what ${text} may do in ${name}`, `Members: read of ${org}`);
  }
  const { role_name: role = 'none' } = answer.body as { readonly role_name?: string };
  return READERS.has(role)
    ? verdict('wrong', `may only read ${name} (${role}): GitHub asks nobody`)
    : verdict('ok', `may write to ${name}`);
}

/** Without it GitHub only says that the team has access of some kind. */
const WITH_PERMISSIONS = 'application/vnd.github.v3.repository+json';
const READERS: ReadonlySet<string> = new Set(['none', 'pull', 'read', 'triage']);

function unknown({ status, why, needs }: Failed, what: string, permission = ''): OwnerVerdict {
  const lacking = needs ?? permission;
  const hint = lacking === '' ? '' : `; the token may lack ${lacking}`;
  return verdict('unknown', `GitHub does not show ${what}: ${why || `HTTP ${status}`}${hint}`);
}
