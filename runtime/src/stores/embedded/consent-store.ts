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
import type { Database, Sql } from './database.js';

const SELECT = `SELECT body FROM consents WHERE organisation = ? AND resource = ?`;
const PUT = `INSERT INTO consents VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET body = excluded.body`;

/** `ConsentStore` in one SQLite file. */
export function embeddedConsentStore(options: { database: Database; clock: Clock }): ConsentStore {
  const { database, clock } = options;
  const now = (): string => new Date(clock.now()).toISOString();

  const read = (sql: Sql, organisation: string, resource: string): ConsentRecord | undefined => {
    const row = sql.get(SELECT, organisation, resource);
    return row === undefined ? undefined : (JSON.parse(row['body'] as string) as ConsentRecord);
  };

  const store = (sql: Sql, { record, change }: ConsentStep): void => {
    const { organisation, resource } = record;
    sql.change(PUT, organisation, resource, JSON.stringify(record));
    const line = JSON.stringify(change);
    sql.change(
      `INSERT INTO consent_history VALUES (?, ?, ?, ?)`,
      organisation,
      resource,
      change.revision,
      line,
    );
  };

  return {
    async recordConsent(grant) {
      validGrant(grant);
      return database.transact((sql) => {
        const stored = read(sql, grant.organisation, grant.resource);
        const step = granted(grant, stored, now());
        if (step === undefined) return stored as ConsentRecord;
        store(sql, step);
        return step.record;
      });
    },
    async revokeConsent(organisation, resource, by) {
      validConsentKey(organisation, resource);
      validText('by', by, 128);
      return database.transact((sql) => {
        const step = revoked(read(sql, organisation, resource), by, now());
        if (step === undefined) return undefined;
        store(sql, step);
        return step.record;
      });
    },
    async read(organisation, resources) {
      const unique = validResources(organisation, resources);
      return database.run((sql) => {
        const found = new Map<ConsentResource, ConsentRecord>();
        for (const resource of unique) {
          const record = read(sql, organisation, resource);
          if (record !== undefined) found.set(resource, record);
        }
        return found;
      });
    },
    async history(organisation, resource) {
      validConsentKey(organisation, resource);
      const rows = await database.run((sql) =>
        sql.all(
          `SELECT body FROM consent_history WHERE organisation = ? AND resource = ? ORDER BY revision`,
          organisation,
          resource,
        ),
      );
      return rows.map((row) => JSON.parse(row['body'] as string) as ConsentChange);
    },
  };
}
