import { expect, it } from '@jest/globals';
import { eventKey, SHARDS } from '../../../runtime/src/stores/dynamodb/keys.js';
import { eventId } from '../../../runtime/src/stores/event-id.js';

/** Writes a second that DynamoDB takes for one partition key, of events below 1 KB. */
const ONE_PARTITION = 1_000;

it('10,000 writes of one rule in one second leave no partition with more than it takes', () => {
  const writes = new Map<string, number>();
  for (let i = 0; i < 10_000; i += 1) {
    const id = eventId({
      rule: 'MD-001',
      check: 'MD-001.1',
      findingId: 'ab'.repeat(32),
      runId: `run-${i}`,
      occurredAt: `2026-11-22T12:00:00.${String(i % 1000).padStart(3, '0')}Z`,
    });
    const { pk } = eventKey('MD-001', id);
    writes.set(pk, (writes.get(pk) ?? 0) + 1);
  }
  expect(writes.size).toBe(SHARDS.length);
  expect(Math.max(...writes.values())).toBeLessThan(ONE_PARTITION);
});
