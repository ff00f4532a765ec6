import type { Clock } from '../../clock.js';
import { runtimeError } from '../../errors/index.js';
import {
  additionOf,
  isCollecting,
  shownAggregate,
  validAggregateKey,
  type Sums,
} from '../contribution.js';
import { readChange, stepped, validStep } from '../enforcement.js';
import type { CalibrationStore, EnforcementChange } from '../ports.js';
import { unixSeconds } from '../retention.js';
import { validRule } from '../validate.js';
import type { Database, Sql } from './database.js';

const ADD = `
  INSERT INTO calibration_sums VALUES (?, ?, 1, ?, ?, ?)
  ON CONFLICT DO UPDATE SET organisations = organisations + 1,
    reviewed = reviewed + excluded.reviewed,
    false_positives = false_positives + excluded.false_positives`;
const IN_FORCE = `SELECT body FROM enforcement WHERE rule = ? ORDER BY revision DESC LIMIT 1`;

/** `CalibrationStore` in one SQLite file. */
export function embeddedCalibrationStore(options: {
  database: Database;
  clock: Clock;
}): CalibrationStore {
  const { database, clock } = options;

  const changeOf = (row: Readonly<Record<string, unknown>>): EnforcementChange => {
    const change = readChange(JSON.parse(row['body'] as string) as Record<string, unknown>);
    if (change !== undefined) return change;
    throw runtimeError('PM-3001', {
      what: `embedded store ${database.file}`,
      why: 'a row of enforcement is no change of a rule',
    });
  };
  const inForce = (sql: Sql, rule: string): EnforcementChange | undefined => {
    const row = sql.get(IN_FORCE, rule);
    return row === undefined ? undefined : changeOf(row);
  };
  const sweep = (sql: Sql, now: number): void => {
    sql.change(`DELETE FROM calibration_marks WHERE expires_at <= ?`, unixSeconds(now));
    sql.change(`DELETE FROM calibration_sums WHERE expires_at <= ?`, unixSeconds(now));
  };

  return {
    async contribute(contribution) {
      const now = clock.now();
      const { rule, period } = contribution;
      const addition = additionOf(contribution, now);
      const { marks, reviewed, falsePositives, markExpiry, sumsExpiry } = addition;
      return database.transact((sql) => {
        sweep(sql, now);
        const known = sql.get(
          `SELECT 1 FROM calibration_marks WHERE rule = ? AND period = ?
            AND mark IN (SELECT value FROM json_each(?))`,
          rule,
          period,
          JSON.stringify(marks),
        );
        if (known !== undefined) return 'duplicate';
        for (const mark of marks) {
          sql.change(
            `INSERT INTO calibration_marks VALUES (?, ?, ?, ?)`,
            rule,
            period,
            mark,
            markExpiry,
          );
        }
        sql.change(ADD, rule, period, reviewed, falsePositives, sumsExpiry);
        return 'recorded';
      });
    },
    async aggregate(rule, period) {
      validAggregateKey(rule, period);
      const now = clock.now();
      if (isCollecting(period, now)) return { shown: false, code: 'COLLECTING' };
      const row = await database.run((sql) =>
        sql.get(
          `SELECT organisations, reviewed, false_positives AS falsePositives
            FROM calibration_sums WHERE rule = ? AND period = ? AND expires_at > ?`,
          rule,
          period,
          unixSeconds(now),
        ),
      );
      return shownAggregate(rule, period, row as Sums | undefined);
    },
    async enforcement(rules) {
      rules.forEach(validRule);
      return database.run((sql) => {
        const found = new Map<string, EnforcementChange>();
        for (const rule of rules) {
          const change = inForce(sql, rule);
          if (change !== undefined) found.set(rule, change);
        }
        return found;
      });
    },
    async changeEnforcement(step, expected) {
      validStep(step, expected);
      const at = new Date(clock.now()).toISOString();
      return database.transact((sql) => {
        const { change, isNew } = stepped(step, inForce(sql, step.rule), expected, at);
        if (isNew) {
          const { rule, revision } = change;
          sql.change(
            `INSERT INTO enforcement VALUES (?, ?, ?)`,
            rule,
            revision,
            JSON.stringify(change),
          );
        }
        return change;
      });
    },
    async enforcementHistory(rule) {
      validRule(rule);
      return database.run((sql) =>
        sql
          .all(`SELECT body FROM enforcement WHERE rule = ? ORDER BY revision`, rule)
          .map(changeOf),
      );
    },
  };
}
