import type { Clock } from '../../clock.js';
import {
  granted,
  revoked,
  validConsentKey,
  validGrant,
  validResources,
  type ConsentStep,
} from '../consent.js';
import type { ConsentChange, ConsentRecord, ConsentResource, ConsentStore } from '../ports.js';
import { validText } from '../validate.js';
import { amongOthers } from './cancelled.js';
import { consentPartition } from './keys.js';
import type { Item, Key, Table } from './table.js';

const stateKey = (organisation: string, resource: string): Key => ({
  pk: consentPartition(organisation),
  sk: `consent#${resource}`,
});
/** Revisions are padded, so that they sort as numbers. */
const historyPrefix = (resource: string): string => `history#${resource}#`;
const historyKey = (organisation: string, resource: string, revision: number): Key => ({
  pk: consentPartition(organisation),
  sk: `${historyPrefix(resource)}${String(revision).padStart(9, '0')}`,
});

/** `ConsentStore` in DynamoDB: one item a consent, one a change, written in one transaction. */
export function dynamoConsentStore(options: { table: Table; clock: Clock }): ConsentStore {
  const { table, clock } = options;
  const now = (): string => new Date(clock.now()).toISOString();

  const write = async ({ record, change }: ConsentStep): Promise<void> => {
    const { organisation, resource, revision } = record;
    await table.transact([
      {
        put: {
          Item: { ...stateKey(organisation, resource), ...record },
          // Only on what the step was made from.
          ConditionExpression: revision === 1 ? 'attribute_not_exists(pk)' : '#revision = :before',
          ...(revision === 1
            ? {}
            : {
                ExpressionAttributeNames: { '#revision': 'revision' },
                ExpressionAttributeValues: { ':before': revision - 1 },
              }),
        },
      },
      {
        put: {
          Item: { ...historyKey(organisation, resource, revision), ...change },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ]);
  };

  /** The step decides on what is there, and again on what others have made of it meanwhile. */
  const change = (
    organisation: string,
    resource: ConsentResource,
    step: (stored: ConsentRecord | undefined) => ConsentStep | undefined,
  ): Promise<ConsentRecord | undefined> =>
    amongOthers(table, `consent to ${resource}`, async () => {
      const item = await table.get(stateKey(organisation, resource));
      const stored = item === undefined ? undefined : recordOf(item);
      const next = step(stored);
      if (next === undefined) return stored;
      await write(next);
      return next.record;
    });

  return {
    async recordConsent(grant) {
      validGrant(grant);
      const at = now();
      const record = await change(grant.organisation, grant.resource, (stored) =>
        granted(grant, stored, at),
      );
      return record as ConsentRecord;
    },
    async revokeConsent(organisation, resource, by) {
      validConsentKey(organisation, resource);
      validText('by', by, 128);
      const at = now();
      let did = false;
      const record = await change(organisation, resource, (stored) => {
        const step = revoked(stored, by, at);
        did ||= step !== undefined;
        return step;
      });
      return did ? record : undefined;
    },
    async read(organisation, resources) {
      const keys = validResources(organisation, resources).map((r) => stateKey(organisation, r));
      const records = (await table.batchGet(keys)).map(recordOf);
      return new Map(records.map((record) => [record.resource, record]));
    },
    async history(organisation, resource) {
      validConsentKey(organisation, resource);
      const items = await table.queryAll({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': consentPartition(organisation),
          ':prefix': historyPrefix(resource),
        },
      });
      return items.map(changeOf);
    },
  };
}

function recordOf(item: Item): ConsentRecord {
  const { organisation, resource, policyVersion, expiresAt, by } = item as Item & ConsentRecord;
  const { state, grantedAt, changedAt, revision } = item as Item & ConsentRecord;
  const given = { organisation, resource, policyVersion, expiresAt, by };
  return { ...given, revision, state, grantedAt, changedAt };
}

function changeOf(item: Item): ConsentChange {
  const { policyVersion, expiresAt, by, revision, action, at } = item as Item & ConsentChange;
  return { policyVersion, expiresAt, by, revision, action, at };
}
