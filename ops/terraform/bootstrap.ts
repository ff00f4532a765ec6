import type { StackId } from '../../runtime/src/names/index.js';
import { BACKEND_ADDRESSES } from '../../stacks/backend-addresses.js';
import { opsError } from '../errors.js';
import { confirm } from '../frame/confirm.js';
import { createBackend, dropLocalState, migrate } from './foundation-phases.js';
import {
  describeWorld,
  lookAtFoundation,
  nextStep,
  type FoundationStep,
  type FoundationWorld,
} from './foundation-world.js';
import { dropLeftovers } from './leftovers.js';
import { dropGenerated, recoverStack, releaseForgottenLock, settle } from './recover.js';
import { interruptedOf, type Session } from './session.js';
import { allSideBySide } from './side-by-side.js';
import { initialise, selectWorkspace } from './stack.js';
import { hasUnwritten } from './unwritten-file.js';
import { putUnwritten, settleWritten } from './unwritten-state.js';

export interface BootstrapResult {
  /** False when everything was there. */
  readonly changed: boolean;
  readonly cancelled: boolean;
  readonly found: readonly string[];
  /** What was going to be done. */
  readonly intended: readonly string[];
  readonly done: readonly string[];
}

/** Terraform commands that mostly wait for one another's CPU: more at a time are not faster. */
const AT_A_TIME = 2;

/**
 * Makes the state backend of an environment and its workspaces, in two phases: with local state
 * what the backend needs, then the state moves into the bucket. Looks first and goes on wherever an
 * earlier run stopped. The rest of the foundation is deployed with the other stacks.
 */
export async function bootstrap(session: Session): Promise<BootstrapResult> {
  const { context, deployment, stacks } = session;
  if (!context.dryRun) dropLeftovers(session);
  const done: string[] = [];
  const note = (text: string): void => void done.push(text);
  const looked = await context.steps.run('look at the state backend', () =>
    lookAtFoundation(session, BACKEND_ADDRESSES),
  );
  const found = describeWorld(looked);
  for (const line of found) context.steps.say(`  ${line}`);
  const next = deployment.ownsFoundation ? nextStep(looked) : ownedElsewhere(session, looked);
  const intended = intentionsOf(session, next);
  for (const line of intended) context.steps.say(`  to do: ${line}`);
  if (context.dryRun) return { changed: false, cancelled: false, found, intended, done: [] };
  if (next.kind === 'create' && !(await confirm(context, question(session)))) {
    return { changed: false, cancelled: true, found, intended, done };
  }
  await session.synthesise();
  for (const stack of deployment.stacks) dropGenerated(session, stack);
  if (next.kind === 'create') {
    await createBackend(session, looked, next.repair);
    note('made the state backend with local state');
  }
  if (next.kind !== 'ready') {
    await context.steps.run('move the state into the bucket', () => migrate(session));
    note('moved the state of foundation into the bucket');
  } else if (next.leftover) {
    dropLocalState(session);
    note('removed a local copy of the state that the bucket has');
  }
  const made = await prepareWorkspaces(session);
  if (made) note(`prepared the workspace ${stacks.environment} of ${deployment.stacks.join(', ')}`);
  for (const stack of deployment.stacks) settleBootstrap(session, stack);
  return { changed: done.length > 0, cancelled: false, found, intended, done };
}

/** What died on a stack before it was ever deployed is settled: nothing else can be left of it. */
function settleBootstrap(session: Session, stack: StackId): void {
  const interrupted = interruptedOf(session, stack);
  const deployed = interrupted.some(({ what }) => what === 'apply' || what === 'destroy');
  if (interrupted.length > 0 && !deployed) settle(session, stack);
}

/** Another environment's workspace holds the foundation: it must be there, and is not touched. */
function ownedElsewhere(session: Session, { parts }: FoundationWorld): FoundationStep {
  if (parts.bucket && parts.table && parts.key) return { kind: 'ready', leftover: false };
  const owner = session.deployment.settings.foundationOwner;
  throw opsError('PM-6008', {
    what: `the foundation of account ${session.deployment.settings.account}, which ${owner} owns`,
    why: describeWorld({ parts, stored: undefined, local: undefined })[0] ?? '',
    remedy: `Run \`npm run ops -- bootstrap --env ${owner}\` first.`,
  });
}

function intentionsOf({ deployment, stacks }: Session, next: FoundationStep): readonly string[] {
  const workspaces = `workspace ${stacks.environment} of ${deployment.stacks.join(', ')}, where it is missing`;
  switch (next.kind) {
    case 'contradiction':
      throw opsError('PM-6009', {
        what: `s3://${deployment.state.bucket}/${deployment.state.objectKey(stacks.environment, 'foundation')}`,
        why: next.why,
      });
    case 'ready':
      return next.leftover
        ? ['remove the local copy of a state that the bucket has', workspaces]
        : [workspaces];
    case 'migrate':
      return ['move the local state into the bucket', workspaces];
    case 'create':
      return [
        ...(next.repair ? ['take the state out of the bucket, because the backend is broken'] : []),
        `make ${deployment.state.bucket}, ${deployment.state.lockTable} and ${deployment.state.keyAlias} with local state`,
        'move that state into the bucket',
        workspaces,
      ];
  }
}

const question = ({ deployment: { environment, settings, state } }: Session): string =>
  `Make the state backend ${state.bucket} for "${environment}" in account ${settings.account}?`;

async function prepareWorkspaces(session: Session): Promise<boolean> {
  const { stacks, deployment, context } = session;
  return context.steps.run(
    'prepare the workspaces',
    async () => {
      const ran = await allSideBySide(deployment.stacks, AT_A_TIME, (stack) =>
        prepareStack(session, stack),
      );
      return ran.some(Boolean);
    },
    (made) => (made ? stacks.environment : 'nothing to do'),
  );
}

/**
 * Initialises a stack and its workspace, after what a dead run left there is cleared away, and puts a
 * state into the bucket that an apply could not write.
 */
export async function prepareStack(session: Session, stack: StackId): Promise<boolean> {
  dropGenerated(session, stack);
  await settleWritten(session, stack);
  const initialised = await initialise(session.stacks, stack);
  await recoverStack(session, stack);
  // An apply that could not write its state held the lock, and may not have got rid of it either.
  await releaseForgottenLock(session, stack, { anyhow: hasUnwritten(session.stacks, stack) });
  await selectWorkspace(session.stacks, stack);
  await putUnwritten(session, stack);
  return initialised;
}
