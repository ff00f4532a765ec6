import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Libsql from 'libsql';
import { PhaseMirrorError, runtimeError } from '../../errors/index.js';
import { MIGRATIONS } from './schema.js';

/** How long a process waits for another one that is writing. */
const BUSY_MS = 10_000;

type Row = Readonly<Record<string, unknown>>;

/** One SQLite file that several processes may use at once (write-ahead log). */
export interface Database {
  readonly file: string;
  /** Runs statements; throws PM-3001 when SQLite answers with an error. */
  run<T>(work: (sql: Sql) => T): Promise<T>;
  /** Like `run`, as one transaction that holds the write lock from its beginning. */
  transact<T>(work: (sql: Sql) => T): Promise<T>;
  close(): void;
}

/** Prepared statements by their text. */
export interface Sql {
  all(statement: string, ...values: readonly unknown[]): readonly Row[];
  get(statement: string, ...values: readonly unknown[]): Row | undefined;
  /** Answers the number of rows changed. */
  change(statement: string, ...values: readonly unknown[]): number;
}

/**
 * Opens the file, mode 0600 in a folder of mode 0700 when it makes them, and brings its schema up to
 * date. Throws PM-3004 when it is no database or may not be opened.
 */
export function openDatabase(file: string): Database {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    const db = new Libsql(file, { timeout: BUSY_MS });
    patiently(() => db.pragma('journal_mode = WAL'));
    // With a write-ahead log NORMAL survives the death of a process; only a power cut can lose the
    // last transactions, never tear them.
    db.pragma('synchronous = NORMAL');
    migrate(db, file);
    return wrap(db, file);
  } catch (error) {
    if (error instanceof PhaseMirrorError) throw error;
    throw runtimeError('PM-3004', {
      what: `embedded store ${file}`,
      why: words(error),
      cause: error,
    });
  }
}

/** Switching to WAL ignores the busy time-out when two processes do it at once. */
function patiently(step: () => void): void {
  const until = Date.now() + BUSY_MS;
  for (;;) {
    try {
      step();
      return;
    } catch (error) {
      if (!/busy|locked/i.test(words(error)) || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function migrate(db: Libsql.Database, file: string): void {
  const version = (): number => {
    const [row] = db.pragma('user_version') as { user_version: number }[];
    return row?.user_version ?? 0;
  };
  if (version() === MIGRATIONS.length) return;
  const migration = db.transaction(() => {
    const from = version();
    if (from > MIGRATIONS.length) {
      throw runtimeError('PM-3004', {
        what: `embedded store ${file}`,
        why: `a newer release wrote it (schema ${from}, this release knows ${MIGRATIONS.length})`,
        remedy: 'Use the newer release, or name another file with PHASE_MIRROR_EMBEDDED_FILE.',
      });
    }
    for (const step of MIGRATIONS.slice(from)) db.exec(step);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  migration.immediate();
}

function wrap(db: Libsql.Database, file: string): Database {
  const prepared = new Map<string, Libsql.Statement>();
  const prepare = (text: string): Libsql.Statement => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const statement = db.prepare(text);
    prepared.set(text, statement);
    return statement;
  };
  const sql: Sql = {
    all: (text, ...values) => prepare(text).all(...values) as Row[],
    get: (text, ...values) => prepare(text).get(...values) as Row | undefined,
    change: (text, ...values) => prepare(text).run(...values).changes,
  };
  const guarded = <T>(work: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      try {
        resolve(work());
      } catch (error) {
        reject(error instanceof PhaseMirrorError ? error : storeError(error, file));
      }
    });
  return {
    file,
    run: (work) => guarded(() => work(sql)),
    transact: <T>(work: (sql: Sql) => T) =>
      guarded(() => db.transaction(() => work(sql)).immediate()),
    close: () => {
      if (db.open) db.close();
    },
  };
}

function storeError(error: unknown, file: string): PhaseMirrorError {
  return runtimeError('PM-3001', {
    what: `embedded store ${file}`,
    why: words(error),
    remedy:
      'See that the disk is not full and the file is writable; a broken file may be moved away, a new one is made.',
    cause: error,
  });
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
