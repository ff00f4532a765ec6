import { apiOf } from '../../runtime/src/facts/github/address.js';
import { openGitHub, type GitHubApi } from '../../ops/github/api.js';
import { repositoryPath, type Repository } from '../../ops/github/repository.js';
import { gitHubToken } from '../../ops/github/token.js';
import type { Io } from '../../ops/frame/io.js';
import { releaseError } from '../errors.js';

/** GitHub for a release of one repository. */
export interface GitHubDesk {
  readonly api: GitHubApi;
  readonly repository: Repository;
  /** `/repos/owner/name`. */
  readonly path: string;
  /** Where the API is: files go to a host that belongs to it. */
  readonly address: string;
  /** For the two calls that carry files, which are no JSON. */
  readonly token: string;
  readonly io: Io;
}

/** Throws PM-1002, and PM-7006 without a token. */
export async function openDesk(io: Io, repository: Repository): Promise<GitHubDesk> {
  const api = await openGitHub(io);
  const found = await gitHubToken(io);
  return {
    api,
    repository,
    path: repositoryPath(repository),
    address: apiOf(io.env),
    token: found?.token ?? '',
    io,
  };
}

interface ShownRepository {
  readonly archived?: boolean;
  readonly permissions?: { readonly push?: boolean };
}

/** Throws PM-8020 where the token may not write to the repository, PM-7006 and PM-7007 where it cannot be asked. */
export async function refuseWithoutRights({ api, path, repository }: GitHubDesk): Promise<void> {
  const { archived, permissions } = (await api.get(path)) as ShownRepository;
  const { owner, name } = repository;
  const refuse = (why: string): Error =>
    releaseError('PM-8020', { what: `${owner}/${name} on GitHub`, why });
  if (archived === true) throw refuse('the repository is archived');
  // A token of an app does not say its permissions here: it is asked by what it does.
  if (permissions?.push === false) throw refuse('the token may not push to it');
}
