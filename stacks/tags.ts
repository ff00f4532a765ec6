import type { StackId } from '../runtime/src/names/index.js';
import type { Deployment } from './environments.js';

/**
 * The tags of every resource of a stack: the policies of roles ask for `Project`, bills are told apart by
 * the others, and who finds a resource finds its code.
 */
export function tagsOf(
  { environment, scope, settings }: Pick<Deployment, 'environment' | 'scope' | 'settings'>,
  stack: StackId,
): Readonly<Record<string, string>> {
  return {
    Project: scope.project,
    Environment: environment,
    Stack: stack,
    ManagedBy: 'terraform',
    Repository: `${settings.github.organisation}/${settings.github.repository}`,
  };
}
