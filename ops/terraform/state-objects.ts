import { createHash } from 'node:crypto';
import {
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, paginateListAliases } from '@aws-sdk/client-kms';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import type { StackId, StateNames } from '../../runtime/src/names/index.js';
import type { AwsClients } from '../aws/clients.js';
import { awsFailure } from '../aws/failure.js';
import { parseLockInfo, type Lock } from './lock-message.js';
import { stateOf, type State } from './state.js';

/** The backend as it is in AWS: state objects, their digests and locks. */
export interface Backend {
  readonly clients: AwsClients;
  readonly state: StateNames;
  readonly workspace: string;
}

export interface StoredState extends State {
  /** MD5 of the object, which Terraform keeps in the lock table. */
  readonly md5: string;
  readonly text: string;
}

/** The two halves of a lock; Terraform takes and releases them one after the other. */
export interface LockHalves {
  readonly object: Lock | undefined;
  readonly item: Lock | undefined;
}

export interface BackendParts {
  readonly bucket: boolean;
  readonly table: boolean;
  readonly key: boolean;
}

const ABSENT = new Set([
  'NoSuchKey',
  'NoSuchBucket',
  'NotFound',
  'NotFoundException',
  'ResourceNotFoundException',
]);

/** The answer, or undefined when AWS says that the thing is not there. */
export async function present<T>({ clients }: Backend, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && ABSENT.has(error.name)) return undefined;
    throw awsFailure(error, clients.target);
  }
}

const lockId = ({ state, workspace }: Backend, stack: StackId): string =>
  `${state.bucket}/${state.objectKey(workspace, stack)}`;

/** Which of the things that a backend needs exist. */
export async function backendParts(backend: Backend): Promise<BackendParts> {
  const { clients, state } = backend;
  const [bucket, table, key] = await Promise.all([
    present(backend, clients.s3.send(new HeadBucketCommand({ Bucket: state.bucket }))),
    present(
      backend,
      clients.dynamodb.send(new DescribeTableCommand({ TableName: state.lockTable })),
    ),
    present(backend, clients.kms.send(new DescribeKeyCommand({ KeyId: state.keyAlias }))),
  ]);
  return {
    bucket: bucket !== undefined,
    table: table !== undefined,
    key: key?.KeyMetadata?.KeyState === 'Enabled',
  };
}

/** Whether the account has a key alias that starts so. */
export async function hasAlias({ clients }: Backend, prefix: string): Promise<boolean> {
  for await (const page of paginateListAliases({ client: clients.kms }, {})) {
    if (page.Aliases?.some(({ AliasName }) => AliasName?.startsWith(prefix))) return true;
  }
  return false;
}

/** The state object of one stack; undefined when there is none. */
export async function storedState(
  backend: Backend,
  stack: StackId,
): Promise<StoredState | undefined> {
  const text = await objectText(backend, backend.state.objectKey(backend.workspace, stack));
  if (text === undefined) return undefined;
  return { ...stateOf(text), text, md5: createHash('md5').update(text).digest('hex') };
}

async function objectText(backend: Backend, key: string): Promise<string | undefined> {
  const { clients, state } = backend;
  const object = await present(
    backend,
    clients.s3.send(new GetObjectCommand({ Bucket: state.bucket, Key: key })),
  );
  return object?.Body?.transformToString('utf8');
}

/** Object keys of states and locks of every workspace but this one. */
export async function otherWorkspaces(backend: Backend): Promise<readonly string[]> {
  const { clients, state, workspace } = backend;
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await present(
      backend,
      clients.s3.send(
        new ListObjectsV2Command({
          Bucket: state.bucket,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      ),
    );
    keys.push(...(page?.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
    token = page?.NextContinuationToken;
  } while (token !== undefined);
  return keys.filter((key) => !key.startsWith(`${state.workspaceKeyPrefix}/${workspace}/`));
}

/** How many resources a state object of any workspace holds. */
export async function resourcesIn(backend: Backend, key: string): Promise<number> {
  const text = await objectText(backend, key);
  return text === undefined ? 0 : stateOf(text).resources;
}

/** Both halves of the lock of one stack's state. */
export async function lockHalves(backend: Backend, stack: StackId): Promise<LockHalves> {
  const { clients, state, workspace } = backend;
  const [object, item] = await Promise.all([
    objectText(backend, `${state.objectKey(workspace, stack)}.tflock`),
    present(
      backend,
      clients.dynamodb.send(
        new GetItemCommand({
          TableName: state.lockTable,
          Key: { LockID: { S: lockId(backend, stack) } },
          ConsistentRead: true,
        }),
      ),
    ),
  ]);
  return { object: parseLockInfo(object), item: parseLockInfo(item?.Item?.['Info']?.S) };
}

/** Removes the halves that carry this lock id, and only those. */
export async function removeHalves(backend: Backend, stack: StackId, id: string): Promise<void> {
  const { clients, state, workspace } = backend;
  const halves = await lockHalves(backend, stack);
  if (halves.object?.id === id) {
    await clients.s3.send(
      new DeleteObjectCommand({
        Bucket: state.bucket,
        Key: `${state.objectKey(workspace, stack)}.tflock`,
      }),
    );
  }
  if (halves.item?.id === id) {
    await clients.dynamodb.send(
      new DeleteItemCommand({
        TableName: state.lockTable,
        Key: { LockID: { S: lockId(backend, stack) } },
        ConditionExpression: 'contains(Info, :id)',
        ExpressionAttributeValues: { ':id': { S: id } },
      }),
    );
  }
}

/** The digest that the lock table keeps of a state object. */
export async function storedDigest(backend: Backend, stack: StackId): Promise<string | undefined> {
  const { clients, state } = backend;
  const answer = await present(
    backend,
    clients.dynamodb.send(
      new GetItemCommand({
        TableName: state.lockTable,
        Key: { LockID: { S: `${lockId(backend, stack)}-md5` } },
        ConsistentRead: true,
      }),
    ),
  );
  return answer?.Item?.['Digest']?.S;
}

/**
 * Stores the digest, unless somebody changed it since it was read. `from` undefined: there was none. Put
 * whole, as Terraform does: no role may update items of the lock table.
 */
export async function storeDigest(
  backend: Backend,
  stack: StackId,
  from: string | undefined,
  to: string,
): Promise<void> {
  const { clients, state } = backend;
  await clients.dynamodb.send(
    new PutItemCommand({
      TableName: state.lockTable,
      Item: { LockID: { S: `${lockId(backend, stack)}-md5` }, Digest: { S: to } },
      ...(from === undefined
        ? { ConditionExpression: 'attribute_not_exists(LockID)' }
        : {
            ConditionExpression: 'Digest = :from',
            ExpressionAttributeValues: { ':from': { S: from } },
          }),
    }),
  );
}

/** Takes a state object and its digest away, after its content was moved elsewhere. */
export async function removeState(backend: Backend, stack: StackId): Promise<void> {
  const { clients, state, workspace } = backend;
  await clients.s3.send(
    new DeleteObjectCommand({ Bucket: state.bucket, Key: state.objectKey(workspace, stack) }),
  );
  await clients.dynamodb.send(
    new DeleteItemCommand({
      TableName: state.lockTable,
      Key: { LockID: { S: `${lockId(backend, stack)}-md5` } },
    }),
  );
}
