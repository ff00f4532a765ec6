import { opsError } from '../errors.js';

/** A repository on GitHub. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
}

const FORM = /^([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))\/([A-Za-z0-9._-]{1,100})$/;

/** Reads `owner/name`. Throws PM-1001. */
export function readRepository(text: string, option = '--repo'): Repository {
  const [, owner, name] = FORM.exec(text) ?? [];
  if (owner !== undefined && name !== undefined && !/^\.{1,2}$/.test(name)) return { owner, name };
  throw opsError('PM-1001', { what: `${option} ${text}`, why: 'a repository is OWNER/NAME' });
}

export const repositoryName = ({ owner, name }: Repository): string => `${owner}/${name}`;

/** The path of the repository in GitHub's API. */
export const repositoryPath = (repository: Repository): string =>
  `/repos/${repositoryName(repository)}`;
