import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.js';
import type { SecretKind, ThresholdId } from '../../names/index.js';
import type { Parameters, SecretVersion } from '../ports.js';
import { thresholdsOf } from '../thresholds.js';
import type { Database, Sql } from './database.js';

/**
 * Secrets and thresholds of the embedded store. Version 1 of a secret is made at its first use, in
 * the transaction that looks for it, so processes that start at once agree on one value.
 */
export function embeddedParameters(options: { database: Database; clock: Clock }): Parameters {
  const { database, clock } = options;
  const read = (sql: Sql, kind: SecretKind): SecretVersion[] =>
    sql
      .all(`SELECT version, value, modified_at FROM secrets WHERE kind = ? ORDER BY version`, kind)
      .map((row) => ({
        version: row['version'] as number,
        value: row['value'] as string,
        modifiedAt: row['modified_at'] as string,
      }));
  return {
    source: `embedded store ${database.file}`,
    async secrets(kind) {
      const known = await database.run((sql) => read(sql, kind));
      if (known.length > 0) return known;
      return database.transact((sql) => {
        sql.change(
          `INSERT INTO secrets VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING`,
          kind,
          randomBytes(32).toString('hex'),
          new Date(clock.now()).toISOString(),
        );
        return read(sql, kind);
      });
    },
    async thresholds() {
      const rows = await database.run((sql) => sql.all(`SELECT id, value FROM thresholds`));
      return thresholdsOf(
        new Map(rows.map((row) => [row['id'] as ThresholdId, row['value'] as string])),
        `embedded store ${database.file}`,
      );
    },
  };
}
