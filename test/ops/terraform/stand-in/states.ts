import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { whoami } from '../../../../ops/terraform/journal.js';
import type { MakeClient } from '../../support/local-aws.js';

const BUCKET = 'phase-mirror-tfstate-123456789012-eu-central-1';
const LOCK_TABLE = 'phase-mirror-tfstate-lock';

interface StateFile {
  readonly serial: number;
  readonly resources: readonly object[];
}

/** The state objects, digests and locks of the workspace `local`, as a test sees and bends them. */
export interface States {
  of(stack: string): Promise<StateFile>;
  put(stack: string, resources: readonly object[]): Promise<void>;
  /** Both halves of a lock, or one of them. */
  lock(stack: string, half: 'both' | 'object' | 'item', lock: object): Promise<void>;
  unlock(stack: string): Promise<void>;
  digest(stack: string, md5: string): Promise<void>;
  /** Claims the environment for a run. */
  claim(run: string, holder: object): Promise<void>;
}

export function statesIn(client: MakeClient): States {
  const Key = (stack: string): string => `workspaces/local/${stack}/terraform.tfstate`;
  const item = async (id: string, attribute: string, value: string): Promise<void> => {
    const Item = { LockID: { S: `${BUCKET}/${id}` }, [attribute]: { S: value } };
    await client(DynamoDBClient).send(new PutItemCommand({ TableName: LOCK_TABLE, Item }));
  };
  const object = async (key: string, content: object): Promise<void> => {
    const Body = JSON.stringify(content);
    await client(S3Client).send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body }));
  };
  const states: States = {
    async of(stack) {
      const { Body } = await client(S3Client).send(
        new GetObjectCommand({ Bucket: BUCKET, Key: Key(stack) }),
      );
      return JSON.parse((await Body?.transformToString()) ?? '') as StateFile;
    },
    put: (stack, resources) =>
      object(Key(stack), { version: 4, serial: 1, lineage: 'put-by-a-test', resources }),
    async lock(stack, half, lock) {
      if (half !== 'item') await object(`${Key(stack)}.tflock`, lock);
      if (half !== 'object') await item(Key(stack), 'Info', JSON.stringify(lock));
    },
    async unlock(stack) {
      await client(S3Client).send(
        new DeleteObjectCommand({ Bucket: BUCKET, Key: `${Key(stack)}.tflock` }),
      );
    },
    async claim(run, holder) {
      const LockID = { S: `${BUCKET}/workspaces/local/claim` };
      const Item = { LockID, Run: { S: run }, Info: { S: JSON.stringify(holder) } };
      await client(DynamoDBClient).send(new PutItemCommand({ TableName: LOCK_TABLE, Item }));
    },
    digest: (stack, md5) => item(`${Key(stack)}-md5`, 'Digest', md5),
  };
  return states;
}

/** A run that was killed during a step: its journal as it lies there. */
export function died(folder: string, what: string, stack: string, at: string): void {
  mkdirSync(folder, { recursive: true });
  const owner = { pid: 2 ** 22 + 1 };
  const lines = [
    { at, kind: 'run', run: 'r', runbook: 'deploy', process: owner, who: whoami() },
    { at, kind: 'step', run: 'r', step: 'r#1', stack, what },
  ].map((line) => JSON.stringify(line));
  const path = join(folder, 'journal.jsonl');
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  writeFileSync(path, `${before}${lines.join('\n')}\n`);
}
