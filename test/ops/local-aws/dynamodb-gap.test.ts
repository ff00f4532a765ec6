import {
  CreateBackupCommand,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, it } from '@jest/globals';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';

const { client } = useLocalAws();

describeWithEmulator('DynamoDB', () => {
  it('loses no write of somebody else when a transaction is cancelled', async () => {
    const dynamodb = client(DynamoDBClient);
    const TableName = 'isolation';
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    );
    const item = (pk: string) => ({ TableName, Item: { pk: { S: pk } } });
    const cancelled = (i: number) =>
      dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: item(`cancelled-${i}`) },
            {
              ConditionCheck: {
                TableName,
                Key: { pk: { S: 'none' } },
                ConditionExpression: 'attribute_exists(pk)',
              },
            },
          ],
        }),
      );
    const endings = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => i).flatMap((i): Promise<unknown>[] => [
        dynamodb.send(new PutItemCommand(item(`kept-${i}`))),
        cancelled(i),
      ]),
    );
    expect(endings.filter(({ status }) => status === 'fulfilled')).toHaveLength(40);
    const { Items } = await dynamodb.send(new ScanCommand({ TableName }));
    expect(Items?.map(({ pk }) => pk?.S).sort()).toEqual(
      Array.from({ length: 40 }, (_, i) => `kept-${i}`).sort(),
    );
  });

  it('puts back what a cancelled transaction has written, and keeps what one that passes writes', async () => {
    const dynamodb = client(DynamoDBClient);
    const TableName = 'put-back';
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
    const Key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });
    for (const sk of ['changed', 'removed', 'replaced']) {
      await dynamodb.send(new PutItemCommand({ TableName, Item: { ...Key(sk), n: { N: '1' } } }));
    }
    const items = async (): Promise<readonly string[]> => {
      const { Items } = await dynamodb.send(new ScanCommand({ TableName }));
      return (Items ?? []).map(({ sk, n }) => `${sk?.S ?? ''} ${n?.N ?? ''}`).sort();
    };
    const transaction = (holds: boolean) =>
      dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Update: {
                TableName,
                Key: Key('changed'),
                UpdateExpression: 'ADD n :one',
                ExpressionAttributeValues: { ':one': { N: '1' } },
              },
            },
            { Delete: { TableName, Key: Key('removed') } },
            { Put: { TableName, Item: { ...Key('replaced'), n: { N: '2' } } } },
            { Put: { TableName, Item: { ...Key('new'), n: { N: '2' } } } },
            {
              ConditionCheck: {
                TableName,
                Key: Key('none'),
                ConditionExpression: `attribute_${holds ? 'not_' : ''}exists(pk)`,
              },
            },
          ],
        }),
      );
    await expect(transaction(false)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
    expect(await items()).toEqual(['changed 1', 'removed 1', 'replaced 1']);
    await transaction(true);
    expect(await items()).toEqual(['changed 2', 'new 2', 'replaced 2']);
  });

  it('pays and encrypts a restored table as the call says, else as its source', async () => {
    const dynamodb = client(DynamoDBClient);
    const TableName = 'source';
    const SSESpecification = { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'arn:key' } as const;
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        SSESpecification,
      }),
    );
    await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' } } }));
    const { BackupDetails } = await dynamodb.send(
      new CreateBackupCommand({ TableName, BackupName: 'b' }),
    );
    const other = { ...SSESpecification, KMSMasterKeyId: 'arn:other' };
    const restored = [
      new RestoreTableFromBackupCommand({
        BackupArn: BackupDetails?.BackupArn,
        TargetTableName: 'from-backup',
        SSESpecificationOverride: other,
      }),
      new RestoreTableToPointInTimeCommand({
        SourceTableName: TableName,
        TargetTableName: 'from-point',
      }),
    ] as const;
    for (const [i, key] of ['arn:other', 'arn:key'].entries()) {
      const { TableDescription } = await dynamodb.send(
        restored[i] as RestoreTableFromBackupCommand,
      );
      expect(TableDescription).toMatchObject({
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        SSEDescription: { Status: 'ENABLED', KMSMasterKeyArn: key },
      });
    }
    const { Items } = await dynamodb.send(new ScanCommand({ TableName: 'from-backup' }));
    expect(Items).toEqual([{ pk: { S: 'a' } }]);
  });
});
