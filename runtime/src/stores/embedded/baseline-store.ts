import type { Clock } from '../../clock.js';
import { runtimeError } from '../../errors/index.js';
import {
  conflict,
  noSuchVersion,
  storedBaseline,
  validBaseline,
  validBaselineKey,
  validExpected,
  validVersion,
  validVersionCount,
} from '../baseline.js';
import type { BaselineKey, BaselineStore, StoredBaseline } from '../ports.js';
import type { Database, Sql } from './database.js';

const SELECT = `
  SELECT v.version, v.sha256, v.published_at, b.body FROM baseline_versions v
  LEFT JOIN baselines b ON b.sha256 = v.sha256 WHERE v.repository = ? AND v.branch = ?`;
const NEWEST = `${SELECT} ORDER BY v.version DESC LIMIT ?`;
const PUT = `INSERT INTO baseline_versions VALUES (?, ?, ?, ?, ?)`;
const PUT_BODY = `
  INSERT INTO baselines VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body`;

/** A row of the list of versions, with the body that its hash names. */
interface Row {
  readonly version: number;
  readonly sha256: string;
  readonly publishedAt: string;
  readonly body: string | null;
}

/** `BaselineStore` in one SQLite file: bodies by their hash, and a list of versions a branch. */
export function embeddedBaselineStore(options: {
  database: Database;
  clock: Clock;
}): BaselineStore {
  const { database, clock } = options;
  const where = ({ repository, branch }: BaselineKey): string =>
    `baseline of ${repository} ${branch} in ${database.file}`;

  const newest = (sql: Sql, { repository, branch }: BaselineKey, n: number): readonly Row[] =>
    sql.all(NEWEST, repository, branch, n).map(rowOf);

  const find = (sql: Sql, key: BaselineKey, version: string | undefined): Row | undefined => {
    if (version === undefined) return newest(sql, key, 1)[0];
    const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 0;
    const row = sql.get(`${SELECT} AND v.version = ?`, key.repository, key.branch, number);
    return row === undefined ? undefined : rowOf(row);
  };

  const read = (key: BaselineKey, { version, sha256, body }: Row): StoredBaseline => {
    const at = `version ${version} of the ${where(key)}`;
    const baseline = storedBaseline(body ?? '', key, at);
    if (baseline.sha256 !== sha256) {
      const why = `it was published as ${sha256.slice(0, 12)}…, its content is ${baseline.sha256.slice(0, 12)}…`;
      throw runtimeError('PM-3006', { what: at, why });
    }
    return { baseline, version: String(version) };
  };

  /** Adds a version if the newest one still has the hash expected. */
  const add = (
    sql: Sql,
    key: BaselineKey,
    given: { readonly sha256: string; readonly body: string },
    expected: string | undefined,
  ): string => {
    const [current] = newest(sql, key, 1);
    const same = current?.sha256 === given.sha256;
    if (!same && current?.sha256 !== expected) {
      throw conflict(where(key), expected, current?.sha256);
    }
    sql.change(PUT_BODY, given.sha256, given.body);
    if (same) return String(current.version);
    const version = (current?.version ?? 0) + 1;
    const at = new Date(clock.now()).toISOString();
    sql.change(PUT, key.repository, key.branch, version, given.sha256, at);
    return String(version);
  };

  return {
    async load(key, version) {
      validBaselineKey(key);
      if (version !== undefined) validVersion(version);
      return database.run((sql) => {
        const row = find(sql, key, version);
        return row === undefined ? undefined : read(key, row);
      });
    },
    async publish(baseline, expected) {
      const body = validBaseline(baseline);
      validExpected(expected);
      const { sha256 } = baseline;
      const version = await database.transact((sql) =>
        add(sql, baseline, { sha256, body }, expected),
      );
      return { baseline, version };
    },
    async versions(key, n) {
      validBaselineKey(key);
      validVersionCount(n);
      const rows = await database.run((sql) => newest(sql, key, n));
      return rows.map(({ version, sha256, publishedAt }, i) => ({
        version: String(version),
        sha256,
        publishedAt,
        current: i === 0,
      }));
    },
    async restore(key, version, expected) {
      validBaselineKey(key);
      validVersion(version);
      validExpected(expected);
      return database.transact((sql) => {
        const row = find(sql, key, version);
        if (row === undefined) throw noSuchVersion(where(key), version);
        const { baseline } = read(key, row);
        const body = row.body as string;
        return { baseline, version: add(sql, key, { sha256: row.sha256, body }, expected) };
      });
    },
  };
}

function rowOf(row: Readonly<Record<string, unknown>>): Row {
  return {
    version: row['version'] as number,
    sha256: row['sha256'] as string,
    publishedAt: row['published_at'] as string,
    body: row['body'] as string | null,
  };
}
