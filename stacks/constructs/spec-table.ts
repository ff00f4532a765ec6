import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table/index.js';
import { Construct } from 'constructs';
import type { KeyAttribute, TableSpec } from '../../runtime/src/names/index.js';

export interface SpecTableProps {
  readonly spec: TableSpec;
  readonly keyArn: string;
  readonly isProtected: boolean;
}

/** A table made from its spec alone: keys, indexes and TTL cannot differ from what the code uses. */
export class SpecTable extends Construct {
  readonly table: DynamodbTable;

  constructor(scope: Construct, id: string, { spec, keyArn, isProtected }: SpecTableProps) {
    super(scope, id);
    this.table = new DynamodbTable(this, 'table', {
      name: spec.name,
      billingMode: 'PAY_PER_REQUEST',
      hashKey: spec.partitionKey.name,
      ...(spec.sortKey && { rangeKey: spec.sortKey.name }),
      attribute: keyAttributes(spec),
      globalSecondaryIndex: spec.indexes.map((index) => ({
        name: index.name,
        hashKey: index.partitionKey.name,
        ...(index.sortKey && { rangeKey: index.sortKey.name }),
        projectionType: index.projection,
      })),
      ...(spec.ttlAttribute !== undefined && {
        ttl: { attributeName: spec.ttlAttribute, enabled: true },
      }),
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 35 },
      serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
      deletionProtectionEnabled: isProtected,
      lifecycle: { preventDestroy: isProtected },
    });
  }
}

/** DynamoDB takes exactly the attributes that some key uses, each once. */
function keyAttributes(spec: TableSpec): KeyAttribute[] {
  const keys = [spec, ...spec.indexes].flatMap((key) => [
    key.partitionKey,
    ...(key.sortKey ? [key.sortKey] : []),
  ]);
  return [...new Map(keys.map((key) => [key.name, key])).values()];
}
