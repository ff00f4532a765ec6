import {
  ENVIRONMENTS,
  isEnvironment,
  namesFor,
  PROJECT,
  stateNames,
  STACKS,
  type Environment,
  type Names,
  type Scope,
  type StackId,
  type StateNames,
} from '../runtime/src/names/index.js';
import { runtimeError } from '../runtime/src/errors/index.js';
import { settingsFor, type Settings, type Variables } from './settings.js';

export * from './settings.js';

/** Everything that stacks and runbooks derive from an environment's settings. */
export interface Deployment {
  readonly environment: Environment;
  readonly settings: Settings;
  /** Where this environment's own resources live. */
  readonly scope: Scope;
  readonly names: Names;
  /** Where the state lives: the scope of the foundation's owner. */
  readonly stateScope: Scope;
  readonly state: StateNames;
  /** True when this environment's workspace holds the account's foundation. */
  readonly ownsFoundation: boolean;
  /** The stacks of this environment's app, foundation first. */
  readonly stacks: readonly StackId[];
}

const scopeOf = (environment: Environment, { account, region }: Settings): Scope => ({
  project: PROJECT,
  environment,
  account,
  region,
});

/**
 * Settings, names and state of one environment. Throws PM-1002 as `settingsFor` does, and when the
 * foundation's owner is in another account or does not own a foundation itself.
 */
export function deploymentFor(environment: Environment, variables: Variables): Deployment {
  const settings = settingsFor(environment, variables);
  const owner = settings.foundationOwner;
  const ownsFoundation = owner === environment;
  const ownerSettings = ownsFoundation ? settings : settingsFor(owner, variables);
  if (ownerSettings.account !== settings.account) {
    throw runtimeError('PM-1002', {
      what: `${environment}: foundationOwner is ${owner}`,
      why: `${environment} is in account ${settings.account}, ${owner} in ${ownerSettings.account}; a foundation serves one account`,
      remedy: `Unset PHASE_MIRROR_${environment.toUpperCase()}_FOUNDATION_OWNER, so that ${environment} has a foundation of its own, or name an environment of the same account.`,
    });
  }
  if (ownerSettings.foundationOwner !== owner) {
    throw runtimeError('PM-1002', {
      what: `${environment}: foundationOwner is ${owner}`,
      why: `${owner} has no foundation itself: its foundationOwner is ${ownerSettings.foundationOwner}`,
      remedy: `Set PHASE_MIRROR_${environment.toUpperCase()}_FOUNDATION_OWNER=${ownerSettings.foundationOwner}.`,
    });
  }
  const scope = scopeOf(environment, settings);
  const stateScope = scopeOf(owner, ownerSettings);
  return {
    environment,
    settings,
    scope,
    names: namesFor(scope),
    stateScope,
    state: stateNames(stateScope),
    ownsFoundation,
    stacks: STACKS.filter((stack) => ownsFoundation || stack !== 'foundation'),
  };
}

/** The environment that TF_WORKSPACE names; `local` when it is unset. Throws PM-1002. */
export function environmentOf(variables: Variables): Environment {
  const workspace = variables['TF_WORKSPACE'] || 'local';
  if (isEnvironment(workspace)) return workspace;
  throw runtimeError('PM-1002', {
    what: `TF_WORKSPACE is ${workspace}`,
    why: `the environments, which are the Terraform workspaces, are ${ENVIRONMENTS.join(', ')}`,
    remedy: 'Set TF_WORKSPACE to one of them, or unset it for local.',
  });
}
