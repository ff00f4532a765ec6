import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.js';
import { errorName, malformed } from '../../aws/call.js';
import { counterExpiry } from '../block-expiry.js';
import type { BlockCount, BlockCounter, BlockKey, BlockReset } from '../ports.js';
import { unixSeconds } from '../retention.js';
import { validBlockKey, validHour, validRule, validRunId, validText } from '../validate.js';
import { amongOthers } from './cancelled.js';
import { blockKey, partsOf, resetsKey } from './keys.js';
import type { Item, Table, Update } from './table.js';

/**
 * A counter stops here. The runs that it has counted are kept beside it, and an item may have 400 KB;
 * a breaker opens four orders of magnitude below.
 */
const MOST_BLOCKS = 20_000;

/** Pages of 1 MB that a look at all counters reads at most: 12,500 read units. */
const MOST_PAGES = 100;

/** `BlockCounter` in DynamoDB: one item a rule, repository and hour, with the runs it has counted. */
export function dynamoBlockCounter(options: { table: Table; clock: Clock }): BlockCounter {
  const { table, clock } = options;

  const read = async (keys: readonly BlockKey[]): Promise<readonly Counter[]> => {
    const unique = new Map(keys.map((key) => [nameOf(blockKey(key)), blockKey(key)]));
    const items = await table.batchGet(
      [...unique.values()],
      ['pk', 'sk', 'total', 'forgiven', 'expiresAt'],
    );
    const now = unixSeconds(clock.now());
    const found = new Map(
      items
        .filter((item) => Number(item['expiresAt']) > now)
        .map((item) => [nameOf(item as Item & { pk: string; sk: string }), counterOf(item)]),
    );
    return keys.map((key) => found.get(nameOf(blockKey(key))) ?? { total: 0, forgiven: 0 });
  };

  const addOne = async (key: BlockKey, runId: string): Promise<number> => {
    try {
      const run = runDigest(runId);
      const item = await table.update({
        Key: blockKey(key),
        UpdateExpression: 'ADD #total :one, runs :runs SET expiresAt = :expiry',
        ConditionExpression:
          'NOT contains(runs, :run) AND (attribute_not_exists(#total) OR #total < :most)',
        ExpressionAttributeNames: { '#total': 'total' },
        ExpressionAttributeValues: {
          ':one': 1,
          ':runs': new Set([run]),
          ':run': run,
          ':most': MOST_BLOCKS,
          ':expiry': counterExpiry(key.hour),
        },
        ReturnValues: 'ALL_NEW',
      });
      if (typeof item['total'] !== 'number') {
        const to = {
          service: 'DynamoDB',
          operation: 'UpdateItem',
          resource: `table ${table.spec.name}`,
        };
        throw malformed(to, table.region, 'no total');
      }
      return effective(counterOf(item));
    } catch (error) {
      // This run is counted already: by an earlier try whose answer was lost, or by a retried run.
      if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
      const [counter] = await read([key]);
      return effective(counter as Counter);
    }
  };

  return {
    async counts(keys) {
      keys.forEach(validBlockKey);
      return (await read(keys)).map(effective);
    },
    async since(hour) {
      validHour(hour);
      const scan = {
        // An eventually consistent read costs half.
        ConsistentRead: false,
        // Resets share the table, and have no total.
        FilterExpression: 'sk >= :hour AND attribute_exists(#total) AND expiresAt > :now',
        ProjectionExpression: 'pk, sk, #total, forgiven',
        ExpressionAttributeNames: { '#total': 'total' },
        ExpressionAttributeValues: { ':hour': hour, ':now': unixSeconds(clock.now()) },
      };
      const items = await table.scanAll(scan, MOST_PAGES);
      return items
        .map((item): BlockCount => {
          const { rule, repository } = partsOf(String(item['pk']));
          return { rule, repository, hour: String(item['sk']), blocks: effective(counterOf(item)) };
        })
        .filter(({ blocks }) => blocks > 0)
        .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    },
    async add(keys, runId) {
      keys.forEach(validBlockKey);
      validRunId(runId);
      return Promise.all(keys.map((key) => addOne(key, runId)));
    },
    async reset(key, by, reason) {
      validBlockKey(key);
      validText('by', by, 128);
      validText('reason', reason, 256);
      return amongOthers(table, `counter of ${key.rule} in ${key.repository}`, async () => {
        const [counter] = (await read([key])) as [Counter];
        const at = new Date(clock.now()).toISOString();
        const forgiven = effective(counter);
        await table.transact([
          // Blocks counted since the read are not forgiven.
          ...(forgiven === 0 ? [] : [{ update: forgive(key, counter) }]),
          {
            put: {
              Item: {
                pk: resetsKey(key.rule, key.repository),
                sk: `${at}#${randomBytes(4).toString('hex')}`,
                ...{ hour: key.hour, by, reason, at, forgiven },
              },
            },
          },
        ]);
        return { ...key, by, reason, at, forgiven };
      });
    },
    async resets(rule, repository) {
      validRule(rule);
      validText('repository', repository, 256);
      const items = await table.queryAll({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': resetsKey(rule, repository) },
        ScanIndexForward: false,
      });
      return items.map((item) => ({ rule, repository, ...resetOf(item) }));
    },
  };
}

interface Counter {
  readonly total: number;
  readonly forgiven: number;
}

const effective = ({ total, forgiven }: Counter): number => total - forgiven;

function counterOf(item: Item): Counter {
  return { total: Number(item['total'] ?? 0), forgiven: Number(item['forgiven'] ?? 0) };
}

/** On what was read only: of two resets at once, the later one reads again, so no block is forgiven twice. */
function forgive(
  key: BlockKey,
  { total, forgiven }: Counter,
): Update & { UpdateExpression: string } {
  return {
    Key: blockKey(key),
    UpdateExpression: 'SET forgiven = :total',
    ConditionExpression:
      forgiven === 0 ? 'attribute_not_exists(forgiven) OR forgiven = :was' : 'forgiven = :was',
    ExpressionAttributeValues: { ':total': total, ':was': forgiven },
  };
}

function resetOf(item: Item): Omit<BlockReset, 'rule' | 'repository'> {
  return {
    hour: String(item['hour']),
    by: String(item['by']),
    reason: String(item['reason']),
    at: String(item['at']),
    forgiven: Number(item['forgiven']),
  };
}

/** The separator sorts before everything that a name may hold. */
const orderOf = ({ rule, repository, hour }: BlockKey): string =>
  [rule, repository, hour].join('\u0000');

/** 12 characters that stand for a run, so that thousands fit into one item. */
function runDigest(runId: string): string {
  return createHash('sha256').update(runId).digest('base64url').slice(0, 12);
}

const nameOf = ({ pk, sk }: { pk: string; sk: string }): string => `${pk}\n${sk}`;
