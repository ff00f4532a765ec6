import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from '@jest/globals';
import { runCommand } from '../../../ops/frame/command.js';
import { RUNBOOKS } from '../../../ops/runbooks/index.js';
import { TABLES, type TableSpec } from '../../../runtime/src/names/index.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { useLocalAws, type MakeClient } from './local-aws.js';
import { testIo } from './test-io.js';

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface EnvironmentWorld {
  readonly client: MakeClient;
  readonly endpoint: () => string;
  /** PHASE_MIRROR_HOME. */
  readonly home: string;
  /** Runs a runbook in this process, as a person without a terminal would. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  /** The `--json` document of a run that must end so. */
  json(
    exit: number,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<Record<string, unknown>>;
}

export const LOCAL = deploymentFor('local', {});

/**
 * What runbooks without Terraform need of the environment `local`, made by plain calls: tables as the
 * names define them, their key, the state backend. One emulator for a test file.
 */
export function useEnvironmentWorld(): EnvironmentWorld {
  const { local, client } = useLocalAws();
  const home = mkdtempSync(join(tmpdir(), 'pm-runbook-'));
  beforeAll(async () => {
    const kms = client(KMSClient);
    const dynamodb = client(DynamoDBClient);
    const s3 = client(S3Client);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(
      new CreateAliasCommand({ AliasName: LOCAL.names.keyAlias, TargetKeyId: KeyMetadata?.KeyId }),
    );
    for (const id of TABLES) await createTable(dynamodb, LOCAL.names.tables[id], KeyMetadata?.Arn);
    const lock = { name: 'LockID', type: 'S' } as const;
    await createTable(
      dynamodb,
      { name: LOCAL.state.lockTable, partitionKey: lock, indexes: [] },
      KeyMetadata?.Arn,
    );
    for (const Bucket of [LOCAL.state.bucket, LOCAL.names.buckets.baseline]) {
      await s3.send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
        }),
      );
      await s3.send(
        new PutBucketVersioningCommand({
          Bucket,
          VersioningConfiguration: { Status: 'Enabled' },
        }),
      );
    }
  }, 60_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const run: EnvironmentWorld['run'] = async (args, env = {}) => {
    const { io, stdout, stderr } = testIo({
      env: { PHASE_MIRROR_HOME: home, AWS_ENDPOINT_URL: local().endpoint, ...env },
    });
    const exit = await runCommand(RUNBOOKS, args, io);
    return { exit, stdout: stdout(), stderr: stderr() };
  };
  return {
    client,
    endpoint: () => local().endpoint,
    home,
    run,
    async json(exit, args, env) {
      const ran = await run([...args, '--json'], env);
      if (ran.exit !== exit) {
        throw new Error(`exit ${ran.exit}, not ${exit}:\n${ran.stderr}\n${ran.stdout}`);
      }
      return JSON.parse(ran.stdout) as Record<string, unknown>;
    },
  };
}

/** A table as the stack makes it. */
export async function createTable(
  dynamodb: DynamoDBClient,
  { name, partitionKey, sortKey, indexes, ttlAttribute }: TableSpec,
  keyArn: string | undefined,
): Promise<void> {
  type Key = Pick<TableSpec, 'partitionKey' | 'sortKey'>;
  const schema = (key: Key) => [
    { AttributeName: key.partitionKey.name, KeyType: 'HASH' as const },
    ...(key.sortKey === undefined
      ? []
      : [{ AttributeName: key.sortKey.name, KeyType: 'RANGE' as const }]),
  ];
  const keys = [{ partitionKey, sortKey }, ...indexes].flatMap((key) =>
    [key.partitionKey, key.sortKey].flatMap((one) => (one === undefined ? [] : [one])),
  );
  const attributes = new Map(keys.map((key) => [key.name, key.type]));
  await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({
        AttributeName,
        AttributeType,
      })),
      KeySchema: schema({ partitionKey, ...(sortKey === undefined ? {} : { sortKey }) }),
      ...(indexes.length === 0
        ? {}
        : {
            GlobalSecondaryIndexes: indexes.map((index) => ({
              IndexName: index.name,
              KeySchema: schema(index),
              Projection: { ProjectionType: index.projection },
            })),
          }),
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn },
      Tags: [
        { Key: 'Project', Value: LOCAL.scope.project },
        { Key: 'Environment', Value: 'local' },
      ],
    }),
  );
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName: name,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  if (ttlAttribute === undefined) return;
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { Enabled: true, AttributeName: ttlAttribute },
    }),
  );
}
