import { App } from 'cdktf';
import type { StackId } from '../runtime/src/names/index.js';
import type { EnvironmentStack } from './constructs/environment-stack.js';
import { DataStack } from './data.js';
import type { Deployment } from './environments.js';
import { FoundationStack } from './foundation.js';

type StackClass = new (app: App, deployment: Deployment) => EnvironmentStack;

const CLASSES: Partial<Record<StackId, StackClass>> = {
  foundation: FoundationStack,
  data: DataStack,
};

/** The app of one environment, not yet synthesised. */
export function buildApp(deployment: Deployment, outdir?: string): App {
  const app = new App(outdir === undefined ? {} : { outdir });
  for (const id of deployment.stacks) {
    const Stack = CLASSES[id];
    if (Stack) new Stack(app, deployment);
  }
  return app;
}
