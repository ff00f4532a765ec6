import { steps } from '../../../ops/frame/steps.js';
import { prepareStack } from '../../../ops/terraform/bootstrap.js';
import { withSession } from '../../../ops/terraform/session.js';
import { planStack } from '../../../ops/terraform/stack.js';
import type { StackId } from '../../../runtime/src/names/index.js';
import { testIo } from '../../ops/support/test-io.js';
import type { Place } from './runbook-run.js';

/** What `terraform plan` of one stack would change; empty: no changes, not even of an output. */
export async function stackChanges({ env }: Place, stack: StackId): Promise<readonly string[]> {
  const { io } = testIo({ env });
  const context = {
    ...{ io, steps: steps(io), values: {}, environment: 'local' as const, command: 'plan' },
    ...{ dryRun: true, yes: true, json: true },
  };
  return withSession(context, 'plan', async (session) => {
    await session.synthesise();
    await prepareStack(session, stack);
    const { changes, changed } = await planStack(session.stacks, stack, { lock: false });
    if (!changed) return [];
    return changes.length === 0
      ? ['outputs']
      : changes.map((one) => `${one.action} ${one.address}`);
  });
}
