import type { StackId } from '../../runtime/src/names/index.js';
import { STATEFUL_TYPES } from './review.js';
import type { StackPlan } from './plan.js';
import type { CommandResult } from './terraform.js';
import { stackFailure } from './stack-failure.js';
import { tryPlan, type PlanOptions, type Stacks } from './stack.js';
import { runTerraform } from './terraform.js';

/**
 * Plans one stack. What holds state and was interrupted while it was made is tainted: Terraform would
 * destroy and make it again, or refuse to where it is protected. It is kept instead, and the new plan
 * finishes it. `state` reads the state's text, which says what is tainted. Throws as `planStack`.
 */
export async function planKeepingTainted(
  stacks: Stacks,
  stack: StackId,
  state: () => Promise<string | undefined>,
  options: PlanOptions = {},
): Promise<StackPlan> {
  const first = await tryPlan(stacks, stack, options);
  const doubtful = replacedAsTainted(first);
  if (doubtful.length > 0 && options.lock !== false) {
    const tainted = taintedIn((await state()) ?? '{}');
    const kept = doubtful.filter((address) => tainted.includes(address));
    for (const address of kept) await untaint(stacks, stack, address);
    if (kept.length > 0) {
      const second = await tryPlan(stacks, stack, options);
      if (second.plan !== undefined) return second.plan;
      throw stackFailure(stacks, stack, 'plan', second.result);
    }
  }
  if (first.plan !== undefined) return first.plan;
  throw stackFailure(stacks, stack, 'plan', first.result);
}

/** Addresses of stateful things whose replacement may come from a taint. */
function replacedAsTainted({
  plan,
  result,
}: {
  readonly plan?: StackPlan;
  readonly result: CommandResult;
}): readonly string[] {
  const stateful = (address: string): boolean => STATEFUL_TYPES.has(address.split('.')[0] ?? '');
  if (plan !== undefined) {
    return plan.changes
      .filter(({ action, reason }) => action === 'replace' && reason === 'tainted')
      .map(({ address }) => address)
      .filter(stateful);
  }
  return result.diagnostics
    .filter(({ summary }) => summary === 'Instance cannot be destroyed')
    .flatMap(({ detail }) => /Resource (\S+)\s+has\s+lifecycle/.exec(detail)?.[1] ?? [])
    .filter(stateful);
}

/** Addresses of the tainted objects of a state. */
export function taintedIn(text: string): readonly string[] {
  const { resources = [] } = JSON.parse(text) as {
    readonly resources?: readonly {
      readonly type?: string;
      readonly name?: string;
      readonly instances?: readonly { readonly status?: string }[];
    }[];
  };
  return resources
    .filter(({ instances }) => instances?.some(({ status }) => status === 'tainted'))
    .map(({ type, name }) => `${type ?? ''}.${name ?? ''}`);
}

async function untaint(stacks: Stacks, stack: StackId, address: string): Promise<void> {
  const result = await runTerraform(stacks, {
    stack,
    what: 'untaint',
    args: ['untaint', '-no-color', address],
  });
  if (result.exit !== 0) throw stackFailure(stacks, stack, 'untaint', result);
  const text = `${stack}: ${address} was interrupted while it was made; it is kept and finished`;
  stacks.steps.say(`  ${text}`);
  stacks.journal.write({ kind: 'note', run: stacks.journal.run, text });
}
