import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { StackId } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import { whoami } from '../terraform/journal.js';
import { describeLock, type Lock } from '../terraform/lock-message.js';
import { identityOf, stillRuns, type ProcessIdentity } from '../terraform/process-identity.js';
import { lockHalves, removeHalves, type Backend } from '../terraform/state-objects.js';

/** What Terraform shows of the lock to whom it keeps out. */
const OPERATION = 'OperationTypeStateRestore';

export const lockPath = ({ state, workspace }: Backend, stack: StackId): string =>
  `${state.bucket}/${state.objectKey(workspace, stack)}`;

export interface Lockable {
  readonly backend: Backend;
  readonly stack: StackId;
  /** ARN of the key's alias that states are encrypted with. */
  readonly keyArn: string;
  readonly now: () => number;
}

/**
 * Takes the lock of a state as Terraform does, both halves: the `.tflock` object and the item of the
 * lock table. What a run of this machine that died had taken is replaced. Answers the lock's id. Throws
 * PM-6002 with the holder.
 */
export async function takeLock(
  { backend, stack, keyArn, now }: Lockable,
  say: (text: string) => void,
): Promise<string> {
  await releaseOwnDead(backend, stack, say);
  const path = lockPath(backend, stack);
  const id = randomUUID();
  const info = JSON.stringify({
    ID: id,
    Operation: OPERATION,
    Info: JSON.stringify(identityOf(process.pid)),
    Who: whoami(),
    Version: 'phase-mirror',
    Created: new Date(now()).toISOString(),
    Path: path,
  });
  const { clients, state } = backend;
  try {
    await clients.s3.send(
      new PutObjectCommand({
        Bucket: state.bucket,
        Key: `${path.slice(state.bucket.length + 1)}.tflock`,
        Body: info,
        ContentType: 'application/json',
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: keyArn,
        IfNoneMatch: '*',
      }),
    );
    await clients.dynamodb.send(
      new PutItemCommand({
        TableName: state.lockTable,
        Item: { LockID: { S: path }, Info: { S: info } },
        // The answer to the first attempt may have been lost.
        ConditionExpression: 'attribute_not_exists(LockID) OR Info = :info',
        ExpressionAttributeValues: { ':info': { S: info } },
      }),
    );
    return id;
  } catch (error) {
    const halves = await lockHalves(backend, stack);
    const ours = halves.object?.id === id && halves.item?.id === id;
    if (ours) return id;
    await removeHalves(backend, stack, id);
    const holder = [halves.object, halves.item].find((half) => half && half.id !== id);
    if (holder === undefined || !isTaken(error)) throw error;
    throw lockedBy(stack, backend.workspace, holder);
  }
}

function isTaken(error: unknown): boolean {
  return (
    error instanceof ConditionalCheckFailedException ||
    (error instanceof Error &&
      ['PreconditionFailed', 'ConditionalRequestConflict'].includes(error.name))
  );
}

export const lockedBy = (stack: StackId, workspace: string, holder: Lock): Error =>
  opsError('PM-6002', {
    what: `the state of ${stack} in workspace ${workspace}`,
    why: describeLock(holder),
    remedy: `Wait for the holder to finish. Only if you know that it died: npm run ops -- state unlock --env ${workspace} --stack ${stack}`,
  });

async function releaseOwnDead(
  backend: Backend,
  stack: StackId,
  say: (text: string) => void,
): Promise<void> {
  for (const lock of await ownDead(backend, stack)) {
    await removeHalves(backend, stack, lock.id);
    say(`  released the lock of a restore of ${stack} that died (${describeLock(lock)})`);
  }
}

/** Locks that a restore of this machine took which does not run any more. */
export async function ownDead(backend: Backend, stack: StackId): Promise<readonly Lock[]> {
  const { object, item } = await lockHalves(backend, stack);
  const locks = new Map([object, item].flatMap((lock) => (lock ? [[lock.id, lock] as const] : [])));
  return [...locks.values()].filter((lock) => {
    const holder = holderProcess(lock);
    return lock.who === whoami() && holder !== undefined && !stillRuns(holder);
  });
}

/** The process that a lock of ours names; undefined for Terraform's own. */
export function holderProcess({ info, operation }: Lock): ProcessIdentity | undefined {
  if (operation !== OPERATION || info === undefined) return undefined;
  try {
    const { pid, started } = JSON.parse(info) as { readonly pid?: unknown; started?: unknown };
    if (typeof pid !== 'number') return undefined;
    return typeof started === 'string' ? { pid, started } : { pid };
  } catch {
    return undefined;
  }
}
