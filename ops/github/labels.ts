import type { Label } from '../labels/label-set.js';
import type { GitHubApi } from './api.js';
import { repositoryPath, type Repository } from './repository.js';

interface Shown {
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

/** Every label of a repository. Throws PM-7006 and PM-7007. */
export async function labelsOf(
  github: GitHubApi,
  repository: Repository,
): Promise<readonly Label[]> {
  const shown = (await github.list(`${repositoryPath(repository)}/labels`)) as readonly Shown[];
  return shown.map(({ name, color, description }) => ({
    name,
    color: color.toLowerCase(),
    description: description ?? '',
  }));
}
