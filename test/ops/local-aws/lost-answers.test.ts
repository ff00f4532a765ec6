import { readFileSync } from 'node:fs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, it } from '@jest/globals';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';

const { client, local } = useLocalAws();

const TERRAFORM = 'APN/1.0 HashiCorp/1.0 Terraform/1.11.4 aws-sdk-go-v2/1.36.0';
const TableName = 'locks';

/** The put with which Terraform takes a lock, as its SDK sends it. */
async function lock(
  key: string,
  { agent = TERRAFORM, call, attempt }: { agent?: string; call: string; attempt: number },
): Promise<{ readonly status: number; readonly type: string | undefined }> {
  const answer = await fetch(local().endpoint, {
    method: 'POST',
    headers: {
      'user-agent': agent,
      'amz-sdk-invocation-id': call,
      'amz-sdk-request': `attempt=${attempt}; max=5`,
      'x-amz-target': 'DynamoDB_20120810.PutItem',
      'content-type': 'application/x-amz-json-1.0',
      authorization:
        'AWS4-HMAC-SHA256 Credential=terraform/20261122/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({
      TableName,
      Item: { LockID: { S: key } },
      ConditionExpression: 'attribute_not_exists(LockID)',
    }),
  });
  const { __type: type } = (await answer.json()) as { readonly __type?: string };
  return { status: answer.status, type: type?.split('#').at(-1) };
}

const TAKEN = { status: 400, type: 'ConditionalCheckFailedException' };
const GIVEN = { status: 200, type: undefined };

describeWithEmulator("an answer that did not reach Terraform's SDK", () => {
  beforeAll(async () => {
    await client(DynamoDBClient).send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
      }),
    );
  });

  it('is given again to the repeated call, which is noted as one', async () => {
    expect(await lock('lost', { call: 'lost-1', attempt: 1 })).toEqual(GIVEN);
    expect(await lock('lost', { call: 'lost-1', attempt: 2 })).toEqual(GIVEN);
    const lines = readFileSync(local().requestLog, 'utf8').trimEnd().split('\n').slice(-2);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { action: 'PutItem', resources: [TableName], status: 200 },
      { action: 'PutItem', resources: [TableName], status: 200, repeated: true },
    ]);
    expect(lines[0]).not.toContain('repeated');
  });

  it('is nobody else’s: another call finds the lock taken', async () => {
    expect(await lock('held', { call: 'held-1', attempt: 1 })).toEqual(GIVEN);
    expect(await lock('held', { call: 'held-2', attempt: 1 })).toEqual(TAKEN);
    expect(await lock('held', { call: 'held-2', attempt: 2 })).toEqual(TAKEN);
    expect(await lock('held', { call: 'held-3', attempt: 2 })).toEqual(TAKEN);
  });

  it('is not given to another SDK, whose caller must cope with it as on AWS', async () => {
    const agent = 'aws-sdk-js/3.1162.0';
    expect(await lock('ours', { agent, call: 'ours-1', attempt: 1 })).toEqual(GIVEN);
    expect(await lock('ours', { agent, call: 'ours-1', attempt: 2 })).toEqual(TAKEN);
  });
});
