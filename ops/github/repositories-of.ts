import { deploymentFor } from '../../stacks/environments.js';
import type { Context } from '../frame/runbook.js';
import { readRepository, repositoryName, type Repository } from './repository.js';

/** The repositories that `--repo` names, each once; without it that of the environment. Throws PM-1001 and PM-1002. */
export function repositoriesOf(context: Context): readonly Repository[] {
  const named = (context.values['repo'] ?? []) as readonly string[];
  if (named.length === 0) return [ofEnvironment(context)];
  const read = named.map((text) => readRepository(text));
  // GitHub's names differ in more than case.
  return [...new Map(read.map((one) => [repositoryName(one).toLowerCase(), one])).values()];
}

/** The one repository that `--repo` names; without it that of the environment. Throws PM-1001 and PM-1002. */
export function repositoryOf(context: Context): Repository {
  const named = context.values['repo'] as string | undefined;
  return named === undefined ? ofEnvironment(context) : readRepository(named);
}

function ofEnvironment({ io, environment }: Context): Repository {
  const { organisation, repository } = deploymentFor(environment, io.env).settings.github;
  return { owner: organisation, name: repository };
}
