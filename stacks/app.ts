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
  const [first, ...others] = deployment.stacks.map((id) => new CLASSES[id](app, deployment));
  if (first instanceof FoundationStack) {
    // Every state lies in its bucket: `cdktf deploy` makes it first and `cdktf destroy` takes it last.
    for (const stack of others) stack.addDependency(first);
  }
  return app;
}
