import type { Clock } from '../../clock.js';
import { backOff, malformed } from '../../aws/call.js';
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
  amongOthers,
  cancellation,
  cancelledError,
  conditionFailed,
  mayPass,
} from './cancelled.js';
import {
  ENFORCEMENT_HISTORY,
  enforcementHistoryKey,
  enforcementKey,
  markKey,
  sumsKey,
} from './keys.js';
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
          if (attempt >= 2 * table.attempts) throw cancelledError(table, attempt, error);
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
      return amongOthers(table, `enforcement of ${step.rule}`, async () => {
        const item = await table.get(enforcementKey(step.rule));
        const stored = item === undefined ? undefined : changeOf(item, 'GetItem');
        const { change, isNew } = stepped(step, stored, expected, at);
        if (isNew) await table.transact(changeWrites(change));
        return change;
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
  const { marks, markExpiry, sumsExpiry } = addition;
  return [
    ...marks.map((mark) => ({
      put: {
        Item: { ...markKey(rule, period, mark), expiresAt: markExpiry },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
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
  const codes = cancellation(error);
  if (codes === undefined) throw error;
  if (codes.some(conditionFailed)) return true;
  if (!mayPass(codes)) throw cancelledError(table, 1, error);
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
