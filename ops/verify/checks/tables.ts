import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Deployment } from '../../../stacks/environments.js';
import { TABLES, type TableSpec } from '../../../runtime/src/names/index.js';
import { judged, type Check } from '../check.js';
import { rebootstrap, redeploy } from '../remedies.js';

/** The longest that DynamoDB keeps a table restorable. */
export const RECOVERY_DAYS = 35;

interface Subject {
  readonly spec: Pick<TableSpec, 'name' | 'partitionKey' | 'sortKey' | 'indexes' | 'ttlAttribute'>;
  readonly keyAlias: string;
  readonly mustBeProtected: boolean;
  readonly remedy: string;
}

/** The four tables of the environment. */
export function tableChecks(deployment: Deployment): readonly Check[] {
  const { names, environment } = deployment;
  return TABLES.flatMap((id) =>
    tableChecksOf({
      spec: names.tables[id],
      keyAlias: names.keyAlias,
      mustBeProtected: environment !== 'local',
      remedy: redeploy(deployment),
    }),
  );
}

/** The table of the state lock. */
export function lockTableChecks(foundation: Deployment): readonly Check[] {
  const { state, environment } = foundation;
  return tableChecksOf({
    // Terraform's own schema for the lock.
    spec: { name: state.lockTable, partitionKey: { name: 'LockID', type: 'S' }, indexes: [] },
    keyAlias: state.keyAlias,
    mustBeProtected: environment !== 'local',
    remedy: rebootstrap(foundation),
  });
}

/** What is promised of one table; a restored copy is asked the same. */
export function tableChecksOf({
  spec,
  keyAlias,
  mustBeProtected,
  remedy,
}: Subject): readonly Check[] {
  const { name } = spec;
  const check = (promise: string, says: string, run: Check['run']): Check => ({
    id: `tables.${name}.${promise}`,
    group: 'tables',
    promise: `table ${name} ${says}`,
    remedy,
    run,
  });
  const checks = [
    check('active', 'is active and paid per request', async (live) => {
      const table = await live.table(name);
      const billing = table.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
      return judged(
        [
          table.TableStatus !== 'ACTIVE' && `its status is ${table.TableStatus ?? 'unknown'}`,
          billing !== 'PAY_PER_REQUEST' && `its billing is ${billing}`,
        ],
        'ACTIVE, PAY_PER_REQUEST',
      );
    }),
    check('keys', 'has the keys and indexes that the code reads', async (live) => {
      const present = presentSchema(await live.table(name));
      const wanted = wantedSchema(spec);
      return judged([present !== wanted && `it has ${present}, the code needs ${wanted}`], wanted);
    }),
    check('recovery', `can be restored to any second of ${RECOVERY_DAYS} days`, async (live) => {
      const recovery = await live.pointInTimeRecovery(name);
      const on = recovery?.PointInTimeRecoveryStatus === 'ENABLED';
      const days = recovery?.RecoveryPeriodInDays;
      return judged(
        [
          !on && 'point-in-time recovery is off',
          on && days !== RECOVERY_DAYS && `it keeps ${days ?? 'an unknown number of'} days`,
        ],
        `point-in-time recovery on, ${RECOVERY_DAYS} days`,
      );
    }),
    check('encryption', `is encrypted with ${keyAlias}`, async (live) => {
      const [table, key] = await Promise.all([live.table(name), live.key(keyAlias)]);
      const sse = table.SSEDescription;
      return judged(
        [
          sse?.Status !== 'ENABLED' && 'it is encrypted with a key that AWS owns',
          sse?.Status === 'ENABLED' &&
            sse.KMSMasterKeyArn !== key.Arn &&
            `it is encrypted with ${sse.KMSMasterKeyArn ?? 'an unknown key'}`,
        ],
        `key ${key.KeyId ?? ''}`,
      );
    }),
    check(
      'expiry',
      spec.ttlAttribute === undefined
        ? 'keeps its items'
        : `deletes items after their ${spec.ttlAttribute}`,
      async (live) => {
        const ttl = await live.timeToLive(name);
        const on = ttl?.TimeToLiveStatus === 'ENABLED' || ttl?.TimeToLiveStatus === 'ENABLING';
        const present = on ? ttl.AttributeName : undefined;
        return judged(
          [present !== spec.ttlAttribute && `its expiry attribute is ${present ?? 'not set'}`],
          present === undefined ? 'no expiry' : `expires by ${present}`,
        );
      },
    ),
  ];
  if (!mustBeProtected) return checks;
  return [
    ...checks,
    check('protection', 'refuses to be deleted', async (live) => {
      const on = (await live.table(name)).DeletionProtectionEnabled === true;
      return judged([!on && 'deletion protection is off'], 'deletion protection on');
    }),
  ];
}

type Key = { readonly name: string; readonly type: string };

const schema = (partition: Key | undefined, sort: Key | undefined): string =>
  [partition, sort]
    .map((k) => (k === undefined ? '' : `${k.name}:${k.type}`))
    .join(' ')
    .trim();

function wantedSchema(spec: Subject['spec']): string {
  const indexes = spec.indexes.map(
    (i) => `index ${i.name} (${schema(i.partitionKey, i.sortKey)}, ${i.projection})`,
  );
  return [schema(spec.partitionKey, spec.sortKey), ...indexes.sort()].join(', ');
}

function presentSchema(table: TableDescription): string {
  type Elements = typeof table.KeySchema;
  const key = (elements: Elements, role: 'HASH' | 'RANGE'): Key | undefined => {
    const name = elements?.find((e) => e.KeyType === role)?.AttributeName;
    if (name === undefined) return undefined;
    const type = table.AttributeDefinitions?.find((a) => a.AttributeName === name)?.AttributeType;
    return { name, type: type ?? '?' };
  };
  const both = (elements: Elements): string =>
    schema(key(elements, 'HASH'), key(elements, 'RANGE'));
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(
    (i) =>
      `index ${i.IndexName ?? '?'} (${both(i.KeySchema)}, ${i.Projection?.ProjectionType ?? '?'})${
        i.IndexStatus === 'ACTIVE' ? '' : ` ${i.IndexStatus ?? 'of unknown status'}`
      }`,
  );
  return [both(table.KeySchema), ...indexes.sort()].join(', ');
}
