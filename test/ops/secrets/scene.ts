import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { runCommand } from '../../../ops/frame/command.js';
import { RUNBOOKS } from '../../../ops/runbooks/index.js';
import { deploymentFor } from '../../../stacks/environments.js';
import type { MakeClient } from '../support/local-aws.js';
import { testIo } from '../support/test-io.js';

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

const { names, state } = deploymentFor('local', {});

/** A local environment with nothing but what rotation needs: key, lock table, the seeds. */
export interface Scene {
  readonly home: string;
  readonly ssm: SSMClient;
  /** `npm run ops -- ARGS`, as if `days` days from now. */
  run(args: readonly string[], at?: { days?: number; endpoint?: string }): Promise<Ran>;
  /** Names of all parameters, in order. */
  parameters(): Promise<readonly string[]>;
  value(name: string): Promise<string>;
  put(name: string, value: string, type?: 'SecureString' | 'String'): Promise<void>;
  dispose(): void;
}

export const nonceName = (version: number): string => names.parameters.secret('nonce', version);
export const markerName = (version: number): string => names.parameters.retired('nonce', version);

export async function secretScene(endpoint: string, client: MakeClient): Promise<Scene> {
  await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
  const home = mkdtempSync(join(tmpdir(), 'pm-secrets-'));
  const ssm = client(SSMClient);
  const { KeyMetadata } = await client(KMSClient).send(new CreateKeyCommand({}));
  await client(KMSClient).send(
    new CreateAliasCommand({ AliasName: names.keyAlias, TargetKeyId: KeyMetadata?.KeyId }),
  );
  await client(DynamoDBClient).send(
    new CreateTableCommand({
      TableName: state.lockTable,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
    }),
  );
  const scene: Scene = {
    home,
    ssm,
    async run(args, { days = 0, endpoint: other = endpoint } = {}) {
      const { io, stdout, stderr } = testIo({
        env: { PHASE_MIRROR_HOME: home, AWS_ENDPOINT_URL: other },
        now: () => Date.now() + days * 86_400_000,
      });
      const exit = await runCommand(RUNBOOKS, args, io);
      return { exit, stdout: stdout(), stderr: stderr() };
    },
    async parameters() {
      const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({}));
      return Parameters.map(({ Name = '' }) => Name).sort();
    },
    async value(Name) {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
      return Parameter?.Value ?? '';
    },
    async put(Name, Value, Type = 'SecureString') {
      await ssm.send(new PutParameterCommand({ Name, Value, Type }));
    },
    dispose: () => rmSync(home, { recursive: true, force: true }),
  };
  await scene.put(nonceName(1), '11'.repeat(32));
  await scene.put(names.parameters.secret('salt', 1), '22'.repeat(32));
  return scene;
}
