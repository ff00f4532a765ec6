import { DAY_MS } from '../../clock.js';
import { BY_FINDING, TTL_ATTRIBUTE } from '../../names/index.js';
import { errorName } from '../../aws/call.js';
import { compactTime } from '../event-id.js';
import type { FpStore, RecordOutcome, Review, Verdict, WindowEvent } from '../ports.js';
import {
  MAX_WINDOW,
  RETENTION_DAYS,
  oldestEventId,
  plainEvent,
  unixSeconds,
  withoutConflicts,
  type Retention,
} from '../retention.js';
import {
  validCount,
  validEvent,
  validFindingId,
  validInstant,
  validReview,
  validRule,
} from '../validate.js';
import { SHARDS, shardKey, verdictKey } from './keys.js';
import { storeEvents } from './record.js';
import type { Item, Table } from './table.js';
import { allSince, newest } from './window.js';

export interface DynamoFpOptions extends Retention {
  readonly table: Table;
}

/** `FpStore` in DynamoDB: events under shards of their rule, one verdict item a finding. */
export function dynamoFpStore(options: DynamoFpOptions): FpStore {
  const { table, clock } = options;
  const retentionMs = (options.retentionDays ?? RETENTION_DAYS) * DAY_MS;
  const where = `table ${table.spec.name} in ${table.region}`;
  const oldest = (): string => oldestEventId(clock.now(), retentionMs);
  const alive = (item: Item): boolean =>
    Number(item[TTL_ATTRIBUTE]) > unixSeconds(clock.now()) && String(item['sk']) >= oldest();
  const shardsOf = (rule: string): string[] => SHARDS.map((shard) => shardKey(rule, shard));

  const verdicts = async (findingIds: Iterable<string>): Promise<Map<string, boolean>> => {
    const keys = [...new Set(findingIds)].map(verdictKey);
    const items = await table.batchGet(keys, ['pk', 'falsePositive']);
    return new Map(
      items.map((item) => [
        String(item['pk']).slice('finding#'.length),
        item['falsePositive'] === true,
      ]),
    );
  };

  const withVerdicts = async (items: readonly Item[]): Promise<readonly WindowEvent[]> => {
    const events = items.map((item) => plainEvent(item as never));
    const said = await verdicts(events.map((event) => event.findingId));
    return events.map((event) => {
      const falsePositive = said.get(event.findingId);
      if (falsePositive === undefined) return event;
      return { ...event, verdict: falsePositive ? 'false-positive' : 'true-positive' };
    });
  };

  const review = async (
    { findingId, by, ticket }: Review,
    falsePositive: boolean,
  ): Promise<void> => {
    validReview({ findingId, by, ticket });
    const reviewedAt = new Date(clock.now()).toISOString();
    try {
      await table.put({
        Item: { ...verdictKey(findingId), falsePositive, by, ticket, reviewedAt },
        ConditionExpression: 'attribute_not_exists(pk) OR falsePositive <> :said',
        ExpressionAttributeValues: { ':said': falsePositive },
      });
    } catch (error) {
      // It was said before: who said it first, and where, is kept.
      if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
    }
  };

  const recordEvents: FpStore['recordEvents'] = async (events) => {
    events.forEach(validEvent);
    return withoutConflicts(events, await storeEvents(table, events, retentionMs), where);
  };

  return {
    recordEvents,
    recordEvent: async (event) => (await recordEvents([event]))[0] as RecordOutcome,
    markFalsePositive: (given) => review(given, true),
    markTruePositive: (given) => review(given, false),
    async unmark(findingId) {
      validFindingId(findingId);
      await table.remove(verdictKey(findingId));
    },
    async verdict(findingId) {
      validFindingId(findingId);
      return verdictOf(findingId, await table.get(verdictKey(findingId)));
    },
    async falsePositives(findingIds) {
      findingIds.forEach(validFindingId);
      const said = await verdicts(findingIds);
      return new Set([...said].filter(([, marked]) => marked).map(([id]) => id));
    },
    async getWindowByCount(rule, n) {
      validRule(rule);
      validCount('n', n, MAX_WINDOW);
      return withVerdicts(
        await newest(table, { shards: shardsOf(rule), from: oldest(), n, keep: alive }),
      );
    },
    async getWindowSince(rule, since) {
      validRule(rule);
      validInstant('since', since);
      const from = [compactTime(since), oldest()].sort()[1] as string;
      return withVerdicts(await allSince(table, { shards: shardsOf(rule), from, keep: alive }));
    },
    async getFindingEvents(findingId, n) {
      validFindingId(findingId);
      validCount('n', n, MAX_WINDOW);
      return withVerdicts(await findingEvents(table, findingId, n, alive));
    },
  };
}

async function findingEvents(
  table: Table,
  findingId: string,
  n: number,
  keep: (item: Item) => boolean,
): Promise<readonly Item[]> {
  const query = {
    IndexName: BY_FINDING.name,
    KeyConditionExpression: 'findingId = :finding',
    ExpressionAttributeValues: { ':finding': findingId },
    ScanIndexForward: false,
    Limit: n,
  };
  const found: Item[] = [];
  let page = await table.query(query);
  for (;;) {
    found.push(...page.items.filter(keep));
    if (found.length >= n || page.next === undefined) return found.slice(0, n);
    page = await table.query({ ...query, ExclusiveStartKey: page.next });
  }
}

function verdictOf(findingId: string, item: Item | undefined): Verdict | undefined {
  if (item === undefined) return undefined;
  return {
    findingId,
    falsePositive: item['falsePositive'] === true,
    by: String(item['by']),
    ticket: String(item['ticket']),
    reviewedAt: String(item['reviewedAt']),
  };
}
