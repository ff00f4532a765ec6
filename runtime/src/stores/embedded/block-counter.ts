import type { Clock } from '../../clock.js';
import { counterExpiry } from '../block-expiry.js';
import type { BlockCount, BlockCounter, BlockKey, BlockReset } from '../ports.js';
import { unixSeconds } from '../retention.js';
import { validBlockKey, validHour, validRule, validRunId, validText } from '../validate.js';
import type { Database, Sql } from './database.js';

const ADD = `
  INSERT INTO blocks (rule, repository, hour, total, expires_at) VALUES (?, ?, ?, 1, ?)
  ON CONFLICT DO UPDATE SET total = total + 1`;
const AT = `rule = ? AND repository = ? AND hour = ?`;

/** `BlockCounter` in one SQLite file. */
export function embeddedBlockCounter(options: { database: Database; clock: Clock }): BlockCounter {
  const { database, clock } = options;

  const count = (sql: Sql, key: BlockKey): number =>
    Number(
      sql.get(
        `SELECT total - forgiven AS n FROM blocks WHERE ${AT} AND expires_at > ?`,
        ...columns(key),
        unixSeconds(clock.now()),
      )?.['n'] ?? 0,
    );

  const addOne = (sql: Sql, key: BlockKey, runId: string): void => {
    const first = sql.change(
      `INSERT INTO block_runs VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      ...columns(key),
      runId,
    );
    if (first === 1) sql.change(ADD, ...columns(key), counterExpiry(key.hour));
  };

  const sweep = (sql: Sql): void => {
    const now = unixSeconds(clock.now());
    sql.change(
      `DELETE FROM block_runs WHERE (rule, repository, hour) IN
        (SELECT rule, repository, hour FROM blocks WHERE expires_at <= ?)`,
      now,
    );
    sql.change(`DELETE FROM blocks WHERE expires_at <= ?`, now);
  };

  return {
    async counts(keys) {
      keys.forEach(validBlockKey);
      return database.run((sql) => keys.map((key) => count(sql, key)));
    },
    async since(hour) {
      validHour(hour);
      const rows = await database.run((sql) =>
        sql.all(
          `SELECT rule, repository, hour, total - forgiven AS blocks FROM blocks
            WHERE hour >= ? AND expires_at > ? AND total > forgiven ORDER BY rule, repository, hour`,
          hour,
          unixSeconds(clock.now()),
        ),
      );
      return rows as unknown as readonly BlockCount[];
    },
    async add(keys, runId) {
      keys.forEach(validBlockKey);
      validRunId(runId);
      return database.transact((sql) => {
        for (const key of keys) addOne(sql, key, runId);
        const counts = keys.map((key) => count(sql, key));
        sweep(sql);
        return counts;
      });
    },
    async reset(key, by, reason) {
      validBlockKey(key);
      validText('by', by, 128);
      validText('reason', reason, 256);
      const at = new Date(clock.now()).toISOString();
      return database.transact((sql) => {
        const forgiven = count(sql, key);
        sql.change(`UPDATE blocks SET forgiven = total WHERE ${AT}`, ...columns(key));
        const { rule, repository, hour } = key;
        sql.change(
          `INSERT INTO block_resets VALUES (?, ?, ?, ?, ?, ?, ?)`,
          rule,
          repository,
          at,
          hour,
          by,
          reason,
          forgiven,
        );
        return { ...key, by, reason, at, forgiven };
      });
    },
    async resets(rule, repository) {
      validRule(rule);
      validText('repository', repository, 256);
      const rows = await database.run((sql) =>
        sql.all(
          `SELECT * FROM block_resets WHERE rule = ? AND repository = ? ORDER BY at DESC, rowid DESC`,
          rule,
          repository,
        ),
      );
      return rows.map((row) => ({
        rule,
        repository,
        hour: row['hour'] as string,
        by: row['by'] as string,
        reason: row['reason'] as string,
        at: row['at'] as string,
        forgiven: row['forgiven'] as number,
      })) satisfies BlockReset[];
    },
  };
}

const columns = (key: BlockKey): [string, string, string] => [key.rule, key.repository, key.hour];
