import { backOff, errorName } from '../../aws/call.js';
import type { FpEvent } from '../ports.js';
import { plainEvent, sameEvent, unixSeconds, type Stored } from '../retention.js';
import { cancellation, cancelledError, conditionFailed, mayPass } from './cancelled.js';
import { eventKey } from './keys.js';
import { BATCH, type Put, type Table } from './table.js';

/**
 * Up to so many events are put one by one, side by side: half the price of a transaction. More go in
 * transactions of 100, so that the number of sequential round trips does not grow with the events.
 */
const ALONE = 32;

/** Stores events by their ids and says of each what became of it. */
export async function storeEvents(
  table: Table,
  events: readonly FpEvent[],
  retentionMs: number,
): Promise<readonly Stored[]> {
  const first = new Map<string, FpEvent>();
  for (const event of events) if (!first.has(event.eventId)) first.set(event.eventId, event);
  const unique = [...first.values()];
  const stored = new Map<string, Stored>();
  const size = unique.length <= ALONE ? 1 : BATCH;
  const batches: Promise<void>[] = [];
  for (let at = 0; at < unique.length; at += size) {
    batches.push(storeBatch(table, unique.slice(at, at + size), retentionMs, stored));
  }
  // Every batch ends before an error is told: what can be stored is stored.
  const ends = await Promise.allSettled(batches);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  const told = new Set<string>();
  return events.map((event) => {
    const { eventId } = event;
    if (!told.has(eventId)) {
      told.add(eventId);
      return stored.get(eventId) as Stored;
    }
    return sameEvent(first.get(eventId) as FpEvent, event) ? 'duplicate' : 'conflict';
  });
}

async function storeBatch(
  table: Table,
  events: readonly FpEvent[],
  retentionMs: number,
  stored: Map<string, Stored>,
): Promise<void> {
  const put = (event: FpEvent): Put => ({
    Item: {
      ...eventKey(event.rule, event.eventId),
      ...plainEvent(event),
      expiresAt: unixSeconds(Date.parse(event.occurredAt) + retentionMs),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  let left = events;
  let fruitless = 0;
  for (;;) {
    try {
      if (left.length === 1) await table.put(put(left[0] as FpEvent));
      else await table.transact(left.map((event) => ({ put: put(event) })));
      for (const event of left) stored.set(event.eventId, 'recorded');
      return;
    } catch (error) {
      const met = await storedAlready(table, refused(table, left, error));
      for (const [event, other] of met) {
        stored.set(event.eventId, sameEvent(other, event) ? 'duplicate' : 'conflict');
      }
      left = left.filter((event) => !met.has(event));
      if (left.length === 0) return;
      if (met.size > 0) continue;
      // Nothing was in the way but other writers: one of the attempts that a call has.
      fruitless += 1;
      if (fruitless >= table.attempts) throw cancelledError(table, fruitless, error);
      await backOff(fruitless);
    }
  }
}

/** The events whose condition failed. Throws what is no failed condition and no contention. */
function refused(table: Table, events: readonly FpEvent[], error: unknown): readonly FpEvent[] {
  if (errorName(error) === 'ConditionalCheckFailedException') return events;
  const codes = cancellation(error);
  if (codes === undefined) throw error;
  if (!mayPass(codes) || codes.length !== events.length) throw cancelledError(table, 1, error);
  return events.filter((_, i) => conditionFailed(codes[i]));
}

/**
 * What is stored under the ids of the given events. A put whose answer was lost meets its own event
 * when it is tried again: that is a success, and only the stored item can tell.
 */
async function storedAlready(
  table: Table,
  events: readonly FpEvent[],
): Promise<ReadonlyMap<FpEvent, FpEvent>> {
  if (events.length === 0) return new Map();
  const items = await table.batchGet(events.map((e) => eventKey(e.rule, e.eventId)));
  const byId = new Map(items.map((item) => [item['sk'] as string, item]));
  const met = new Map<FpEvent, FpEvent>();
  for (const event of events) {
    const item = byId.get(event.eventId);
    if (item !== undefined) met.set(event, plainEvent(item));
  }
  return met;
}
