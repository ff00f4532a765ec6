import { isEnvironment, STACKS } from '../../runtime/src/names/index.js';
import type { Io } from '../../ops/frame/io.js';

/**
 * The state object of each stack that has one, as it is stored. Throws what AWS, or the settings of the
 * environment, refuse, with its code.
 */
export async function statesOf(
  io: Io,
  environment: string,
  command: string,
): Promise<ReadonlyMap<string, string>> {
  if (!isEnvironment(environment)) return new Map();
  // The AWS SDK takes longer to load than most commands take.
  const { withSite } = await import('../../ops/aws/site.js');
  const { storedState } = await import('../../ops/terraform/state-objects.js');
  const { steps } = await import('../../ops/frame/steps.js');
  const context = {
    ...{ io, steps: steps(io), environment, dryRun: true, yes: false, json: false },
    ...{ values: {}, command: `npm run release -- ${command}` },
  };
  return withSite(context, command, async ({ backend }) => {
    const states = new Map<string, string>();
    for (const stack of STACKS) {
      const stored = await storedState(backend, stack);
      if (stored !== undefined) states.set(stack, stored.text);
    }
    return states;
  });
}
