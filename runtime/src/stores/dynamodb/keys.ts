import type { BlockKey } from '../ports.js';
import type { Key } from './table.js';

/**
 * Partitions over which the events of one rule are spread. DynamoDB takes 1,000 writes a second and
 * partition key, and an event is below the 1 KB of one write unit: 16 shards take 16,000 a second.
 */
export const SHARDS = [...'0123456789abcdef'] as const;

export function shardKey(rule: string, shard: string): string {
  return `${rule}#${shard}`;
}

/** Where an event is kept: its shard is the last digit of its id, so an id has one key for ever. */
export function eventKey(rule: string, eventId: string): Key {
  return { pk: shardKey(rule, eventId.slice(-1)), sk: eventId };
}

export function verdictKey(findingId: string): Key {
  return { pk: `finding#${findingId}`, sk: 'verdict' };
}

/** Partition of everything that one organisation consented to. */
export function consentPartition(organisation: string): string {
  return `org#${organisation}`;
}

export function blockKey({ rule, repository, hour }: BlockKey): Key {
  return { pk: `${rule}#${repository}`, sk: hour };
}

/** The rule and the repository of a counter's partition: no rule holds the separator. */
export function partsOf(pk: string): { readonly rule: string; readonly repository: string } {
  const at = pk.indexOf('#');
  return { rule: pk.slice(0, at), repository: pk.slice(at + 1) };
}

export function resetsKey(rule: string, repository: string): string {
  return `reset#${rule}#${repository}`;
}

/** Where the sums of a rule and month are kept. */
export function sumsKey(rule: string, period: string): Key {
  return { pk: `aggregate#${rule}#${period}`, sk: 'sums' };
}

/** Marks of those who contributed; apart from the sums, so that nobody reads them by the way. */
export function markKey(rule: string, period: string, mark: string): Key {
  return { pk: `mark#${rule}#${period}`, sk: mark };
}

/** The change of a rule in force. The oracle may read these partitions of the table, no others. */
export function enforcementKey(rule: string): Key {
  return { pk: `enforcement#${rule}`, sk: 'state' };
}

export const ENFORCEMENT_HISTORY = 'history#';

/** Revisions are padded, so that they sort as numbers. */
export function enforcementHistoryKey(rule: string, revision: number): Key {
  const sk = `${ENFORCEMENT_HISTORY}${String(revision).padStart(9, '0')}`;
  return { pk: `enforcement#${rule}`, sk };
}
