import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { opsError } from '../errors.js';
import { whoami } from './journal.js';
import { identityOf, stillRuns, type ProcessIdentity } from './process-identity.js';
import type { Session } from './session.js';
import { present } from './state-objects.js';

interface Holder {
  readonly run: string;
  readonly runbook: string;
  readonly who: string;
  readonly since: string;
  readonly process: ProcessIdentity;
}

/**
 * Does the work while no other deploy or destruction of the environment runs, on this machine or on
 * another. Terraform locks each stack for itself: of two deploys at once each could win some stacks,
 * and none the environment. The claim lies beside those locks. Throws PM-6002 with the holder; a
 * holder of this machine that does not live any more is replaced, saying so.
 */
export async function whileClaimed<T>(
  session: Session,
  runbook: string,
  work: () => Promise<T>,
): Promise<T> {
  const { io, journal } = session.stacks;
  const mine: Holder = {
    run: journal.run,
    runbook,
    who: whoami(),
    since: new Date(io.now()).toISOString(),
    process: identityOf(process.pid),
  };
  let holder = await take(session, mine);
  if (holder !== undefined && holder.who === mine.who && !stillRuns(holder.process)) {
    session.context.steps.say(
      `  released the claim of ${holder.runbook} since ${holder.since} (pid ${holder.process.pid}), which died`,
    );
    await give(session, holder);
    holder = await take(session, mine);
  }
  if (holder !== undefined) throw claimedBy(session, holder);
  try {
    return await work();
  } finally {
    await give(session, mine);
  }
}

const keyOf = ({ backend: { state, workspace } }: Session): { LockID: { S: string } } => ({
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
async function take(session: Session, mine: Holder): Promise<Holder | undefined> {
  const { clients, state } = session.backend;
  try {
    await clients.dynamodb.send(
      new PutItemCommand({
        TableName: state.lockTable,
        Item: { ...keyOf(session), Run: { S: mine.run }, Info: { S: JSON.stringify(mine) } },
        // Ours already: the answer to the first attempt was lost.
        ConditionExpression: 'attribute_not_exists(LockID) OR Run = :run',
        ExpressionAttributeValues: { ':run': { S: mine.run } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return JSON.parse(error.Item?.['Info']?.S ?? UNKNOWN) as Holder;
  }
}

/** Gives a claim back, unless somebody else has it; a destruction takes the whole table away. */
async function give(session: Session, { run }: Holder): Promise<void> {
  const { clients, state } = session.backend;
  try {
    await present(
      session.backend,
      clients.dynamodb.send(
        new DeleteItemCommand({
          TableName: state.lockTable,
          Key: keyOf(session),
          ConditionExpression: 'Run = :run',
          ExpressionAttributeValues: { ':run': { S: run } },
        }),
      ),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function claimedBy(session: Session, { who, runbook, since, process }: Holder): Error {
  const { state } = session.backend;
  const key = JSON.stringify(keyOf(session));
  return opsError('PM-6002', {
    what: `the environment ${session.deployment.environment}`,
    why: `held by ${who}, ${runbook}, since ${since} (pid ${process.pid})`,
    remedy: `Wait for it to finish, then run the command again. Only if you know that it died: aws dynamodb delete-item --table-name ${state.lockTable} --key '${key}'`,
  });
}
