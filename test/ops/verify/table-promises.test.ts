import { describe, expect, it } from '@jest/globals';
import type { Deployment } from '../../../stacks/environments.js';
import { eachFailsItsPromise, type Broken } from './each-fails-its-promise.js';
import { verifiedAfter, type Change } from './verified.js';
import type { TableState, World } from './world.js';

const table = (world: World, { names }: Deployment): TableState =>
  world.tables[names.tables.fpEvents.name] as TableState;

const TABLES: readonly Broken[] = [
  [
    'point-in-time recovery switched off',
    (w, d) => (table(w, d).recovery = { PointInTimeRecoveryStatus: 'DISABLED' }),
    'fp-events.recovery',
    /recovery is off/,
  ],
  [
    'a shorter recovery period',
    (w, d) => (table(w, d).recovery.RecoveryPeriodInDays = 7),
    'fp-events.recovery',
    /keeps 7 days/,
  ],
  [
    'no expiry',
    (w, d) => (table(w, d).ttl = { TimeToLiveStatus: 'DISABLED' }),
    'fp-events.expiry',
    /not set/,
  ],
  [
    'another expiry attribute than the code writes',
    (w, d) => (table(w, d).ttl.AttributeName = 'ttl'),
    'fp-events.expiry',
    /is ttl/,
  ],
  [
    'an expiry where items must stay',
    (w, d) =>
      ((w.tables[d.names.tables.consent.name] as TableState).ttl = {
        TimeToLiveStatus: 'ENABLED',
        AttributeName: 'expiresAt',
      }),
    'consent.expiry',
    /is expiresAt/,
  ],
  [
    'a key that AWS owns',
    (w, d) => delete table(w, d).table.SSEDescription,
    'fp-events.encryption',
    /AWS owns/,
  ],
  [
    "somebody else's key",
    (w, d) => (table(w, d).table.SSEDescription = { Status: 'ENABLED', KMSMasterKeyArn: 'other' }),
    'fp-events.encryption',
    /with other/,
  ],
  [
    'a sort key of another type',
    (w, d) =>
      (table(w, d).table.AttributeDefinitions = [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
        { AttributeName: 'findingId', AttributeType: 'S' },
      ]),
    'fp-events.keys',
    /sk:N/,
  ],
  [
    'the index gone',
    (w, d) => (table(w, d).table.GlobalSecondaryIndexes = []),
    'fp-events.keys',
    /needs .*by-finding/,
  ],
  [
    'the index still being made',
    (w, d) =>
      Object.assign(table(w, d).table.GlobalSecondaryIndexes?.[0] ?? {}, {
        IndexStatus: 'CREATING',
      }),
    'fp-events.keys',
    /CREATING/,
  ],
  [
    'provisioned capacity',
    (w, d) => delete table(w, d).table.BillingModeSummary,
    'fp-events.active',
    /PROVISIONED/,
  ],
  [
    'the lock table with another key',
    (w, d) =>
      ((w.tables[d.state.lockTable] as TableState).table.KeySchema = [
        { AttributeName: 'Id', KeyType: 'HASH' },
      ]),
    'lock.keys',
    /LockID/,
  ],
];

describe('a table after', () => eachFailsItsPromise(TABLES));

describe('deletion protection', () => {
  it('is a promise everywhere but in local', async () => {
    const off: Change = (w, d) => (table(w, d).table.DeletionProtectionEnabled = false);
    expect((await verifiedAfter(off)).bad).toEqual([]);
    const { bad } = await verifiedAfter(off, { environment: 'production' });
    expect(bad.map((row) => row.id)).toEqual([
      'tables.phase-mirror-production-fp-events.protection',
    ]);
  });
});
