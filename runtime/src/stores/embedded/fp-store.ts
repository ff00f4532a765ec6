import { DAY_MS } from '../../clock.js';
import { compactTime } from '../event-id.js';
import type { FpEvent, FpStore, RecordOutcome, Review, Verdict, WindowEvent } from '../ports.js';
import {
  MAX_WINDOW,
  oldestEventId,
  RETENTION_DAYS,
  sameEvent,
  unixSeconds,
  withoutConflicts,
  type Retention,
  type Stored,
} from '../retention.js';
import {
  validCount,
  validEvent,
  validFindingId,
  validInstant,
  validReview,
  validRule,
} from '../validate.js';
import type { Database, Sql } from './database.js';

export interface EmbeddedFpOptions extends Retention {
  readonly database: Database;
}

const INSERT = `INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const WINDOW = `
  SELECT e.*, v.false_positive AS verdict FROM events e
  LEFT JOIN verdicts v ON v.finding_id = e.finding_id`;
const SET_VERDICT = `
  INSERT INTO verdicts VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET false_positive = excluded.false_positive, reviewer = excluded.reviewer,
    ticket = excluded.ticket, reviewed_at = excluded.reviewed_at
  WHERE false_positive <> excluded.false_positive`;

/** Expired events are deleted a few at a time, by writers. */
const SWEEP = `DELETE FROM events WHERE event_id IN
  (SELECT event_id FROM events WHERE expires_at <= ? ORDER BY expires_at LIMIT 100)`;

/** `FpStore` in one SQLite file. */
export function embeddedFpStore(options: EmbeddedFpOptions): FpStore {
  const { database, clock } = options;
  const retentionMs = (options.retentionDays ?? RETENTION_DAYS) * DAY_MS;
  const nowSeconds = (): number => unixSeconds(clock.now());
  const oldest = (): string => oldestEventId(clock.now(), retentionMs);

  const insert = (sql: Sql, event: FpEvent): Stored => {
    const { eventId, rule, check, findingId, outcome, occurredAt, runId } = event;
    const expiresAt = unixSeconds(Date.parse(occurredAt) + retentionMs);
    const added = sql.change(
      INSERT,
      eventId,
      rule,
      check,
      findingId,
      outcome,
      occurredAt,
      runId,
      expiresAt,
    );
    if (added === 1) return 'recorded';
    const stored = sql.get(`SELECT * FROM events WHERE event_id = ?`, eventId);
    return stored !== undefined && sameEvent(eventOf(stored), event) ? 'duplicate' : 'conflict';
  };

  const recordEvents = async (events: readonly FpEvent[]): Promise<readonly RecordOutcome[]> => {
    events.forEach(validEvent);
    const work = (sql: Sql): Stored[] => {
      const outcomes = events.map((event) => insert(sql, event));
      if (events.length > 1) sql.change(SWEEP, nowSeconds());
      return outcomes;
    };
    const outcomes = await (events.length === 1 ? database.run(work) : database.transact(work));
    return withoutConflicts(events, outcomes, database.file);
  };

  const review = async (given: Review, falsePositive: boolean): Promise<void> => {
    validReview(given);
    const at = new Date(clock.now()).toISOString();
    await database.run((sql) =>
      sql.change(SET_VERDICT, given.findingId, falsePositive ? 1 : 0, given.by, given.ticket, at),
    );
  };

  const window = (where: string, ...values: unknown[]): Promise<readonly WindowEvent[]> =>
    database.run((sql) =>
      sql
        .all(
          `${WINDOW} WHERE e.expires_at > ? AND e.event_id >= ? AND ${where}`,
          nowSeconds(),
          oldest(),
          ...values,
        )
        .map(windowEventOf),
    );

  return {
    recordEvents,
    recordEvent: async (event) => (await recordEvents([event]))[0] as RecordOutcome,
    markFalsePositive: (given) => review(given, true),
    markTruePositive: (given) => review(given, false),
    async unmark(findingId) {
      validFindingId(findingId);
      await database.run((sql) =>
        sql.change(`DELETE FROM verdicts WHERE finding_id = ?`, findingId),
      );
    },
    async verdict(findingId) {
      validFindingId(findingId);
      return database.run((sql) =>
        verdictOf(sql.get(`SELECT * FROM verdicts WHERE finding_id = ?`, findingId)),
      );
    },
    async falsePositives(findingIds) {
      findingIds.forEach(validFindingId);
      const rows = await database.run((sql) =>
        sql.all(
          `SELECT finding_id FROM verdicts WHERE false_positive = 1
            AND finding_id IN (SELECT value FROM json_each(?))`,
          JSON.stringify(findingIds),
        ),
      );
      return new Set(rows.map((row) => row['finding_id'] as string));
    },
    async getWindowByCount(rule, n) {
      validRule(rule);
      validCount('n', n, MAX_WINDOW);
      return window(`e.rule = ? ORDER BY e.event_id DESC LIMIT ?`, rule, n);
    },
    async getWindowSince(rule, since) {
      validRule(rule);
      validInstant('since', since);
      return window(
        `e.rule = ? AND e.event_id >= ? ORDER BY e.event_id DESC`,
        rule,
        compactTime(since),
      );
    },
    async getFindingEvents(findingId, n) {
      validFindingId(findingId);
      validCount('n', n, MAX_WINDOW);
      return window(`e.finding_id = ? ORDER BY e.event_id DESC LIMIT ?`, findingId, n);
    },
  };
}

function eventOf(row: Readonly<Record<string, unknown>>): FpEvent {
  return {
    eventId: row['event_id'] as string,
    rule: row['rule'] as string,
    check: row['check'] as string,
    findingId: row['finding_id'] as string,
    outcome: row['outcome'] as FpEvent['outcome'],
    occurredAt: row['occurred_at'] as string,
    runId: row['run_id'] as string,
  };
}

function windowEventOf(row: Readonly<Record<string, unknown>>): WindowEvent {
  const event = eventOf(row);
  if (row['verdict'] === null) return event;
  return { ...event, verdict: row['verdict'] === 1 ? 'false-positive' : 'true-positive' };
}

function verdictOf(row: Readonly<Record<string, unknown>> | undefined): Verdict | undefined {
  if (row === undefined) return undefined;
  return {
    findingId: row['finding_id'] as string,
    falsePositive: row['false_positive'] === 1,
    by: row['reviewer'] as string,
    ticket: row['ticket'] as string,
    reviewedAt: row['reviewed_at'] as string,
  };
}
