import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { opsError } from '../errors.js';
import type { Context } from '../frame/runbook.js';
import { whoami } from './journal.js';
import { identityOf, stillRuns, type ProcessIdentity } from './process-identity.js';
import { present, type Backend } from './state-objects.js';

/** Who claims an environment: one run of a runbook, with Terraform or without. */
export interface Claimant {
  readonly context: Pick<Context, 'io' | 'steps'>;
  /** Unique for this run. */
  readonly run: string;
  readonly runbook: string;
  readonly backend: Backend;
}

interface Holder {
  readonly run: string;
  readonly runbook: string;
  readonly who: string;
  readonly since: string;
  readonly process: ProcessIdentity;
}

/**
 * Does the work while no other runbook changes the environment, on this machine or on another: a
 * deploy, a destruction, a rotation, a restore. Terraform locks each stack for itself: of two deploys
 * at once each could win some stacks, and none the environment. The claim lies beside those locks.
 * Throws PM-6002 with the holder, and PM-6008 where there is no lock table; a holder of this machine
 * that does not live any more is replaced, saying so.
 */
export async function whileClaimed<T>(claimant: Claimant, work: () => Promise<T>): Promise<T> {
  const { io } = claimant.context;
  const mine: Holder = {
    run: claimant.run,
    runbook: claimant.runbook,
    who: whoami(),
    since: new Date(io.now()).toISOString(),
    process: identityOf(process.pid),
  };
  let holder = await take(claimant, mine);
  if (holder !== undefined && holder.who === mine.who && !stillRuns(holder.process)) {
    claimant.context.steps.say(
      `  released the claim of ${holder.runbook} since ${holder.since} (pid ${holder.process.pid}), which died`,
    );
    await give(claimant, holder);
    holder = await take(claimant, mine);
  }
  if (holder !== undefined) throw claimedBy(claimant, holder);
  try {
    return await work();
  } finally {
    await give(claimant, mine);
  }
}

const keyOf = ({ backend: { state, workspace } }: Claimant): { LockID: { S: string } } => ({
  LockID: { S: `${state.bucket}/${state.workspaceKeyPrefix}/${workspace}/claim` },
});

/** Where the answer does not say who: nobody that could be found dead here. */
const UNKNOWN = JSON.stringify({
  runbook: 'unknown',
  who: 'unknown',
  since: 'unknown',
  process: { pid: 0 },
});

/** Undefined when the claim is ours now, else who has it. */
async function take(claimant: Claimant, mine: Holder): Promise<Holder | undefined> {
  const { clients, state } = claimant.backend;
  try {
    await clients.dynamodb.send(
      new PutItemCommand({
        TableName: state.lockTable,
        Item: { ...keyOf(claimant), Run: { S: mine.run }, Info: { S: JSON.stringify(mine) } },
        // Ours already: the answer to the first attempt was lost.
        ConditionExpression: 'attribute_not_exists(LockID) OR Run = :run',
        ExpressionAttributeValues: { ':run': { S: mine.run } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) throw notBootstrapped(claimant);
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return JSON.parse(error.Item?.['Info']?.S ?? UNKNOWN) as Holder;
  }
}

/** Gives a claim back, unless somebody else has it; a destruction takes the whole table away. */
async function give(claimant: Claimant, { run }: Holder): Promise<void> {
  const { clients, state } = claimant.backend;
  try {
    await present(
      claimant.backend,
      clients.dynamodb.send(
        new DeleteItemCommand({
          TableName: state.lockTable,
          Key: keyOf(claimant),
          ConditionExpression: 'Run = :run',
          ExpressionAttributeValues: { ':run': { S: run } },
        }),
      ),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function claimedBy(claimant: Claimant, { who, runbook, since, process }: Holder): Error {
  const { state } = claimant.backend;
  const key = JSON.stringify(keyOf(claimant));
  return opsError('PM-6002', {
    what: `the environment ${claimant.backend.workspace}`,
    why: `held by ${who}, ${runbook}, since ${since} (pid ${process.pid})`,
    remedy: `Wait for it to finish, then run the command again. Only if you know that it died: aws dynamodb delete-item --table-name ${state.lockTable} --key '${key}'`,
  });
}

const notBootstrapped = ({ backend: { state, workspace } }: Claimant): Error =>
  opsError('PM-6008', {
    what: `${workspace}: lock table ${state.lockTable}`,
    why: 'it does not exist, so nobody could be kept from changing the environment at the same time',
  });
