import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { STACKS, type StackId } from '../../runtime/src/names/index.js';
import { BACKEND_ADDRESSES } from '../../stacks/backend-addresses.js';
import { opsError } from '../errors.js';
import type { Context } from '../frame/runbook.js';
import { adoptStrays } from './adoption.js';
import { prepareStack } from './bootstrap.js';
import { deployedFile } from './deployed.js';
import { whileClaimed } from './environment-claim.js';
import { useLocalState } from './foundation-phases.js';
import {
  localStateFile,
  localStates,
  lookAtFoundation,
  type FoundationWorld,
} from './foundation-world.js';
import { dropLeftovers } from './leftovers.js';
import { removeRotatedSecrets } from './rotated-secrets.js';
import { dropGenerated, mayHaveStrays, pastOwnLock, settle } from './recover.js';
import { withSession, type Session } from './session.js';
import { sideBySide } from './side-by-side.js';
import { destroyStack, initialise, selectWorkspace } from './stack.js';
import { otherWorkspaces, removeState, resourcesIn, storedState } from './state-objects.js';
import { synthesisFolder } from './synthesise.js';
import { hasUnwritten } from './unwritten-file.js';
import { applyFailure, putUnwritten } from './unwritten-state.js';

export interface DestroyResult {
  /** Stacks that held something and were destroyed. */
  readonly destroyed: readonly StackId[];
  /** Why the foundation stays, when it does. */
  readonly foundationKept?: string;
}

/**
 * Destroys everything of `local`: its stacks side by side, then the foundation, unless another
 * environment's state lies in it. Does not ask: its caller has. Can be repeated after a kill. Throws
 * PM-6006 for any other environment, else as deploy does.
 */
export async function destroyEnvironment(context: Context): Promise<DestroyResult> {
  const { environment } = context;
  if (environment !== 'local') {
    throw opsError('PM-6006', { what: environment, why: 'it holds real data' });
  }
  return withSession(context, 'down', destroyAll);
}

async function destroyAll(session: Session): Promise<DestroyResult> {
  dropLeftovers(session);
  const world = await lookAtFoundation(session, BACKEND_ADDRESSES);
  const work = (): Promise<DestroyResult> => destroyWhatIsThere(session, world);
  // Without a lock table nobody can deploy either.
  return world.parts.table ? whileClaimed(session, work) : work();
}

async function destroyWhatIsThere(
  session: Session,
  world: FoundationWorld,
): Promise<DestroyResult> {
  const { context, deployment, backend } = session;
  const destroyed: StackId[] = [];
  if (world.parts.bucket && world.parts.table) {
    const own = deployment.stacks.filter((stack) => stack !== 'foundation');
    destroyed.push(...(await destroyStacks(session, own)));
    await removeRotatedSecrets(session);
    if (!deployment.ownsFoundation) {
      await Promise.all(own.map((stack) => removeState(backend, stack)));
      forget(session);
      return {
        destroyed,
        foundationKept: `${deployment.settings.foundationOwner} owns it`,
      };
    }
    const others = await environmentsInBucket(session);
    if (others.length > 0) {
      await Promise.all(own.map((stack) => removeState(backend, stack)));
      forget(session);
      const why = `it holds the state of ${others.join(', ')}`;
      context.steps.skip('destroy foundation', why);
      return { destroyed, foundationKept: why };
    }
  }
  if (deployment.ownsFoundation && (await destroyFoundation(session))) destroyed.push('foundation');
  forget(session);
  return { destroyed };
}

/** Destroys the stacks whose state holds something; a dead run may have made what no state holds. */
async function destroyStacks(
  session: Session,
  own: readonly StackId[],
): Promise<readonly StackId[]> {
  const states = await Promise.all(own.map((stack) => storedState(session.backend, stack)));
  const full = own.filter(
    (stack, i) =>
      (states[i]?.resources ?? 0) > 0 ||
      mayHaveStrays(session, stack) ||
      hasUnwritten(session.stacks, stack),
  );
  if (full.length === 0) return [];
  await session.synthesise();
  const endings = await sideBySide(full, full.length, (stack) =>
    session.context.steps.run(`destroy ${stack}`, async () => {
      await prepareStack(session, stack);
      if (mayHaveStrays(session, stack)) await adoptStrays(session, stack);
      await pastOwnLock(session, stack, () => emptyStack(session, stack));
    }),
  );
  for (const ending of endings) if (!ending.ok) throw ending.error;
  return full;
}

/** Without a refresh, which costs as much as the destruction; with one when that does not succeed. */
async function emptyStack(session: Session, stack: StackId): Promise<void> {
  const { stacks, context } = session;
  const quick = await destroyStack(stacks, stack, false);
  if (quick.exit !== 0) {
    if (hasUnwritten(stacks, stack)) await putUnwritten(session, stack);
    context.steps.say(`  ${stack}: not all could be destroyed; once more after a refresh`);
    const thorough = await destroyStack(stacks, stack, true);
    if (thorough.exit !== 0) throw await applyFailure(session, stack, thorough, 'destroy');
  }
  settle(session, stack);
}

/** Other workspaces with resources in this bucket; what they are called is in the object's key. */
async function environmentsInBucket({ backend, stacks }: Session): Promise<readonly string[]> {
  const prefix = `${backend.state.workspaceKeyPrefix}/`;
  const states = (await otherWorkspaces(backend)).filter((key) => key.endsWith('.tfstate'));
  const counts = await Promise.all(states.map((key) => resourcesIn(backend, key)));
  const names = states
    .filter((_, i) => (counts[i] ?? 0) > 0)
    .map((key) => (key.startsWith(prefix) ? (key.split('/')[1] ?? key) : key));
  return [...new Set(names)].filter((name) => name !== stacks.environment);
}

/**
 * The foundation's own state lies in the bucket that goes: it moves into the work folder first. From
 * then on the work folder has the truth, and a run that is repeated goes on from there.
 */
async function destroyFoundation(session: Session): Promise<boolean> {
  const { stacks, context } = session;
  const { parts, stored, local } = await lookAtFoundation(session, BACKEND_ADDRESSES);
  const inBucket = stored !== undefined && stored.resources > 0;
  if (!inBucket && (local === undefined || local.resources === 0)) return false;
  await session.synthesise();
  await context.steps.run('destroy foundation', async () => {
    if (parts.bucket && parts.table) {
      await prepareStack(session, 'foundation');
      if (inBucket) await takeStateHome(session);
    }
    dropGenerated(session, 'foundation');
    useLocalState(session);
    await initialise(stacks, 'foundation');
    await selectWorkspace(stacks, 'foundation');
    await emptyStack(session, 'foundation');
    dropGenerated(session, 'foundation');
    rmSync(localStates(session), { recursive: true, force: true });
  });
  return true;
}

async function takeStateHome(session: Session): Promise<void> {
  const { backend } = session;
  const stored = await storedState(backend, 'foundation');
  if (stored === undefined) return;
  const path = localStateFile(session);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, stored.text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  await removeState(backend, 'foundation');
}

/** What the work folder knows about an environment that is no more; logs and journal stay. */
function forget(session: Session): void {
  const { stacks, context } = session;
  for (const stack of STACKS) settle(session, stack);
  for (const path of [
    deployedFile(session),
    stacks.plans,
    synthesisFolder(context.io, stacks.environment),
  ]) {
    rmSync(path, { recursive: true, force: true });
  }
}
