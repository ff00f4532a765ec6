import { App } from 'cdktf';
import type { StackId } from '../runtime/src/names/index.js';
import { AccessStack } from './access.js';
import type { EnvironmentStack } from './constructs/environment-stack.js';
import { DataStack } from './data.js';
import type { Deployment } from './environments.js';
import { FoundationStack } from './foundation.js';
import { ObservabilityStack } from './observability.js';

const CLASSES: Readonly<
  Record<StackId, new (app: App, deployment: Deployment) => EnvironmentStack>
> = {
  foundation: FoundationStack,
  data: DataStack,
  access: AccessStack,
  observability: ObservabilityStack,
};

/** The app of one environment, not yet synthesised. */
export function buildApp(deployment: Deployment, outdir?: string): App {
  const app = new App(outdir === undefined ? {} : { outdir });
  for (const id of deployment.stacks) new CLASSES[id](app, deployment);
  return app;
}
