import type { Clock } from '../../clock.js';
import { runtimeError } from '../../errors/index.js';
import { backOff, errorName, malformed } from '../../aws/call.js';
import {
  additionOf,
  isCollecting,
  shownAggregate,
  validAggregateKey,
  type Addition,
  type Sums,
} from '../contribution.js';
import { readChange, stepped, validStep } from '../enforcement.js';
import type { CalibrationStore, EnforcementChange } from '../ports.js';
import { unixSeconds } from '../retention.js';
import { validRule } from '../validate.js';
import {
  ENFORCEMENT_HISTORY,
  enforcementHistoryKey,
  enforcementKey,
  markKey,
  sumsKey,
} from './keys.js';
import { contention, OTHER_WRITERS } from './record.js';
import type { Item, Table, Write } from './table.js';

/**
 * `CalibrationStore` in DynamoDB: sums of a rule and month in one item, marks of who took part beside
 * it, and per rule the change in force with its history. A write and what it hangs on are one
 * transaction.
 */
export function dynamoCalibrationStore(options: { table: Table; clock: Clock }): CalibrationStore {
  const { table, clock } = options;

  const changeOf = (item: Item, operation: string): EnforcementChange => {
    const change = readChange(item);
    if (change !== undefined) return change;
    const to = { service: 'DynamoDB', operation, resource: `table ${table.spec.name}` };
    throw malformed(to, table.region, `${String(item['pk'])} is no change of a rule`);
  };

  return {
    async contribute(contribution) {
      const { rule, period } = contribution;
      const writes = contributionWrites(rule, period, additionOf(contribution, clock.now()));
      for (let attempt = 1; ; attempt += 1) {
        try {
          await table.transact(writes);
          return 'recorded';
        } catch (error) {
          if (isMarked(table, error)) return 'duplicate';
          if (attempt >= 2 * table.attempts) throw contention(table, attempt, error);
          await backOff(attempt);
        }
      }
    },
    async aggregate(rule, period) {
      validAggregateKey(rule, period);
      const now = clock.now();
      if (isCollecting(period, now)) return { shown: false, code: 'COLLECTING' };
      const item = await table.get(sumsKey(rule, period));
      const alive = item !== undefined && Number(item['expiresAt']) > unixSeconds(now);
      return shownAggregate(rule, period, alive ? sumsOf(item) : undefined);
    },
    async enforcement(rules) {
      rules.forEach(validRule);
      const items = await table.batchGet([...new Set(rules)].map(enforcementKey));
      const changes = items.map((item) => changeOf(item, 'BatchGetItem'));
      return new Map(changes.map((change) => [change.rule, change]));
    },
    async changeEnforcement(step, expected) {
      validStep(step, expected);
      const at = new Date(clock.now()).toISOString();
      for (let attempt = 1; attempt <= 2 * table.attempts; attempt += 1) {
        const item = await table.get(enforcementKey(step.rule));
        const stored = item === undefined ? undefined : changeOf(item, 'GetItem');
        const { change, isNew } = stepped(step, stored, expected, at);
        if (!isNew) return change;
        try {
          await table.transact(changeWrites(change));
          return change;
        } catch (error) {
          // Somebody else was faster: what is there now decides.
          if (errorName(error) !== 'TransactionCanceledException') throw error;
          await backOff(attempt);
        }
      }
      throw runtimeError('PM-3007', {
        what: `enforcement of ${step.rule} in table ${table.spec.name} in ${table.region}`,
      });
    },
    async enforcementHistory(rule) {
      validRule(rule);
      const items = await table.queryAll({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': enforcementKey(rule).pk,
          ':prefix': ENFORCEMENT_HISTORY,
        },
      });
      return items.map((item) => changeOf(item, 'Query'));
    },
  };
}

function contributionWrites(rule: string, period: string, addition: Addition): readonly Write[] {
  const { mark, olderMarks, markExpiry, sumsExpiry } = addition;
  const absent = 'attribute_not_exists(pk)';
  return [
    {
      put: {
        Item: { ...markKey(rule, period, mark), expiresAt: markExpiry },
        ConditionExpression: absent,
      },
    },
    ...olderMarks.map((older) => ({
      check: { Key: markKey(rule, period, older), ConditionExpression: absent },
    })),
    {
      update: {
        Key: sumsKey(rule, period),
        UpdateExpression:
          'ADD organisations :one, reviewed :reviewed, falsePositives :falsePositives SET expiresAt = :expiry',
        ExpressionAttributeValues: {
          ':one': 1,
          ':reviewed': addition.reviewed,
          ':falsePositives': addition.falsePositives,
          ':expiry': sumsExpiry,
        },
      },
    },
  ];
}

/** Whether a mark was there already. Throws what is no cancelled transaction and no contention. */
function isMarked(table: Table, error: unknown): boolean {
  if (errorName(error) !== 'TransactionCanceledException') throw error;
  const reasons = (error as { CancellationReasons?: readonly { Code?: string }[] })
    .CancellationReasons;
  const codes = (reasons ?? []).map((reason) => reason.Code ?? 'None');
  if (codes.includes('ConditionalCheckFailed')) return true;
  const known = codes.every((code) => code === 'None' || OTHER_WRITERS.has(code));
  if (codes.length === 0 || !known) throw contention(table, 1, error);
  return false;
}

function changeWrites(change: EnforcementChange): readonly Write[] {
  const { rule, revision } = change;
  const onwards =
    revision === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#revision = :before',
          ExpressionAttributeNames: { '#revision': 'revision' },
          ExpressionAttributeValues: { ':before': revision - 1 },
        };
  return [
    { put: { Item: { ...enforcementKey(rule), ...change }, ...onwards } },
    {
      put: {
        Item: { ...enforcementHistoryKey(rule, revision), ...change },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ];
}

function sumsOf(item: Item): Sums {
  const { organisations, reviewed, falsePositives } = item as Item & Sums;
  return { organisations, reviewed, falsePositives };
}
