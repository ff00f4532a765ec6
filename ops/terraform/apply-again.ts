import type { StackId } from '../../runtime/src/names/index.js';
import { planWithAdoption } from './adoption.js';
import type { InterruptedStep } from './dead-run.js';
import { failureOf } from './failure.js';
import { whoami } from './journal.js';
import { beyond, type StackPlan } from './plan.js';
import { identityOf } from './process-identity.js';
import type { Session } from './session.js';
import { stackFailure } from './stack-failure.js';
import { applyPlan, tryPlan, type PlanOptions } from './stack.js';
import { releaseStaleLock } from './stale-locks.js';
import type { CommandResult } from './terraform.js';
import { applyFailure, putUnwritten } from './unwritten-state.js';

export interface ApplyOptions extends PlanOptions {
  readonly what?: 'apply' | 'bootstrap';
}

/**
 * Applies a plan. Once, when a connection broke or something that is to be created turns out to
 * exist, plans anew and goes on, provided that the new plan does nothing beyond the agreed one.
 * Throws PM-6001, PM-6002, PM-6003, PM-6007, or PM-6016 when all was applied but its state not written.
 */
export async function applyAgain(
  session: Session,
  plan: StackPlan,
  { what = 'apply', ...options }: ApplyOptions = {},
): Promise<void> {
  const { stacks, context } = session;
  const { stack } = plan;
  const began = stacks.io.now();
  const first = await applyPlan(stacks, plan, what);
  if (first.events.some(({ type }) => type === 'done')) session.written.add(stack);
  if (first.exit === 0) return;
  const reason = reasonToRepeat(session, first);
  if (reason === undefined) throw await applyFailure(session, stack, first);
  context.steps.say(`  ${stack}: ${reason}; planning anew and going on once`);
  if (what === 'apply') {
    await releaseOwnLock(session, stack, began);
    await putUnwritten(session, stack);
  }
  const next = await tryPlan(stacks, stack, options);
  if (next.plan === undefined) throw stackFailure(stacks, stack, 'plan', next.result);
  const adopted = await planWithAdoption(session, next.plan, options);
  if (beyond(plan.changes, adopted.changes).length > 0) {
    throw stackFailure(stacks, stack, 'apply', first);
  }
  if (!adopted.changed) return;
  const second = await applyPlan(stacks, adopted, what);
  if (second.events.some(({ type }) => type === 'done')) session.written.add(stack);
  if (second.exit !== 0) throw await applyFailure(session, stack, second);
}

function reasonToRepeat({ stacks }: Session, result: CommandResult): string | undefined {
  const { kind } = failureOf(result.diagnostics, result.output);
  if (kind === 'exists') return 'something to be created is already there';
  const emulated = stacks.env['AWS_ENDPOINT_URL'] !== undefined;
  return kind === 'connection' && emulated ? 'a connection broke' : undefined;
}

/** The lock that our apply, whose connection broke, could not give back. */
async function releaseOwnLock(
  { stacks, backend }: Session,
  stack: StackId,
  began: number,
): Promise<void> {
  const ended: InterruptedStep = {
    runbook: 'this run',
    stack,
    what: 'apply',
    at: new Date(began).toISOString(),
    who: whoami(),
    owner: identityOf(process.pid),
  };
  await releaseStaleLock(stacks, backend, stack, [ended]);
}
