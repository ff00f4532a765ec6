import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { StackId } from '../../runtime/src/names/index.js';
import { dropAdoptionFile } from './adoption.js';
import { endedSteps, leavesObjects } from './dead-run.js';
import { BOOTSTRAP_OVERRIDE } from './init-stamp.js';
import { lockTime } from './lock-message.js';
import type { StackPlan } from './plan.js';
import { interruptedOf, type Session } from './session.js';
import { releaseStaleLock, repairDigest } from './stale-locks.js';
import { hasAlias, lockHalves } from './state-objects.js';

/** Removes generated files that a killed run left beside the synthesised configuration. */
export function dropGenerated(session: Session, stack: StackId): void {
  const folder = session.stacks.folderOf(stack);
  dropAdoptionFile(folder);
  rmSync(join(folder, BOOTSTRAP_OVERRIDE), { force: true });
}

/**
 * Before the first plan of a stack on which a run died: its lock is released and the digest of its
 * state repaired. The stack is initialised. Costs nothing when no run died.
 */
export async function recoverStack(
  session: Session,
  stack: StackId,
  how: 'by Terraform' | 'directly' = 'by Terraform',
): Promise<void> {
  const interrupted = interruptedOf(session, stack);
  if (interrupted.length === 0 || session.recovered.has(stack)) return;
  await releaseStaleLock(session.stacks, session.backend, stack, interrupted, how);
  await repairDigest(session.stacks, session.backend, stack);
  session.recovered.add(stack);
}

/**
 * Releases a lock that a step of ours left behind although it ended: the connection broke when
 * Terraform took it or gave it back. Only a lock that was taken while that very step ran. Answers
 * whether there was one.
 */
export async function releaseForgottenLock(
  session: Session,
  stack: StackId,
  which: { readonly anyhow?: boolean } = {},
): Promise<boolean> {
  const { stacks, backend } = session;
  const halves = await lockHalves(backend, stack);
  const lock = halves.object ?? halves.item;
  if (lock === undefined) return false;
  const taken = lockTime(lock);
  const step = endedSteps(stacks.journal.entries(), which).findLast(
    (one) =>
      one.stack === stack &&
      lock.who === one.who &&
      taken >= Date.parse(one.at) &&
      taken <= Date.parse(one.ended),
  );
  if (step === undefined) return false;
  await releaseStaleLock(stacks, backend, stack, [step]);
  return true;
}

/**
 * Does Terraform's work on a stack once more when the lock in its way is our own. At an endpoint of
 * one's own also when the very step that failed took it: an emulator drops a connection now and then,
 * Terraform asks for the lock again, and then waits for itself.
 */
export async function pastOwnLock<T>(
  session: Session,
  stack: StackId,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PhaseMirrorError) || error.code !== 'PM-6002') throw error;
    const anyhow = session.stacks.env['AWS_ENDPOINT_URL'] !== undefined;
    if (!(await releaseForgottenLock(session, stack, { anyhow }))) throw error;
    return await work();
  }
}

/** Whether a dead run may have left objects that the stack's state does not know. */
export const mayHaveStrays = (session: Session, stack: StackId): boolean =>
  interruptedOf(session, stack).some(leavesObjects);

/**
 * Whether the plan would make a key alias although the environment has aliases: a state was lost.
 * Every stack has a key, and a key is what a second creation would silently make twice.
 */
export async function stateWasLost(session: Session, { changes }: StackPlan): Promise<boolean> {
  const makesAlias = changes.some(
    ({ type, action }) => type === 'aws_kms_alias' && action === 'create',
  );
  return makesAlias && hasAlias(session.backend, session.deployment.names.keyAlias);
}

/** Notes that a stack is whole: what died on it before is settled. */
export function settle({ stacks: { journal } }: Session, stack: StackId): void {
  journal.write({ kind: 'settled', run: journal.run, stack });
}
