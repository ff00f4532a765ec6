import type { Deployment } from '../../../stacks/environments.js';
import { healthyAccess } from './healthy-access.js';
import { healthySignals } from './healthy-signals.js';
import { healthyStore } from './healthy-store.js';
import { healthyTags } from './healthy-tags.js';
import type { World } from './world.js';

/** Everything that the deployment promises, kept. */
export const healthyWorld = (deployment: Deployment): World => ({
  account: deployment.scope.account,
  ...healthyStore(deployment),
  ...healthyAccess(deployment),
  ...healthySignals(deployment),
  ...healthyTags(deployment),
});
