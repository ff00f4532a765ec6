import { STACKS, type StackId } from '../../runtime/src/names/index.js';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import { confirm } from '../frame/confirm.js';
import { planWithAdoption } from './adoption.js';
import { applyAgain } from './apply-again.js';
import { prepareStack } from './bootstrap.js';
import { recordDeployed, type Deployed } from './deployed.js';
import { whileClaimed } from './environment-claim.js';
import { dropLeftovers } from './leftovers.js';
import type { StackPlan } from './plan.js';
import { mayHaveStrays, pastOwnLock, settle, stateWasLost } from './recover.js';
import { refuseLoss, renderReview, reviewOf, type Review } from './review.js';
import type { Session } from './session.js';
import { allSideBySide, sideBySide } from './side-by-side.js';
import { dropStraySecrets } from './stray-secrets.js';
import { backendParts, storedState } from './state-objects.js';
import { planKeepingTainted } from './untaint.js';

export interface DeployOptions {
  /** Addresses, or `<stack>/<address>`, whose loss of state is meant. */
  readonly allowDestroy: readonly string[];
}

/** What became of one stack. */
export interface StackResult {
  readonly stack: StackId;
  readonly outcome: 'unchanged' | 'applied' | 'failed' | 'planned';
  readonly error?: PhaseMirrorError;
}

export interface DeployResult {
  readonly outcome: 'unchanged' | 'applied' | 'partial' | 'cancelled' | 'dry run';
  readonly review: Review;
  readonly plans: readonly StackPlan[];
  readonly stacks: readonly StackResult[];
  readonly deployed?: Deployed;
}

/** A plan is work for the CPU: more than this at a time only wait for one another. */
const PLANS_AT_A_TIME = 2;
/** An apply mostly waits for AWS. */
const APPLIES_AT_A_TIME = STACKS.length;

/**
 * Plans every stack, shows what would change, asks, and applies exactly those plans, side by side:
 * names are deterministic, so no stack waits for another. Throws PM-6008 without a backend and
 * PM-6004 when state would be lost that `allowDestroy` does not name.
 */
export async function deploy(session: Session, options: DeployOptions): Promise<DeployResult> {
  const { context } = session;
  if (!context.dryRun) dropLeftovers(session);
  await requireBackend(session);
  if (context.dryRun) return planAndApply(session, options);
  return whileClaimed(session, () => planAndApply(session, options));
}

async function planAndApply(session: Session, options: DeployOptions): Promise<DeployResult> {
  const { context, deployment, stacks } = session;
  const { steps } = context;
  await session.synthesise();
  const plans = await planAll(session);
  const review = reviewOf(plans);
  steps.say(renderReview(review));
  const unchanged = plans.map(({ stack }) => ({ stack, outcome: 'unchanged' as const }));
  refuseLoss(review, options.allowDestroy);
  if (context.dryRun) {
    const planned = plans.map(({ stack, changed }) => ({
      stack,
      outcome: changed ? ('planned' as const) : ('unchanged' as const),
    }));
    return { outcome: 'dry run', review, plans, stacks: planned };
  }
  if (!review.changed) {
    for (const { stack } of plans) settle(session, stack);
    return {
      outcome: 'unchanged',
      review,
      plans,
      stacks: unchanged,
      deployed: await recordDeployed(session),
    };
  }
  const sum = review.rows.reduce((all, row) => all + row.add + row.change + row.replace, 0);
  const question = `Apply ${sum} changes and ${review.losing.length} losses of state to "${deployment.environment}" in account ${deployment.settings.account}?`;
  if (!(await confirm(context, question))) {
    return { outcome: 'cancelled', review, plans, stacks: unchanged };
  }
  const results = await applyAll(session, plans);
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const [first] = failed;
  // Nothing was written anywhere: an ordinary failure, not a deploy in part.
  if (first?.error !== undefined && session.written.size === 0) throw first.error;
  stacks.journal.write({
    kind: 'note',
    run: stacks.journal.run,
    text: results.map(({ stack, outcome }) => `${stack} ${outcome}`).join(', '),
  });
  const deployed = await recordDeployed(session);
  const outcome = failed.length === 0 ? 'applied' : 'partial';
  return { outcome, review, plans, stacks: results, deployed };
}

/** Throws PM-6008 where the state bucket, its lock table or its key is missing. */
export async function requireBackend({ backend, deployment }: Session): Promise<void> {
  const parts = await backendParts(backend);
  if (parts.bucket && parts.table && parts.key) return;
  const missing = [
    ...(parts.bucket ? [] : [`bucket ${deployment.state.bucket}`]),
    ...(parts.table ? [] : [`lock table ${deployment.state.lockTable}`]),
    ...(parts.key ? [] : [`key ${deployment.state.keyAlias}`]),
  ];
  const owner = deployment.settings.foundationOwner;
  throw opsError('PM-6008', {
    what: `${deployment.environment}: ${missing.join(', ')}`,
    why: 'the state backend is not there, or not whole',
    remedy: `Run \`npm run ops -- bootstrap --env ${owner}\`, then the same command again.`,
  });
}

function planAll(session: Session): Promise<readonly StackPlan[]> {
  const { context, deployment, stacks } = session;
  return allSideBySide(deployment.stacks, PLANS_AT_A_TIME, (stack) =>
    context.steps.run(
      `plan ${stack}`,
      async () => {
        await prepareStack(session, stack);
        const options = { lock: !context.dryRun };
        const state = async (): Promise<string | undefined> =>
          (await storedState(session.backend, stack))?.text;
        return pastOwnLock(session, stack, async () => {
          const plan = await planKeepingTainted(stacks, stack, state, options);
          const strays = mayHaveStrays(session, stack) || (await stateWasLost(session, plan));
          return strays ? planWithAdoption(session, plan, options) : plan;
        });
      },
      ({ changed, changes }) =>
        !changed
          ? 'no changes'
          : changes.length === 0
            ? 'outputs only'
            : `${changes.length} changes`,
    ),
  );
}

async function applyAll(
  session: Session,
  plans: readonly StackPlan[],
): Promise<readonly StackResult[]> {
  for (const { stack, changed } of plans) if (!changed) settle(session, stack);
  const endings = await sideBySide(plans, APPLIES_AT_A_TIME, async (plan) => {
    if (!plan.changed) return 'unchanged' as const;
    await session.context.steps.run(`apply ${plan.stack}`, async () => {
      await dropStraySecrets(session, plan);
      await pastOwnLock(session, plan.stack, () => applyAgain(session, plan));
    });
    settle(session, plan.stack);
    return 'applied' as const;
  });
  return endings.map((ending) => {
    const { stack } = ending.key;
    if (ending.ok) return { stack, outcome: ending.value };
    // A bug, or the person's Ctrl-C, is not a stack's result.
    if (!(ending.error instanceof PhaseMirrorError) || ending.error.code === 'PM-7005') {
      throw ending.error;
    }
    return { stack, outcome: 'failed', error: ending.error };
  });
}
