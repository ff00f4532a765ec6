import type { Deployment } from '../../stacks/environments.js';

/** What to type when something that the environment's stacks own is not as it must be. */
export const redeploy = ({ environment }: Deployment): string =>
  `npm run ops -- deploy --env ${environment}`;

/** The same for the state backend; `foundation` is the deployment of its owner. */
export const rebootstrap = (foundation: Deployment): string =>
  `npm run ops -- bootstrap --env ${foundation.environment}`;
