import { join } from 'node:path';
import {
  CreateBackupCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  RestoreTableFromBackupCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, it } from '@jest/globals';
import { compareTables } from '../../../ops/backup/compare.js';
import { snapshotOf } from '../../../ops/backup/digest-file.js';
import { LOCAL, useEnvironmentWorld } from '../support/environment-world.js';
import { describeWithEmulator } from '../support/needs.js';

const world = useEnvironmentWorld();
const dynamodb = (): DynamoDBClient => world.client(DynamoDBClient);
const put = (TableName: string, pk: string, state: string): Promise<unknown> =>
  dynamodb().send(
    new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: 'a' }, state: { S: state } } }),
  );
const backUp = async (TableName: string): Promise<string> => {
  const answer = await dynamodb().send(new CreateBackupCommand({ TableName, BackupName: 'b' }));
  return answer.BackupDetails?.BackupArn ?? '';
};

describeWithEmulator('the comparison', () => {
  const live = LOCAL.names.tables.calibration.name;
  const copy = `${live}-rehearsal-compare`;
  const key = ['pk', 'sk'];
  const signal = new AbortController().signal;
  const compare = (before?: Parameters<typeof compareTables>[1]) =>
    compareTables({ client: dynamodb(), live, copy, key, signal }, before);
  const file = join(world.home, 'calibration.digests');

  it('counts what is missing, too many and not the same', async () => {
    for (const pk of ['a', 'b', 'c']) await put(live, pk, 'x');
    const BackupArn = await backUp(live);
    await dynamodb().send(new RestoreTableFromBackupCommand({ BackupArn, TargetTableName: copy }));
    const before = await snapshotOf(dynamodb(), live, key, file, signal);
    expect(await compare(before)).toMatchObject({ compared: 3, differences: 0 });
    await put(copy, 'a', 'y');
    await put(copy, 'd', 'x');
    await dynamodb().send(
      new DeleteItemCommand({ TableName: copy, Key: { pk: { S: 'b' }, sk: { S: 'a' } } }),
    );
    expect(await compare(before)).toMatchObject({ differences: 3, writtenMeanwhile: 0 });
    // Written after the snapshot: what the backup had of it is not known.
    await put(live, 'b', 'z');
    await put(live, 'e', 'x');
    expect(await compare(before)).toMatchObject({ differences: 2, writtenMeanwhile: 2 });
    expect(await compare()).toMatchObject({ differences: 4 });
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(
      snapshotOf(dynamodb(), live, key, `${file}.cancelled`, controller.signal),
    ).rejects.toMatchObject({ code: 'PM-7005' });
  });
});
