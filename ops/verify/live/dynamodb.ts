import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type PointInTimeRecoveryDescription,
  type TableDescription,
  type TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb';
import type { AwsClients } from '../../aws/clients.js';
import { once, orMissing } from './read.js';

const ABSENT = ['ResourceNotFoundException', 'TableNotFoundException', 'ResourceNotFound'];

export interface TableReads {
  table(name: string): Promise<TableDescription>;
  pointInTimeRecovery(name: string): Promise<PointInTimeRecoveryDescription | undefined>;
  timeToLive(name: string): Promise<TimeToLiveDescription | undefined>;
}

export function tableReads(clients: AwsClients): TableReads {
  const of = <T>(TableName: string, read: Promise<T>): Promise<T> =>
    orMissing(`table ${TableName}`, ABSENT, read);
  return {
    table: once(async (TableName) => {
      const { Table } = await of(
        TableName,
        clients.dynamodb.send(new DescribeTableCommand({ TableName })),
      );
      return Table ?? {};
    }),
    pointInTimeRecovery: once(async (TableName) => {
      const answer = await of(
        TableName,
        clients.dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
      );
      return answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    }),
    timeToLive: once(async (TableName) => {
      const answer = await of(
        TableName,
        clients.dynamodb.send(new DescribeTimeToLiveCommand({ TableName })),
      );
      return answer.TimeToLiveDescription;
    }),
  };
}
