import type { StackId } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import { judgeLock, type InterruptedStep } from './dead-run.js';
import { whoami } from './journal.js';
import { describeLock, type Lock } from './lock-message.js';
import type { Stacks } from './stack.js';
import {
  lockHalves,
  removeHalves,
  storeDigest,
  storedDigest,
  storedState,
  type Backend,
} from './state-objects.js';
import { runTerraform } from './terraform.js';

/**
 * Releases what is left of a lock that one of our own dead runs held. The stack is initialised
 * with its own backend, unless the lock is removed `directly`. Throws PM-6002 when the lock is or may be somebody else's.
 */
export async function releaseStaleLock(
  stacks: Stacks,
  backend: Backend,
  stack: StackId,
  steps: readonly InterruptedStep[],
  how: 'by Terraform' | 'directly' = 'by Terraform',
): Promise<void> {
  const halves = await lockHalves(backend, stack);
  const lock = halves.object ?? halves.item;
  if (lock === undefined) return;
  for (const half of [halves.object, halves.item]) {
    if (half !== undefined) refuseForeign(stacks, stack, half, steps);
  }
  if (how === 'by Terraform' && halves.object?.id === halves.item?.id) {
    await runTerraform(stacks, {
      stack,
      what: 'unlock',
      args: ['force-unlock', '-force', '-no-color', lock.id],
    });
  }
  // Terraform refuses a lock of which a kill left only one half.
  for (const half of [halves.object, halves.item]) {
    if (half !== undefined) await removeHalves(backend, stack, half.id);
  }
  const { step } = judged(lock, stack, steps);
  const fate = 'ended' in step ? 'left it behind' : 'died';
  say(
    stacks,
    `released the lock of ${stack} (${describeLock(lock)}): the ${step.what} of ${step.runbook} that took it ${fate}`,
  );
}

function judged(
  lock: Lock,
  stack: StackId,
  steps: readonly InterruptedStep[],
): { readonly step: InterruptedStep } {
  const verdict = judgeLock(lock, stack, steps, whoami());
  if (!verdict.stale) throw new Error(`the lock ${lock.id} was judged twice differently`);
  return verdict;
}

function refuseForeign(
  { environment }: Stacks,
  stack: StackId,
  lock: Lock,
  steps: readonly InterruptedStep[],
): void {
  const verdict = judgeLock(lock, stack, steps, whoami());
  if (verdict.stale) return;
  throw opsError('PM-6002', {
    what: `the state of ${stack} in workspace ${environment}`,
    why: `${describeLock(lock)}; it is not released: ${verdict.why}`,
  });
}

/**
 * Repairs the digest of a state that a dead run of ours had written when it died: Terraform writes
 * the object first and its digest second. Only after its lock is released.
 */
export async function repairDigest(
  stacks: Stacks,
  backend: Backend,
  stack: StackId,
): Promise<void> {
  const [state, digest] = await Promise.all([
    storedState(backend, stack),
    storedDigest(backend, stack),
  ]);
  if (state === undefined || digest === undefined || state.md5 === digest) return;
  await storeDigest(backend, stack, digest, state.md5);
  say(
    stacks,
    `repaired the digest of ${stack}: the run that died had written the state (serial ${state.serial}), but not its digest`,
  );
}

function say({ steps, journal }: Stacks, text: string): void {
  steps.say(`  ${text}`);
  journal.write({ kind: 'note', run: journal.run, text });
}
